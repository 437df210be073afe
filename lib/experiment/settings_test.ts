import assert from "node:assert/strict";
import { checkSettings, SETTING_NAMES } from "./settings.ts";

/** The message for one setting's value. */
function messageFor(name: string, value: unknown): string {
  try {
    checkSettings({ [name]: value }, { file: "grid.json" });
  } catch (error) {
    assert.equal((error as Error).name, "InputError");
    return (error as Error).message;
  }
  assert.fail(`${name} = ${JSON.stringify(value)} was accepted`);
}

Deno.test("checkSettings() gives settings back and drops those that are undefined", () => {
  const settings = { epochs: 3, passageLimit: null, schedules: ["cosine"], out: undefined };
  assert.deepEqual(checkSettings(settings), {
    epochs: 3,
    passageLimit: null,
    schedules: ["cosine"],
  });
});

Deno.test("checkSettings() names file, setting, value and what is allowed", () => {
  assert.equal(
    messageFor("schedules", ["linear", "cyclic"]),
    'grid.json, schedules: the value ["linear","cyclic"] cannot be used. ' +
      "It must be a list of different values, each one of constant, linear, cosine, " +
      "cosine_with_min_lr, polynomial, inverse_sqrt, warmup_stable_decay.",
  );
  assert.equal(
    messageFor("batchSize", 0),
    "grid.json, batchSize: the value 0 cannot be used. It must be a whole number, at least 1.",
  );
});

Deno.test("checkSettings() refuses every setting's values outside its range", () => {
  const refused: Record<string, unknown[]> = {
    model: ["", 5],
    data: [" ", null],
    dataConstruction: ["chunks"],
    passageLimit: [0, 1.5],
    evalSplit: ["dev"],
    dataSeed: [-1, 2 ** 53],
    chunkLength: [2, 12.5],
    trainChunks: [0, "10"],
    evalChunks: [0],
    maskProbability: [0, 1, -0.1, "0.15"],
    evalMasks: ["none"],
    beta: [""],
    gamma: ["cube"],
    schedules: [[], ["Linear"], "linear", ["linear", "linear"]],
    methods: [[], ["SD3"], ["sd"]],
    seeds: [[], [-1], [0.5], [1, 1], 3],
    epochs: [0, 2.5, null],
    batchSize: [0],
    gradientAccumulationSteps: [0],
    learningRate: [0, -1e-3, NaN, Infinity],
    warmupSteps: [-1, 0.5],
    weightDecay: [-0.01],
    maxGradNorm: [0, null],
    onNonfinite: ["ignore", true],
    backend: ["cuda"],
    device: ["cuda", "gpu:", "gpu:-1", "gpu:1.5", 0, null],
    precision: ["float16", 16, null],
    saveStrategy: ["always", true],
    saveSteps: [0, 0.5],
    saveTotalLimit: [0, null],
    loadBestModelAtEnd: ["yes", 1],
    saveModels: ["yes", 1],
    out: [""],
  };
  assert.deepEqual(Object.keys(refused), SETTING_NAMES, "every setting is covered, in order");
  for (const [name, values] of Object.entries(refused)) {
    for (const value of values) {
      assert.match(messageFor(name, value), /cannot be used\. It must be/);
    }
  }
});

Deno.test("checkSettings() names the nearest setting for an unknown one", () => {
  assert.equal(
    messageFor("batch_size", 3),
    "grid.json, batch_size: there is no such setting. Perhaps batchSize is meant.",
  );
  assert.match(messageFor("colour", 3), /The settings are model, data, .*, out\.$/);
});

Deno.test("checkSettings() does not take what every object has for a setting", () => {
  assert.match(messageFor("constructor", 3), /no such setting/);
});

Deno.test("checkSettings() names a setting as it was written", () => {
  const label = (name: string) => `--${name}`;
  assert.throws(
    () => checkSettings({ epochs: 0 }, { label }),
    /^InputError: --epochs: the value 0/,
  );
});

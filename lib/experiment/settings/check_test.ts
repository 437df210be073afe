import assert from "node:assert/strict";
import { BUILT_IN } from "../definitions.ts";
import { checkSettings } from "./check.ts";
import { checkChoices } from "./choices.ts";
import { SETTING_NAMES, SETTINGS } from "./table.ts";

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

Deno.test("checkSettings() gives paths and separators their one form", () => {
  assert.deepEqual(checkSettings({ data: ["a.txt", "b,c.txt"], separator: "\\t" }), {
    data: "a.txt,b,,c.txt",
    separator: "tab",
  });
  assert.deepEqual(checkSettings({ data: ["b,c.txt"], separator: ";", textColumn: null }), {
    data: "b,c.txt",
    separator: ";",
    textColumn: null,
  });
  assert.match(messageFor("data", []), /data: the value \[\] cannot be used\. It must be a text/);
  assert.match(messageFor("separator", "; "), /must be one character that is no letter/);
  assert.match(messageFor("textColumn", ""), /must be a text that is not empty, or null/);
});

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
    messageFor("dataConstruction", "chunks"),
    'grid.json, dataConstruction: the value "chunks" cannot be used. ' +
      "It must be one of windows, passages.",
  );
  assert.equal(
    messageFor("batchSize", 0),
    "grid.json, batchSize: the value 0 cannot be used. It must be a whole number, at least 1.",
  );
});

Deno.test("checkSettings() says which value of a list is wrong", () => {
  const cases: [string, unknown[], string][] = [
    [
      "methods",
      ["none", "SD", "none"],
      "none stands twice in it, which cannot be used. It must be a list of different values, each the " +
      "name of a method, as in name or name:parameter=value.",
    ],
    [
      "seeds",
      [0, 1, 1],
      "1 stands twice in it, which cannot be used. It must be a list of different values, each a whole number, at least 0.",
    ],
    ["seeds", [0, -1], "the value -1 cannot be used. It must be a whole number, at least 0."],
  ];
  for (const [name, values, message] of cases) {
    assert.equal(messageFor(name, values), `grid.json, ${name}: ${message}`);
  }
  assert.match(
    messageFor("methods", [""]),
    /the value "" cannot .* It must be the name of a method/,
  );
  assert.match(messageFor("methods", []), /the value \[\] cannot be used\. It must be a list/);
});

Deno.test("checkSettings() refuses every setting's values outside its range", () => {
  const refused: Record<string, unknown[]> = {
    model: ["", 5],
    data: [" ", null],
    reader: ["", 5, "a b"],
    textColumn: ["", 5],
    separator: ["", "a", '"', "\n", ", ", 5],
    dataConstruction: ["chunks"],
    passageLimit: [0, 1.5],
    evalSplit: ["dev"],
    evalData: ["", 5, []],
    evalFraction: [0, 1, -0.1, "0.1"],
    dataSeed: [-1, 2 ** 53],
    chunkLength: [2, 12.5],
    lineByLine: ["true", 1, null],
    trainChunks: [0, "10"],
    evalChunks: [0],
    masking: ["word", true],
    maskProbability: [0, 1, -0.1, "0.15"],
    evalMasks: ["none"],
    beta: [""],
    gamma: ["", 3, "paper:", "paper:distance", ":distance=kl"],
    gammaReference: ["mean", 0, -1, Infinity, null, "-3"],
    objective: ["", 3, "sd_loss:", "sd_loss:lambda", ":lambda=1"],
    epochs: [0, 2.5, null],
    maxSteps: [0, 1.5, "10"],
    evalSteps: [0, 1.5],
    earlyStoppingPatience: [0, 1.5],
    batchSize: [0],
    gradientAccumulationSteps: [0],
    learningRate: [0, -1e-3, NaN, Infinity, 1e300, 1e-300],
    warmupSteps: [-1, 0.5],
    warmupRatio: [-0.1, 1.1, null],
    weightDecay: [1e308, -0.01],
    maxGradNorm: [0, null],
    freeze: ["", "layer:0", "layers:3-1", "embeddings;head", "layers:", 5],
    layerDecay: [0, 1.1, -1, null],
    onNonfinite: ["ignore", true],
    precision: ["float16", 16, null],
    xla: ["true", 1, null],
    schedules: [[], "linear", [5], [{ nome: "linear" }]],
    methods: [[], "SD", [null]],
    seeds: [[], [-1], [0.5], 3],
    sweep: [[], { epochs: [] }, { epochs: 3 }, null],
    conditions: [
      {},
      [{ epochs: 3 }],
      [{ name: "a-b" }],
      [{ name: "a" }, { name: "a" }],
      ...[".", "..", ".a", "a.lock", ""].map((name) => [{ name, epochs: 3 }]),
    ],
    baseline: ["", null],
    casing: ["upper", true],
    metrics: [[], "eval_loss"],
    metricsAt: ["never", true, null],
    trainEval: ["yes", 3, true],
    backend: ["cuda"],
    device: ["cuda", "gpu:", "gpu:-1", "gpu:1.5", 0, null],
    allowOtherBits: ["yes", 1, null],
    saveStrategy: ["always", true],
    saveSteps: [0, 0.5],
    saveTotalLimit: [0, null],
    loadBestModelAtEnd: ["yes", 1],
    saveModels: ["yes", 1],
    plugins: ["mine.ts", [""], [3]],
    reportTo: ["tensorboard", [""]],
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

Deno.test("checkSettings() makes texts of choices that are given as objects", () => {
  const { schedules, gamma } = checkSettings({
    schedules: ["linear", { name: "falling", power: 2, end: 0 }],
    gamma: { name: "paper", distance: "kl" },
  });
  assert.deepEqual(schedules, ["linear", "falling:power=2:end=0"]);
  assert.equal(gamma, "paper:distance=kl");
});

Deno.test("checkSettings() looks into sweeps and conditions", () => {
  assert.deepEqual(
    checkSettings({
      sweep: { passageLimit: [null, 3], gamma: [{ name: "paper", root: 2 }] },
      conditions: [{ name: "long", epochs: 12, method: { name: "scaled", factor: 2 } }],
    }),
    {
      sweep: { passageLimit: [null, 3], gamma: ["paper:root=2"] },
      conditions: [{ name: "long", epochs: 12, method: "scaled:factor=2" }],
    },
  );
  assert.equal(
    messageFor("sweep", { epochs: [3, 0] }),
    "grid.json, sweep, epochs: the value 0 cannot be used. It must be a whole number, at least 1.",
  );
  assert.match(messageFor("sweep", { epochs: [3, 3] }), /sweep, epochs: a value stands twice/);
  assert.match(
    messageFor("sweep", { seeds: [3] }),
    /sweep, seeds: no run has a setting "seeds"\. Perhaps dataSeed is meant|The settings of a run/,
  );
  assert.match(messageFor("sweep", { out: ["a"] }), /no run has a setting "out"\./);
  assert.match(
    messageFor("conditions", [{ name: "long", epochs: 0 }]),
    /^grid\.json, conditions, long, epochs: the value 0 cannot be used\./,
  );
  assert.match(messageFor("conditions", [{ name: "long" }]), /long: this condition sets nothing\./);
  assert.match(
    messageFor("conditions", [{ name: "long", epoch: 3 }]),
    /long: no run has a setting "epoch"\. Perhaps epochs is meant\./,
  );
});

Deno.test("checkChoices() names the setting and what there is", () => {
  const refused = (settings: Parameters<typeof checkChoices>[0], message: RegExp) =>
    assert.throws(() => checkChoices(settings, BUILT_IN, { file: "grid.json" }), {
      name: "InputError",
      message,
    });
  refused(
    { schedules: ["linear", "cyclic"] },
    /^grid\.json, schedules: there is no schedule "cyclic"\. The schedules are constant, linear, /,
  );
  refused({ schedules: ["Linear"] }, /Perhaps linear is meant/);
  refused({ methods: ["SD3"] }, /methods: there is no method "SD3"\. Perhaps SD is meant/);
  refused({ methods: ["sd"] }, /there is no method "sd"/);
  refused({ gamma: "cube" }, /gamma: there is no gamma "cube"\. The definitions of Γ are paper, /);
  refused({ gamma: "paper:colour=red" }, /the gamma paper has no parameter "colour"/);
  refused(
    { sweep: { gamma: ["paper", "cube"] } },
    /^grid\.json, sweep, gamma: there is no gamma "cube"/,
  );
  refused(
    { conditions: [{ name: "a", method: "b" }] },
    /^grid\.json, conditions, a, method: there is no method/,
  );
  refused(
    { conditions: [{ name: "SD", epochs: 2 }] },
    /^grid\.json, conditions, SD: a method is called "SD", too/,
  );
  refused({ baseline: "nothing" }, /baseline: there is no method "nothing"/);
  refused({ metrics: ["eval_colour"] }, /metrics: there is no metric "eval_colour"/);
  refused(
    { metrics: ["eval_loss", "eval_mrr", "eval_mrr", "eval_loss"] },
    /^grid\.json, metrics: eval_mrr is chosen twice\. Name it once\.$/,
  );
  refused(
    { baseline: "b", conditions: [{ name: "a", epochs: 2 }] },
    /^grid\.json, baseline: there is no method or condition "b"\. The conditions are a, the methods none, /,
  );
  refused({ reportTo: ["paper"] }, /reportTo: there is no sink "paper"/);
});

Deno.test("checkChoices() gives settings back with one text for each choice", () => {
  const settings = {
    epochs: 3,
    reader: "auto",
    gamma: "paper",
    conditions: [{ name: "long", epochs: 2 }],
    baseline: "long",
  };
  assert.deepEqual(checkChoices(settings, BUILT_IN), settings);
});

Deno.test("checkChoices() leaves an error that is none of a choice as it is", () => {
  const schedules = new Proxy(BUILT_IN.schedules, {
    get() {
      throw new RangeError("broken");
    },
  });
  const definitions = { ...BUILT_IN, schedules };
  assert.throws(() => checkChoices({ schedules: ["linear"] }, definitions), {
    name: "RangeError",
    message: "broken",
  });
});

Deno.test("rules of texts that are read elsewhere leave them as they are", () => {
  const { device, sweep, conditions } = SETTINGS;
  for (const { rule } of [device, sweep, conditions]) assert.equal(rule.parse("gpu:1"), "gpu:1");
});

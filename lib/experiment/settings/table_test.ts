/** What the table says of each setting, written out again: who may change what, and from where on. */
import assert from "node:assert/strict";
import { checkSettings } from "./check.ts";
import { SMALLEST } from "./forms.ts";
import { RUN_COORDINATES } from "./run_coordinates.ts";
import { SETTING_DEFAULTS, SETTING_ENTRIES, SETTING_NAMES, SETTINGS_BEFORE } from "./table.ts";

const FREE = "baseline casing metrics metricsAt trainEval device allowOtherBits saveStrategy " +
  "saveSteps saveTotalLimit loadBestModelAtEnd plugins reportTo out";

/** The names of the settings whose entry is of a kind. */
const those = (is: (entry: (typeof SETTING_ENTRIES)["model"]) => boolean) =>
  SETTING_NAMES.filter((name) => is(SETTING_ENTRIES[name])).join(" ");

Deno.test("what may change in a folder, what may grow, and what must be the same", () => {
  assert.equal(those(({ onResume }) => onResume === "free"), FREE);
  const grows = "schedules methods seeds sweep conditions";
  assert.equal(those(({ onResume }) => onResume === "grows"), grows);
  const same = SETTING_NAMES.filter((name) => !`${FREE} ${grows}`.split(" ").includes(name));
  assert.equal(those(({ onResume }) => onResume === "same"), same.join(" "));
});

Deno.test("what comes about while a run is made, what is in no hash, and what is for files alone", () => {
  const whileMade = "metrics metricsAt trainEval loadBestModelAtEnd reportTo";
  assert.equal(those((entry) => entry.whileMade === true), whileMade);
  assert.equal(those((entry) => entry.unhashed === true), "onNonfinite");
  assert.equal(those((entry) => entry.inFiles === true), "conditions");
  assert.equal(those(({ scope }) => scope === "place"), "out");
});

Deno.test("what a setting is where nobody sets it", () => {
  assert.deepEqual(SETTING_DEFAULTS, {
    ...{ reader: "auto", textColumn: null, separator: null, dataConstruction: "windows" },
    ...{ passageLimit: null, evalSplit: "valid", dataSeed: 42, chunkLength: 128 },
    ...{ maskProbability: 0.15, evalMasks: "fixed", beta: "auto", gamma: "paper" },
    ...{ gammaReference: "none", objective: "cross_entropy", gradientAccumulationSteps: 1 },
    ...{ warmupSteps: 0, weightDecay: 0.01, maxGradNorm: 1, onNonfinite: "stop" },
    ...{ precision: "float32", schedules: ["constant", "linear", "cosine"] },
    ...{ methods: ["none", "SD", "SD2"], seeds: [0], sweep: {}, conditions: [], baseline: "none" },
    ...{ casing: "auto", metrics: ["eval_loss", "eval_perplexity", "eval_accuracy"] },
    ...{ metricsAt: "epochs", trainEval: "sample", backend: "auto", device: "auto" },
    ...{ allowOtherBits: false, saveStrategy: "epoch", saveSteps: 500, saveTotalLimit: 2 },
    ...{ loadBestModelAtEnd: false, saveModels: false, plugins: [], reportTo: [] },
    ...{ evalData: null, evalFraction: null, maxSteps: null, evalSteps: null },
    ...{ earlyStoppingPatience: null, warmupRatio: 0, masking: "token", lineByLine: false },
    ...{ freeze: null, layerDecay: 1, xla: false },
  });
});

Deno.test("what folders did that are older than a setting", () => {
  assert.deepEqual(SETTINGS_BEFORE, {
    ...{ reader: "auto", textColumn: null, separator: null, gammaReference: "none" },
    ...{ objective: "cross_entropy", onNonfinite: "stop", precision: "float32", sweep: {} },
    ...{ conditions: [], baseline: "none", casing: "auto", metricsAt: "epochs", trainEval: "no" },
    metrics: ["eval_loss", "eval_perplexity", "eval_accuracy"],
    ...{ device: "auto", allowOtherBits: false, saveStrategy: "epoch", saveSteps: 500 },
    ...{ saveTotalLimit: 2, loadBestModelAtEnd: false, plugins: [], reportTo: [] },
    ...{ evalData: null, evalFraction: null, maxSteps: null, evalSteps: null },
    ...{ earlyStoppingPatience: null, warmupRatio: 0, masking: "token", lineByLine: false },
    ...{ freeze: null, layerDecay: 1, xla: false },
  });
});

Deno.test("each number may be as small and as large as its rule says", () => {
  const greatest = (2 - 2 ** -23) * 2 ** 127;
  const edges = {
    ...{ passageLimit: [1], dataSeed: [0, 2 ** 53 - 1], chunkLength: [3], trainChunks: [1] },
    ...{ evalChunks: [1], maskProbability: [Number.MIN_VALUE, 1 - 2 ** -53], epochs: [1] },
    ...{ gammaReference: [Number.MIN_VALUE, "none", "initial"], batchSize: [1] },
    ...{ gradientAccumulationSteps: [1], learningRate: [SMALLEST, greatest], warmupSteps: [0] },
    ...{ weightDecay: [0, greatest], maxGradNorm: [Number.MIN_VALUE], saveSteps: [1] },
    ...{ saveTotalLimit: [1], seeds: [[0]], plugins: [[]], reportTo: [[]] },
  };
  for (const [name, values] of Object.entries(edges)) {
    for (const value of values) {
      assert.deepEqual(checkSettings({ [name]: value }), { [name]: value });
    }
  }
  // What float32 still holds with all its digits, by its definition.
  assert.equal(SMALLEST, 1.1754943508222875e-38);
  assert.equal(greatest, 3.4028234663852886e38);
  for (const [name, value] of [["learningRate", SMALLEST / 1.1], ["weightDecay", greatest * 1.1]]) {
    assert.throws(() => checkSettings({ [name!]: value }), { name: "InputError" });
  }
  const { seed } = RUN_COORDINATES;
  assert.ok(seed.rule.accepts(0) && !seed.rule.accepts(-1));
});

import assert from "node:assert/strict";
import { type ExperimentSettings, plannedRuns, resolveSettings } from "../experiment/mod.ts";
import { NO_LEVELS } from "./levels.ts";
import { METHOD_CONDITIONS, SINGLE_CONDITIONS } from "./conditions.ts";
import { mainSettings, ratesSettings, sizesSettings, STUDY_SETTINGS } from "./stages.ts";

const base = (overrides: Partial<ExperimentSettings> = {}) =>
  resolveSettings({ preset: "quick", overrides: { seeds: [5, 6, 7, 8], out: "o", ...overrides } });

Deno.test("rates are none's multiples and the levels, on seeds of their own", () => {
  const { seeds, methods, schedules, conditions, out } = ratesSettings(base({
    learningRate: 0.00123456789,
  }));
  assert.deepEqual([seeds, methods, schedules, out], [
    [100, 101, 102],
    ["none"],
    ["constant"],
    "o/rates",
  ]);
  const none = { schedule: "constant", method: "none" };
  // Six digits of the product, whatever the rate has.
  assert.deepEqual(conditions, [
    { name: "none_x0.25", ...none, learningRate: 0.000308642 },
    { name: "none_x0.5", ...none, learningRate: 0.000617284 },
    { name: "none_x0.71", ...none, learningRate: 0.000876543 },
    { name: "none_x1.41", ...none, learningRate: 0.00174074 },
    { name: "none_x2", ...none, learningRate: 0.00246914 },
    { name: "none_x4", ...none, learningRate: 0.00493827 },
    ...["random", "chance", "loss"].map((gamma) => ({ name: `level_${gamma}`, ...none, gamma })),
  ]);
});

Deno.test("main has all conditions on the seeds it is given, with the levels it is told", () => {
  const { seeds, methods, schedules, conditions, out } = mainSettings(base(), {
    ...{ random: 0.5, chance: 2, loss: 3 },
  });
  assert.deepEqual([seeds, methods, schedules, out], [
    [5, 6, 7, 8],
    ["none", "SD", "SD2"],
    ["constant", "linear", "cosine"],
    "o/main",
  ]);
  const count = 2 * Object.keys(METHOD_CONDITIONS).length + Object.keys(SINGLE_CONDITIONS).length;
  assert.equal(conditions.length, 6 + count);
  assert.ok(conditions.every(({ schedule }) => schedule === "constant"));
  const named = (name: string) => conditions.find((condition) => condition.name === name);
  const of = (name: string, method: string, more: object) => ({
    ...{ name, schedule: "constant", method },
    ...more,
  });
  for (
    const expected of [
      of("random_SD", "SD", { gamma: "random", gammaReference: 0.5 }),
      of("chance_SD2", "SD2", { gamma: "chance", gammaReference: 2 }),
      of("loss_SD", "SD", { gamma: "loss", gammaReference: 3 }),
      of("same_mean_SD2", "mean:of=SD2", {}),
      of("normalised_SD", "SD", { gammaReference: "initial" }),
      of("greedy_lr", "greedy", {}),
      of("sd_token_random", "none", { objective: "sd_token", gamma: "random" }),
    ]
  ) assert.deepEqual(named(expected.name), expected);
});

Deno.test("the runs have their names and places before the levels are known", () => {
  const named = (levels: typeof NO_LEVELS) =>
    plannedRuns(mainSettings(base(), levels)).map(({ name }) => name);
  assert.deepEqual(named(NO_LEVELS), named({ random: 0.125, chance: 8, loss: 3.375 }));
});

Deno.test("what the study decides is as it has it; all else is the base's", () => {
  const given = base({ gamma: "paper", metricsAt: "epochs", epochs: 7, saveModels: true });
  const { gamma, metricsAt, epochs, saveModels, trainEval, loadBestModelAtEnd } = sizesSettings(
    given,
  );
  assert.deepEqual([gamma, metricsAt, epochs, saveModels, trainEval, loadBestModelAtEnd], [
    ...["osgood", "last", 7, false, "last", false],
  ]);
  for (const name of ["gamma", "seeds", "out", "epochs"]) {
    assert.equal(STUDY_SETTINGS.includes(name), name === "gamma", name);
  }
});

Deno.test("sizes are multiples of the chunks, and all there are where the preset cuts them", () => {
  const sizes = (more: Partial<ExperimentSettings>) => sizesSettings(base(more)).sweep.trainChunks;
  const { seeds, out, sweep } = sizesSettings(base());
  assert.deepEqual([seeds, out, Object.keys(sweep)], [[5, 6, 7], "o/sizes", ["trainChunks"]]);
  assert.deepEqual(sizes({}), [32, 64, 256, 512, 1311]);
  // Halves are rounded up.
  assert.deepEqual(sizes({ trainChunks: 6 }), [2, 3, 12, 24, 1311]);
  assert.deepEqual(sizes({ trainChunks: 1310 }), [328, 655, 2620, 5240, 1311]);
  assert.deepEqual(sizes({ trainChunks: 1311 }), [328, 656, 2622, 5244]);
  assert.deepEqual(sizes({ evalChunks: 5 }), [32, 64, 256, 512, 1311]);
  assert.deepEqual(sizes({ chunkLength: 64 }), [32, 64, 256, 512]);
  assert.deepEqual(sizes({ model: "elsewhere" }), [32, 64, 256, 512]);
});

/** Every parameter of every schedule and method: what it takes at its bounds, and what it refuses. */
import assert from "node:assert/strict";
import { METHODS } from "./methods.ts";
import { SCHEDULES } from "./schedules.ts";

type Values = readonly (number | string | boolean)[];

const above0: [Values, Values] = [[1e-9, 5], [0, -1]];
const notNegative: [Values, Values] = [[0, 1e-9, 5], [-1e-9]];
const share: [Values, Values] = [[0, 0.5, 1], [-1e-9, 1.000001]];
const whole = (least: number): [Values, Values] => [[least, least + 1], [least - 1, least + 0.5]];
const shape: [Values, Values] = [["linear", "cosine", "1-sqrt"], ["sqrt"]];
const from: [Values, Values] = [["same", "next"], ["last"]];

const TAKEN: Readonly<Record<string, Readonly<Record<string, [Values, Values]>>>> = {
  constant: {},
  linear: {},
  cosine: { numCycles: above0 },
  cosine_with_min_lr: { minLr: notNegative, minLrRate: share, numCycles: above0 },
  polynomial: { lrEnd: notNegative, power: notNegative },
  inverse_sqrt: { timescale: whole(1) },
  warmup_stable_decay: {
    ...{ numDecaySteps: whole(0), decayFraction: share, numStableSteps: whole(0) },
    ...{ warmupType: shape, decayType: shape, minLrRatio: share, numCycles: above0 },
  },
  none: {},
  SD: {},
  SD2: {},
  greedy: {
    ...{ patience: whole(0), factor: [[1e-9, 0.999], [0, 1]], minLr: notNegative, maxLr: above0 },
    ...{ threshold: notNegative, thresholdMode: [["abs", "rel"], ["mean"]], cooldown: whole(0) },
    ...{ warmup: whole(0), eps: notNegative, smooth: [[true, false], ["yes"]] },
    ...{ windowSize: whole(1), resetStart: whole(1) },
  },
  replay: { of: [["SD"], []], from, order: [["same", "shuffled"], ["turned"]] },
  mean: { of: [["SD"], []], from },
  scaled: { factor: above0 },
};

Deno.test("parameters take the values at their bounds and refuse those beyond", () => {
  const definitions = [...SCHEDULES, ...METHODS];
  assert.deepEqual(definitions.map(({ name }) => name), Object.keys(TAKEN));
  for (const { name, parameters = {} } of definitions) {
    assert.deepEqual(Object.keys(parameters), Object.keys(TAKEN[name]!), name);
    for (const [parameter, { rule }] of Object.entries(parameters)) {
      const [taken, refused] = TAKEN[name]![parameter]!;
      for (const value of taken) {
        assert.ok(rule.accepts(value), `${name}:${parameter}=${value}`);
      }
      for (const value of refused) {
        assert.ok(!rule.accepts(value), `${name}:${parameter}=${value}`);
      }
    }
  }
});

Deno.test("what is required, and what is taken where nothing is said", () => {
  const said = [...SCHEDULES, ...METHODS].flatMap(({ name, parameters = {} }) =>
    Object.entries(parameters)
      .filter(([, { default: value, required }]) => required === true || value !== undefined)
      .map(([parameter, { default: value, required }]) =>
        `${name}:${parameter}${required === true ? "!" : `=${value}`}`
      )
  );
  assert.deepEqual(said, [
    ...["cosine:numCycles=0.5", "cosine_with_min_lr:numCycles=0.5"],
    ...["polynomial:lrEnd=1e-7", "polynomial:power=1", "warmup_stable_decay:warmupType=linear"],
    ...["warmup_stable_decay:decayType=cosine", "warmup_stable_decay:minLrRatio=0"],
    ...["warmup_stable_decay:numCycles=0.5", "greedy:patience=10", "greedy:factor=0.95"],
    ...["greedy:threshold=0.000001", "greedy:thresholdMode=abs", "greedy:cooldown=0"],
    ...["greedy:warmup=0", "greedy:eps=1e-8", "greedy:smooth=false", "greedy:windowSize=50"],
    ...["greedy:resetStart=500", "replay:of!", "replay:from=same", "replay:order=same"],
    ...["mean:of!", "mean:from=same", "scaled:factor!"],
  ]);
});

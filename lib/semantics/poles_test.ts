import assert from "node:assert/strict";
import {
  factorReference,
  FACTORS,
  factorValues,
  POLE_COUNT,
  POLES,
  standardFactorValues,
} from "./poles.ts";

Deno.test("each pole belongs to exactly one factor", () => {
  const poles = FACTORS.flatMap(({ plus, minus }) => [plus, minus]);
  assert.deepEqual([...poles].sort(), [...POLES].sort());
  assert.equal(POLE_COUNT, 6);
});

Deno.test("a factor is its plus pole's score less its minus pole's", () => {
  const values = factorValues([0.5, 0.25, 0.125, 0.25, 1, -1]);
  assert.deepEqual(values, { evaluation: 0.25, potency: -0.125, activity: 2 });
});

Deno.test("a reference has each factor's mean and standard deviation", () => {
  // Evaluation of the three words: 0.1, 0.2, 0.6. Mean 0.3, variance (0.04 + 0.01 + 0.09) / 3.
  const scores = new Float32Array([
    ...[0.2, 0.1, 0.5, 0.5, 0, 0.1],
    ...[0.4, 0.2, 0.5, 0.5, 0, 0.1],
    ...[0.7, 0.1, 0.5, 0.5, 0, 0.1],
  ]);
  const { evaluation, potency, activity } = factorReference(scores);
  assert.ok(Math.abs(evaluation.mean - 0.3) < 1e-7);
  assert.ok(Math.abs(evaluation.deviation - Math.sqrt(0.14 / 3)) < 1e-7);
  assert.deepEqual(potency, { mean: 0, deviation: 0 });
  assert.ok(Math.abs(activity.mean + 0.1) < 1e-7);
});

Deno.test("standard values are deviations from the average word", () => {
  const some = { mean: 0.1, deviation: 0.05 };
  const reference = { evaluation: some, potency: some, activity: { mean: 0, deviation: 1 } };
  const values = standardFactorValues({ evaluation: 0.2, potency: 0, activity: 0.5 }, reference);
  assert.ok(Math.abs(values.evaluation - 2) < 1e-12);
  assert.ok(Math.abs(values.potency + 2) < 1e-12);
  assert.equal(values.activity, 0.5);
});

Deno.test("scores that are not six a word are refused", () => {
  assert.throws(() => factorValues([1, 2, 3]), RangeError);
  assert.throws(() => factorReference(new Float32Array(6)), RangeError);
  assert.throws(() => factorReference(new Float32Array(13)), RangeError);
});

import assert from "node:assert/strict";
import { assertRates } from "../_assert_rates.ts";
import { linear } from "./linear.ts";

Deno.test("linear() falls to 0 at the last step and stays there", () => {
  // The rate of step s is 10 · (5 − s) / 5.
  assertRates(linear(10, { trainingSteps: 5 }), [10, 8, 6, 4, 2, 0, 0]);
});

Deno.test("linear() climbs, then falls over the steps that are left", () => {
  // Up: 0, 1/2. Down over 6 − 2 = 4 steps: 4/4, 3/4, 2/4, 1/4, 0.
  assertRates(linear(4, { trainingSteps: 6, warmupSteps: 2 }), [0, 2, 4, 3, 2, 1, 0, 0]);
});

Deno.test("A warm-up longer than the run only climbs", () => {
  assertRates(linear(10, { trainingSteps: 2, warmupSteps: 5 }), [0, 2]);
});

Deno.test("linear() refuses steps outside their range", () => {
  assert.throws(() => linear(1, { trainingSteps: 1.5 }), RangeError);
});

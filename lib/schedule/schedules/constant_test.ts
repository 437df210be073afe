import assert from "node:assert/strict";
import { assertRates } from "../_assert_rates.ts";
import { constant } from "./constant.ts";

Deno.test("constant() keeps the rate", () => {
  assertRates(constant(2e-5), [2e-5, 2e-5, 2e-5]);
  assertRates(constant(2e-5), [2e-5], 1_000_000);
});

Deno.test("constant() climbs from 0 to the rate during warm-up", () => {
  // 4 warm-up steps: 0/4, 1/4, 2/4, 3/4 of the rate, then all of it.
  assertRates(constant(8, { warmupSteps: 4 }), [0, 2, 4, 6, 8, 8, 8]);
});

Deno.test("constant() refuses rates outside their range", () => {
  assert.throws(() => constant(-1), RangeError);
  assert.throws(() => constant(NaN), RangeError);
});

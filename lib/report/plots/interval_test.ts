import assert from "node:assert/strict";
import { near } from "../../../tests/_near.ts";
import { meanInterval } from "./interval.ts";

Deno.test("the interval of paired differences is that of SciPy's paired t test", () => {
  // scipy.stats.ttest_rel(a, b).confidence_interval(0.95), SciPy 1.17.1.
  const a = [4.031, 4.044, 4.012, 4.05, 4.027], b = [4.049, 4.056, 4.037, 4.055, 4.046];
  const { mean, low, high } = meanInterval(a.map((value, i) => value - b[i]!))!;
  near(mean, -0.015800000000000303, 1e-11);
  near(low, -0.025231743807585603, 2e-11);
  near(high, -0.006368256192415003, 6e-12);
});

Deno.test("two values have a wide interval, equal ones one without width, one value none", () => {
  // 12.7062 × |1 − 2| / 2 to both sides.
  const two = meanInterval([1, 2])!;
  near(two.high - two.mean, 12.706204736174694 / 2, 6e-9);
  assert.deepEqual(meanInterval([3, 3, 3]), { mean: 3, low: 3, high: 3 });
  assert.equal(meanInterval([3]), undefined);
  assert.equal(meanInterval([]), undefined);
});

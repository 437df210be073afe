/** What paired differences say, by hand. */
import assert from "node:assert/strict";
import { near } from "../../tests/_near.ts";
import { summariseDifferences } from "./compare.ts";

Deno.test("what no pair, one and two pairs say is whole", () => {
  const nothing = {
    ...{ sd: null, t_low: null, t_high: null, ci_low: null, ci_high: null },
    ...{ tost_low: null, tost_high: null, tost_p: null, equivalent: null },
  };
  assert.deepEqual(summariseDifferences([], 0.01), { ...nothing, n: 0, mean: null, p: null });
  assert.deepEqual(summariseDifferences([0.5], 0.01), { ...nothing, n: 1, mean: 0.5, p: 1 });
  // With one degree of freedom t is Cauchy's, with quantiles tan(π(p − ½)); the mean's error is .001.
  const two = summariseDifferences([0.001, 0.003], 0.01);
  const cauchy = (p: number) => Math.tan(Math.PI * (p - 0.5));
  assert.deepEqual([two.n, two.p, two.equivalent], [2, 0.5, true]);
  near(two.mean, 0.002, 1e-15);
  near(two.sd, Math.SQRT2 / 1000, 1e-15);
  near(two.t_low, 0.002 - 0.001 * cauchy(0.975), 1e-10);
  near(two.t_high, 0.002 + 0.001 * cauchy(0.975), 1e-10);
  near(two.tost_low, 0.002 - 0.001 * cauchy(0.95), 1e-10);
  near(two.tost_high, 0.002 + 0.001 * cauchy(0.95), 1e-10);
  near(two.tost_p, 0.5 - Math.atan(8) / Math.PI, 1e-10);
  // A quarter of the resamples draws one twice: the ends are the values.
  near(two.ci_low, 0.001, 1e-15);
  near(two.ci_high, 0.003, 1e-15);
  const unbound = summariseDifferences([0.001, 0.003], null);
  assert.deepEqual(unbound, { ...two, tost_p: null, equivalent: null });
  assert.equal(summariseDifferences([0.001, 0.003], 0.005).equivalent, false);
});

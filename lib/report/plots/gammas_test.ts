import assert from "node:assert/strict";
import { planOf, testResult } from "../_test_runs.ts";
import {
  commonRoot,
  gammaCurveOptions,
  gammaReference,
  namedGamma,
  namedGammas,
} from "./gammas.ts";

const runsOf = (gammas: string[]) =>
  planOf({ methods: ["SD"], sweep: { gamma: gammas } })
    .map((run) => testResult(run, { evalLosses: [4], trainLosses: [] }));

Deno.test("the reference of Γ is the cube root of ln 6", () => {
  // ln 6 = 1.791759, and 1.2146² × 1.2146 = 1.79184.
  assert.ok(Math.abs(gammaReference("paper").reference!.value - 1.2146) < 1e-4);
  assert.equal(gammaReference("notebook").reference, undefined);
});

Deno.test("the plot of Γ names the root and the reference of one Γ, and none of several", () => {
  assert.equal(gammaCurveOptions(runsOf(["paper"])).root, 3);
  assert.ok(gammaCurveOptions(runsOf(["paper"])).reference !== undefined);
  assert.deepEqual(gammaCurveOptions(runsOf(["paper", "notebook"])), {});
});

Deno.test("a Γ whose definition is not at hand goes by its name", () => {
  const { name, root, sentence } = namedGamma("homemade:root=2");
  assert.equal(namedGamma("paper:part=lost").root, undefined);
  assert.deepEqual([name, root], ["homemade:root=2", undefined]);
  assert.ok(sentence.includes("homemade:root=2"));
  assert.equal(commonRoot(namedGammas(runsOf(["homemade"]))), undefined);
});

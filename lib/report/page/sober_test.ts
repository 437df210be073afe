import assert from "node:assert/strict";
import { BUILT_IN, type RunResult } from "../../experiment/mod.ts";
import { nineRuns, testRun } from "../_test_runs.ts";
import { soberSentence } from "./sober.ts";

const sentence = (runs: readonly RunResult[]) => soberSentence(runs, "none", BUILT_IN);
const DIFFER = "They show that the rates differ as they should and what the losses did this once.";

/** Runs of the same losses: their methods, and the roots of Γ that they had. */
const runs = (roots: Readonly<Record<string, (number | null)[]>>, schedule = "linear") =>
  Object.entries(roots).map(([method, roots]) =>
    testRun({
      ...{ schedule, method, roots, trainLosses: roots.map(() => 2) },
      evalLosses: [3, ...roots.map(() => 2)],
    })
  );

Deno.test("that rates differ as they should is said where they do", () => {
  assert.match(sentence(nineRuns()), new RegExp(DIFFER));
  assert.match(sentence(runs({ none: [1.2, 1.1], SD: [1.2, null] })), new RegExp(DIFFER));
});

Deno.test("it is not said where two methods had the same rates, nor where nothing is compared", () => {
  const once =
    /^These are the runs of one seed\. They show what the losses did this once\. They do not/;
  assert.match(sentence(runs({ none: [null, null], SD: [null, null] })), once);
  assert.match(sentence(runs({ none: [1.2, 1.1], SD: [1, 1] })), once);
  assert.match(sentence(runs({ none: [1.2, 1.1], SD: [1.2, 1.1], SD2: [null, null] })), once);
  const hardly = [1.2, ...Array<null>(10).fill(null)];
  assert.match(sentence(runs({ none: hardly, SD: hardly })), once, "one step of eleven had a Γ");
  const apart = [...runs({ SD: [1.2, 1.1] }), ...runs({ none: [1.2, 1.1] }, "constant")];
  assert.match(sentence(apart), once);
});

Deno.test("of several seeds the sentence says how to compare", () => {
  assert.match(sentence(nineRuns([0, 1])), /^These are the runs of 2 seeds\. Compare within/);
});

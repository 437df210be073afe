import assert from "node:assert/strict";
import { testRun } from "../_test_runs.ts";
import { finalMetric, metricsIn } from "./metrics.ts";

const run = testRun({
  schedule: "linear",
  method: "SD",
  evalLosses: [4, 3],
  trainLosses: [4],
  metrics: { eval_further: [0.5, null] },
});

Deno.test("metrics are what stands in the evaluations, without the count of tokens", () => {
  assert.deepEqual(metricsIn([run]), [
    "eval_loss",
    "eval_perplexity",
    "eval_accuracy",
    "eval_further",
  ]);
});

Deno.test("a run's final metric is that of its last evaluation", () => {
  assert.equal(finalMetric(run, "eval_loss"), 3);
  assert.equal(finalMetric(run, "eval_further"), null);
  assert.equal(finalMetric(run, "eval_unknown"), null);
});

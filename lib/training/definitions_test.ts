/** The built-in metrics and objectives: what each says of itself, reads, and takes as parameters. */
import assert from "node:assert/strict";
import { DEFAULT_METRICS, METRICS } from "./metrics.ts";
import { OBJECTIVES } from "./objectives.ts";
import { TRAIN_DEFAULTS } from "./options.ts";

Deno.test("metrics have their formats, directions and readings", () => {
  assert.deepEqual(
    [...METRICS].map(({ name, format, better, reads, osgood, create, measure }) => [
      ...[name, format, better, reads.join(), osgood ?? false],
      create !== undefined ? "create" : measure !== undefined ? "measure" : "",
    ]),
    [
      ["eval_loss", ".4f", "lower", "lossSum", false, "create"],
      ["eval_perplexity", ".2f", "lower", "lossSum", false, "create"],
      ["eval_accuracy", ".4f", "higher", "correct", false, "create"],
      ["eval_top5_accuracy", ".4f", "higher", "ranks", false, "create"],
      ["eval_mrr", ".4f", "higher", "ranks", false, "create"],
      ["eval_ece", ".4f", "lower", "confidences,predictions", false, "create"],
      ["eval_semantic_error", ".4f", "lower", "predictions", false, "create"],
      ["eval_semantic_error_wrong", ".4f", "lower", "predictions", true, "create"],
      ["eval_cloze_accuracy", ".4f", "higher", "", false, "measure"],
    ],
  );
  assert.deepEqual(DEFAULT_METRICS, ["eval_loss", "eval_perplexity", "eval_accuracy"]);
  const bins = METRICS.get("eval_ece").parameters!["bins"]!;
  assert.deepEqual([bins.default, bins.rule.accepts(1), bins.rule.accepts(0)], [15, true, false]);
});

Deno.test("objectives have their readings, and parameters with bounds", () => {
  assert.deepEqual(
    [...OBJECTIVES].map(({ name, reads = [], wholeStep = false, parameters = {} }) => [
      ...[name, reads.join(), wholeStep],
      Object.entries(parameters).map(([key, { default: value }]) => `${key}=${value}`).join(),
    ]),
    [
      ["cross_entropy", "", false, ""],
      ["sd_token", "distances", true, "order=same"],
      ["sd_loss", "profiles", false, "lambda=0.1,order=same"],
    ],
  );
  const { lambda, order } = OBJECTIVES.get("sd_loss").parameters!;
  for (const value of [0, 1e6]) assert.ok(lambda!.rule.accepts(value));
  for (const value of [-1e-9, 1_000_001]) assert.ok(!lambda!.rule.accepts(value));
  assert.deepEqual(["same", "shuffled", "other"].map(order!.rule.accepts), [true, true, false]);
});

Deno.test("training's defaults are these, and nobody changes them", () => {
  assert.deepEqual(TRAIN_DEFAULTS, {
    ...{ gradientAccumulationSteps: 1, maxGradNorm: 1, weightDecay: 0.01, evalMasks: "fixed" },
    ...{ trainEval: "sample", metricsAt: "epochs", onNonfinite: "stop", masking: "token" },
  });
  assert.ok(Object.isFrozen(TRAIN_DEFAULTS));
});

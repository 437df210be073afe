import assert from "node:assert/strict";
import { plannedRuns, resolveSettings, type RunResult } from "../experiment/mod.ts";
import { studyRun } from "./study.ts";

/** A run of two steps, evaluated before and after; its figures differ from one another. */
function result(more: Partial<RunResult> = {}, condition = "mine"): RunResult {
  const settings = resolveSettings({
    overrides: {
      ...{ schedules: ["constant"], methods: ["none"], seeds: [7], trainChunks: 64 },
      conditions: [{ name: condition, schedule: "constant", method: "SD", gammaReference: 2 }],
    },
  });
  const run = plannedRuns(settings).find((one) => one.condition === condition)!;
  const step = (learning_rate: number, gamma_root: number | null) => ({
    ...{ type: "step", loss: 4, learning_rate, gamma_root, scheduled_learning_rate: 0.001 },
  });
  const evaluation = (epoch: number, eval_loss: number) => ({
    ...{ type: "evaluation", epoch, step: 2 * epoch, eval_loss, train_loss: 4.25 },
    ...{ eval_perplexity: 60, eval_accuracy: 0.25, train_eval_loss: 4.125, eval_mrr: 0.5 },
    ...{ eval_ece: 0.0625, eval_cloze_accuracy: 0.75, eval_semantic_error: 1.5 },
    eval_semantic_error_wrong: 1.75,
  });
  return {
    ...{ run, schedule: "constant", method: "SD", seed: 7, label: condition, seconds: 12 },
    ...{ diverged: null, bestStep: null, weightsSha256: "ab" },
    records: [
      evaluation(0, 4),
      step(0.0005, 1),
      step(0.0025, 2),
      evaluation(1, 4.5),
    ] as unknown as RunResult["records"],
    ...more,
  };
}

const ROW = {
  ...{ condition: "mine", schedule: "constant", method: "SD", gamma: "paper", seed: 7 },
  ...{ learning_rate: 0.0006, mean_learning_rate: 0.0015, steps: 2, train_loss: 4.25 },
  ...{ eval_loss: 4.5, eval_loss_best: 4, eval_perplexity: 60, eval_accuracy: 0.25 },
  ...{ eval_mrr: 0.5, eval_ece: 0.0625, eval_cloze_accuracy: 0.75, eval_semantic_error: 1.5 },
  ...{ eval_semantic_error_wrong: 1.75, train_eval_loss: 4.125, objective: "cross_entropy" },
  ...{ gamma_reference: "2", mean_gamma_root: 1.5, train_chunks: 64, stage: "main" },
  ...{ seconds: 12, diverged: null, weights_sha256: "ab" },
};

Deno.test("a run is a row, all figures of one that diverged are null, and so is what was not measured", () => {
  assert.deepEqual(studyRun("main", result()), ROW);
  const none = Object.fromEntries(
    Object.keys(ROW).filter((name) => /^(eval_|train_loss|train_eval)/.test(name))
      .map((name) => [name, null]),
  );
  assert.deepEqual(studyRun("sizes", result({ diverged: "it did" })), {
    ...ROW,
    ...none,
    ...{ stage: "sizes", diverged: "it did" },
  });
  const { weightsSha256: _, ...older } = result({ records: [] });
  assert.deepEqual(studyRun("main", older), {
    ...ROW,
    ...none,
    ...{ mean_learning_rate: null, mean_gamma_root: null, steps: 0, weights_sha256: null },
  });
});

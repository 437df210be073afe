/** Each metric on values that were worked out by hand or by another program. */
import assert from "node:assert/strict";
import { near } from "../../tests/_near.ts";
import type { MaskedBatch } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import type { ClozeItem } from "./cloze_items.ts";
import type { MaskedSequence } from "./padded_batches.ts";
import { defineMetric, type EvaluationView, type MetricContext } from "./define_metric.ts";
import type { EvaluationOutput, EvaluationValues } from "./evaluation_values.ts";
import { chooseMetrics, DEFAULT_METRICS, METRICS } from "./metrics.ts";

type Values = Partial<EvaluationValues> & { labels?: number[]; maskedTokens?: number };

function view({ labels = [], maskedTokens = labels.length, ...values }: Values): EvaluationView {
  const batch: MaskedBatch = {
    batchSize: 1,
    sequenceLength: 8,
    inputIds: new Int32Array(8),
    positions: new Int32Array(labels.length),
    labels: Int32Array.from(labels),
    replaced: new Uint8Array(labels.length),
  };
  return { batch, maskedTokens, ...values } as EvaluationView;
}

/** What a metric makes of some batches, of which it sees only what it says that it reads. */
function result(
  choice: string,
  batches: readonly Values[],
  context: Partial<MetricContext> = {},
): number | null {
  const [{ definition, parameters }] = chooseMetrics([choice]) as [
    ReturnType<typeof chooseMetrics>[0],
  ];
  const metric = definition.create!({ parameters, vocabSize: 10, ...context });
  for (const values of batches) {
    const { batch, maskedTokens, ...all } = view(values);
    const read = Object.entries(all).filter(([name]) =>
      (definition.reads as string[]).includes(name)
    );
    metric.update({ batch, maskedTokens, ...Object.fromEntries(read) } as EvaluationView);
  }
  return metric.result();
}

function assertClose(actual: number | null, expected: number): void {
  near(actual, expected, 1e-7);
}

Deno.test("the metrics have an order, and the first three are the default", () => {
  assert.deepEqual(METRICS.names, [
    "eval_loss",
    "eval_perplexity",
    "eval_accuracy",
    "eval_top5_accuracy",
    "eval_mrr",
    "eval_ece",
    "eval_semantic_error",
    "eval_semantic_error_wrong",
    "eval_cloze_accuracy",
  ]);
  assert.deepEqual(chooseMetrics().map(({ text }) => text), [...DEFAULT_METRICS]);
  assert.equal(chooseMetrics(["eval_ece:bins=10"])[0]!.text, "eval_ece:bins=10");
  assert.throws(() => chooseMetrics(["eval_los"]), InputError);
});

Deno.test("loss, perplexity and accuracy are of all tokens, not of the batches' means", () => {
  // 1 token of loss 4 and 3 of loss 2 each: 10/4 = 2.5, e^2.5 = 12.182493960703473; 2 of 4 right.
  const batches = [
    { maskedTokens: 1, lossSum: 4, correct: 0 },
    { maskedTokens: 3, lossSum: 6, correct: 2 },
  ];
  assert.equal(result("eval_loss", batches), 2.5);
  assert.equal(result("eval_perplexity", batches), 12.182493960703473);
  assert.equal(result("eval_accuracy", batches), 0.5);
});

Deno.test("ranks up to five count for top-5, and their inverses for the reciprocal rank", () => {
  const batches = [{ ranks: Float32Array.of(1, 5) }, { ranks: Float32Array.of(6, 100) }];
  assert.equal(result("eval_top5_accuracy", batches), 0.5);
  // (1 + 1/5 + 1/6 + 1/100) ÷ 4 = 413/300 ÷ 4.
  assertClose(result("eval_mrr", batches), 413 / 1200);
});

Deno.test("the calibration error is that of torchmetrics", () => {
  // torchmetrics' example of binary_calibration_error: preds 0.25, 0.25, 0.55, 0.75, 0.75 with
  // targets 0, 0, 1, 1, 1 give 0.29 with two bins: (|0 − 0.5| + |3 − 2.05|) ÷ 5.
  const example = [
    {
      labels: [7, 7, 7],
      confidences: Float32Array.of(0.25, 0.25, 0.55),
      predictions: Int32Array.of(1, 2, 7),
    },
    { labels: [3, 4], confidences: Float32Array.of(0.75, 0.75), predictions: Int32Array.of(3, 4) },
  ];
  assertClose(result("eval_ece:bins=2", example), 0.29);
  // Of fifteen bins 0.25 is in the fourth, 0.55 in the ninth, 0.75 in the twelfth:
  // (|0 − 0.5| + |1 − 0.55| + |2 − 1.5|) ÷ 5.
  assertClose(result("eval_ece", example), 0.29);
  // In one bin gaps of both signs make up for each other: |3 − 2.55| ÷ 5.
  assertClose(result("eval_ece:bins=1", example), 0.09);
});

Deno.test("a probability at a bin's upper edge is in it, and 0 and 1 are in the outer bins", () => {
  // With two bins 0.5 is in the lower one with 0: |1 − 0.5| there and |0 − 1| above, of 3 tokens.
  const edges = [{
    labels: [1, 1, 1],
    confidences: Float32Array.of(0.5, 0, 1),
    predictions: Int32Array.of(1, 2, 2),
  }];
  assertClose(result("eval_ece:bins=2", edges), 0.5);
  assert.throws(() => chooseMetrics(["eval_ece:bins=0"]), InputError);
});

Deno.test("the semantic error is the mean distance of the pairs that have one", () => {
  const wordDistance = (right: number, predicted: number) =>
    right === 9 ? undefined : Math.abs(right - predicted);
  const batches = [
    { labels: [2, 9], predictions: Int32Array.of(5, 1) },
    { labels: [4], predictions: Int32Array.of(4) },
  ];
  assert.equal(result("eval_semantic_error", batches, { wordDistance }), 1.5);
  assert.equal(
    result("eval_semantic_error", [{ labels: [9], predictions: Int32Array.of(1) }], {
      wordDistance,
    }),
    null,
  );
  assert.equal(result("eval_semantic_error", batches), null);
});

Deno.test("the semantic error of wrong predictions is the mean of D over them, whatever Γ is", () => {
  const osgoodDistance = (right: number, predicted: number) =>
    right === 9 ? undefined : 2 * Math.abs(right - predicted);
  const context = { osgoodDistance, wordDistance: () => 100 };
  const batches = [
    { labels: [2, 9, 7], predictions: Int32Array.of(5, 1, 7) },
    { labels: [4], predictions: Int32Array.of(5) },
  ];
  // 6 and 2; one has no distance, and one is right.
  assert.equal(result("eval_semantic_error_wrong", batches, context), 4);
  const right = [{ labels: [4], predictions: Int32Array.of(4) }];
  assert.equal(result("eval_semantic_error_wrong", right, context), null);
  assert.equal(result("eval_semantic_error_wrong", batches), null);
});

Deno.test("cloze questions are answered by the sum over an option's pieces", async () => {
  // ln p of pieces by their ids: an option of two pieces is the product of two probabilities.
  const probability = new Map([[5, 0.5], [6, 0.3], [7, 0.9], [8, 0.6]]);
  const asked: MaskedSequence[] = [];
  const option = (...pieces: number[]) => ({
    ids: [2, ...pieces, 9, 3],
    first: 1,
    pieces: pieces.length,
  });
  const clozeItems: ClozeItem[] = [
    // 0.5 against 0.9 · 0.6 = 0.54: the right one has two pieces.
    { options: [option(5), option(7, 8)], answer: 1 },
    // 0.3 against 0.5.
    { options: [option(6), option(5)], answer: 0 },
    // Equal: the first counts as the answer.
    { options: [option(5), option(5)], answer: 0 },
    // 0.6 against 0.9 · 0.5 = 0.45 and 0.9 · 0.9 · 0.9 = 0.729.
    { options: [option(8), option(7, 5), option(7, 7, 7)], answer: 2 },
  ];
  const { definition } = chooseMetrics(["eval_cloze_accuracy"])[0]!;
  const context = {
    parameters: {},
    vocabSize: 10,
    tokenizer: { vocabSize: 10, maskTokenId: 4, specialTokenIds: [] },
    logProbabilities(sequences: readonly MaskedSequence[]) {
      asked.push(...sequences);
      return Promise.resolve(
        Float64Array.from(sequences, ({ label }) => Math.log(probability.get(label)!)),
      );
    },
  };
  assert.equal(await definition.measure!({ ...context, clozeItems }), 0.75);
  assert.deepEqual(asked.slice(1, 3), [
    { ids: [2, 7, 8, 9, 3], position: 1, label: 7 },
    { ids: [2, 7, 8, 9, 3], position: 2, label: 8 },
  ]);
  assert.equal(await definition.measure!({ ...context, clozeItems: [] }), null);
});

Deno.test("a metric has a name of its own, and reads what there is", () => {
  const rest = {
    description: "none",
    title: "none",
    format: "d",
    better: "lower",
    reads: ["ranks"],
    create: () => ({ update() {}, result: () => 0 }),
  } as const;
  assert.equal(defineMetric({ name: "eval_none", ...rest }).kind, "metric");
  for (const name of ["none", "eval_masked_tokens", "eval_a-b"]) {
    assert.throws(() => defineMetric({ name, ...rest }), TypeError);
  }
  const reads = ["losses" as EvaluationOutput];
  assert.throws(
    () => defineMetric({ ...rest, name: "eval_none", reads }),
    /reads logits, lossSum, .* only: got losses/,
  );
  const { create: _, ...half } = rest;
  assert.throws(
    () => defineMetric({ ...half, name: "eval_none" } as unknown as typeof rest & { name: string }),
    /needs what it reads and create\(\), or measure\(\)/,
  );
});

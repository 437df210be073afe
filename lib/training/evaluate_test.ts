import assert from "node:assert/strict";
import { Registry } from "../definition/mod.ts";
import { Random } from "../random/mod.ts";
import { assertClose, openModel, profiles, semantics, vocabSize } from "./_tiny_training.ts";
import { chooseGamma, gammaTable, OSGOOD_D } from "../semantics/mod.ts";
import { evaluationBatches, type EvaluationOptions } from "./batches.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { defineMetric } from "./define_metric.ts";
import { chooseMetrics, METRICS } from "./metrics.ts";

function options(
  more: Partial<EvaluateOptions & EvaluationOptions> = {},
): EvaluateOptions & EvaluationOptions {
  const random = new Random(5, "eval");
  return {
    evalChunks: Array.from(
      { length: 3 },
      () => Int32Array.from({ length: 16 }, () => 5 + random.integer(vocabSize - 5)),
    ),
    tokenizer: { vocabSize, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] },
    batchSize: 2,
    seed: 7,
    maskProbability: 0.3,
    ...more,
  };
}

/** Probabilities of one row of logits, in float64. */
function softmax(row: Float32Array): Float64Array {
  const largest = Math.max(...row);
  const powers = Float64Array.from(row, (x) => Math.exp(x - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((x) => x / sum);
}

/** A metric that hands on all that it sees. */
const LOOK = defineMetric({
  name: "eval_look",
  description: "everything",
  title: "everything",
  format: "d",
  better: "lower",
  reads: [
    "lossSum",
    "correct",
    "tokenLosses",
    "predictions",
    "ranks",
    "confidences",
    "logits",
  ],
  create: () => ({
    update({ batch: { labels }, maskedTokens, ...seen }) {
      let loss = 0, right = 0;
      for (let i = 0; i < maskedTokens; i++) {
        const row = seen.logits.subarray(i * vocabSize, (i + 1) * vocabSize);
        const probabilities = softmax(row), label = labels[i]!;
        const near = (actual: number, expected: number) =>
          assert.ok(Math.abs(actual - expected) < 1e-5, `${actual} is not ${expected}`);
        near(seen.tokenLosses[i]!, -Math.log(probabilities[label]!));
        near(seen.confidences[i]!, Math.max(...probabilities));
        assert.equal(seen.predictions[i], row.indexOf(Math.max(...row)));
        assert.equal(seen.ranks[i], 1 + row.filter((x) => x > row[label]!).length);
        assert.equal(seen.ranks[i] === 1, seen.predictions[i] === label);
        loss += seen.tokenLosses[i]!;
        right += seen.predictions[i] === label ? 1 : 0;
      }
      assert.ok(Math.abs(seen.lossSum - loss) < 1e-4);
      assert.equal(seen.correct, right);
    },
    result: () => 1,
  }),
});

Deno.test("Osgood's D is that of the profiles that the model was opened with, beside its own Γ's", async () => {
  const table = gammaTable(OSGOOD_D, semantics());
  const metrics = chooseMetrics(["eval_semantic_error_wrong"]);
  const model = await openModel({ metrics, semantics: profiles(), osgood: table });
  const row = (word: number) => [...table.profile.subarray(word * 3, word * 3 + 3)];
  const [right, predicted] = [row(7), row(11)];
  const squares = right!.map((x, axis) => (x - predicted![axis]!) ** 2);
  const expected = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  assertClose(model.osgoodDistance!(7, 11)!, expected, 1e-6, "D");
  assert.equal(model.osgoodDistance!(7, 7), 0);
  assert.equal(model.osgoodDistance!(7, 3), undefined);
  assert.notEqual(model.wordDistance!(7, 7), 0);
  const { eval_semantic_error_wrong: error } = await evaluate(model, options());
  assert.ok(error! > 0.5 && error! < 5);
  model.dispose();
});

Deno.test("what an evaluation computes of each token follows from its logits", async () => {
  const metrics = chooseMetrics(["eval_look"], new Registry("metric", [LOOK]));
  const model = await openModel({ metrics });
  const { eval_look, eval_loss } = await evaluate(model, options());
  assert.equal(eval_look, 1);
  const usual = await openModel();
  assert.equal(eval_loss, (await evaluate(usual, options())).eval_loss);
  for (const opened of [model, usual]) opened.dispose();
});

Deno.test("an evaluation has the loss first, the metrics in their order, and null without a value", async () => {
  const names = [
    "eval_mrr",
    "eval_accuracy",
    "eval_top5_accuracy",
    "eval_ece",
    "eval_semantic_error",
    "eval_cloze_accuracy",
  ];
  const model = await openModel({ metrics: chooseMetrics(names) });
  const results = await evaluate(model, options());
  assert.deepEqual(Object.keys(results), ["eval_loss", ...names, "eval_masked_tokens"]);
  const labels = evaluationBatches(options()).flatMap((batch) => [...batch.labels]);
  assert.equal(results.eval_masked_tokens, labels.length);
  assert.equal(results["eval_cloze_accuracy"], null, "no questions");
  assert.equal(results["eval_semantic_error"], null, "no profiles");
  for (const name of names.slice(0, 4)) {
    assert.ok(results[name as "eval_mrr"]! >= 0 && results[name as "eval_mrr"]! <= 1, name);
  }
  assert.ok(results["eval_accuracy"]! <= results["eval_mrr"]!);
  assert.ok(results["eval_accuracy"]! <= results["eval_top5_accuracy"]!);
  model.dispose();
});

Deno.test("metrics are told how far apart words are, where the model has their profiles", async () => {
  const metrics = chooseMetrics(["eval_semantic_error"]);
  const model = await openModel({
    metrics,
    semantics: profiles("paper:distance=kl"),
    gamma: chooseGamma("paper:distance=kl"),
  });
  const { eval_semantic_error } = await evaluate(model, options());
  let sum = 0, pairs = 0;
  for (const batch of evaluationBatches(options())) {
    const { logits } = await model.evaluate(batch, ["logits"]);
    batch.labels.forEach((label, i) => {
      const row = logits.subarray(i * vocabSize, (i + 1) * vocabSize);
      const distance = model.wordDistance!(label, row.indexOf(Math.max(...row)));
      if (distance === undefined) return;
      sum += distance;
      pairs++;
    });
  }
  assert.ok(pairs > 0);
  assert.equal(eval_semantic_error, sum / pairs);
  model.dispose();
});

Deno.test("a model computes only what the metrics read that it was opened for", async () => {
  const model = await openModel();
  const [batch] = evaluationBatches(options());
  await assert.rejects(model.evaluate(batch!, ["ranks"]), /no output "eval_ranks"/);
  const one = [{ ids: [2, 7, 3], position: 1, label: 7 }];
  await assert.rejects(model.logProbabilities(one, { maskTokenId: 4, rows: 2 }), RangeError);
  model.dispose();
});

Deno.test("padding changes no probability, and sequences may share rows", async () => {
  const model = await openModel({ metrics: chooseMetrics(["eval_cloze_accuracy"]) });
  const random = new Random(6, "sequences");
  const sequences = [16, 5, 9, 9, 12].map((length, i) => {
    const ids = Array.from({ length }, () => 5 + random.integer(vocabSize - 5));
    const position = i % length;
    return { ids, position, label: ids[position]! };
  });
  sequences.push({ ...sequences[2]!, label: 20 });
  const found = await model.logProbabilities(sequences, { maskTokenId: 4, rows: 2 });
  for (const [i, { ids, position, label }] of sequences.entries()) {
    const alone = await openModel({ sequenceLength: ids.length });
    const { lossSum } = await alone.evaluate({
      batchSize: 1,
      sequenceLength: ids.length,
      inputIds: Int32Array.from(ids.with(position, 4)),
      positions: Int32Array.of(position),
      labels: Int32Array.of(label),
      replaced: new Uint8Array(1),
    }, ["lossSum"]);
    assert.ok(Math.abs(found[i]! + lossSum) < 1e-5, `${found[i]} is not ${-lossSum}`);
    alone.dispose();
  }
  model.dispose();
});

Deno.test("cloze accuracy is asked of the model", async () => {
  const model = await openModel({
    metrics: chooseMetrics(["eval_accuracy", "eval_cloze_accuracy"]),
  });
  const option = (word: number) => ({ ids: [2, word, 8, 9, 3], first: 1, pieces: 1 });
  const words = [10, 11, 12, 13];
  const scores = await model.logProbabilities(
    words.map((label) => ({ ids: option(label).ids, position: 1, label })),
    { maskTokenId: 4, rows: 8 },
  );
  const likeliest = scores.indexOf(Math.max(...scores));
  for (const answer of words.keys()) {
    const clozeItems = [{ options: words.map(option), answer }];
    const { eval_cloze_accuracy } = await evaluate(model, options({ clozeItems }));
    assert.equal(eval_cloze_accuracy, answer === likeliest ? 1 : 0);
  }
  model.dispose();
});

Deno.test("every metric can be measured beside the others", async () => {
  const model = await openModel({ metrics: chooseMetrics(METRICS.names) });
  const usual = await openModel();
  const all = await evaluate(model, options()), three = await evaluate(usual, options());
  for (const [name, value] of Object.entries(three)) {
    assert.equal(all[name as "eval_loss"], value, name);
  }
  for (const opened of [model, usual]) opened.dispose();
});

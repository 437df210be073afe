import assert from "node:assert/strict";
import { maskChunks } from "../data/mod.ts";
import { Random } from "../random/mod.ts";
import {
  assertClose,
  openModel,
  options as trainingOptions,
  profiles,
  vocabSize,
} from "./_tiny_training.ts";
import { eachTrainEvaluationBatch, evaluationBatches, trainingBatches } from "./batches.ts";
import { evaluate } from "./evaluate.ts";
import { chooseMetrics } from "./metrics.ts";
import { paddedChunks } from "./padded_chunks.ts";

const random = new Random(5, "pieces");
/** Pieces of many lengths, the last ones a token or two. */
const PIECES = [16, 16, 9, 16, 3, 12, 2].map((length) =>
  Int32Array.from({ length }, () => 5 + random.integer(vocabSize - 5))
);
const options = {
  evalChunks: PIECES,
  tokenizer: { vocabSize, maskTokenId: 4, specialTokenIds: [1, 2, 3, 4] },
  batchSize: 3,
  seed: 7,
  maskProbability: 0.3,
  padTokenId: 0,
};

Deno.test("what is measured with padding is what each piece alone comes to, without any", async () => {
  const metrics = chooseMetrics(["eval_loss", "eval_accuracy", "eval_top5_accuracy", "eval_mrr"]);
  const model = await openModel({ metrics, padded: true, semantics: profiles() });
  const measured = await evaluate(model, options);
  model.dispose();
  let loss = 0, correct = 0, top = 0, reciprocal = 0, tokens = 0;
  for (const [i, piece] of PIECES.entries()) {
    // A program of the piece's own length: nothing of it knows of padding.
    const alone = await openModel({ metrics, sequenceLength: piece.length });
    const batch = maskChunks([piece], {
      ...options.tokenizer,
      probability: options.maskProbability,
      random: () => new Random(7, "eval-mask", 0, i),
    });
    if (batch.labels.length > 0) {
      const outputs = ["lossSum", "correct", "ranks"] as const;
      const { lossSum, correct: right, ranks } = await alone.evaluate(batch, outputs);
      [loss, correct, tokens] = [loss + lossSum, correct + right, tokens + batch.labels.length];
      top += ranks.filter((rank) => rank <= 5).length;
      reciprocal += ranks.reduce((sum, rank) => sum + 1 / rank, 0);
    }
    alone.dispose();
  }
  assert.ok(tokens > 10);
  assert.equal(measured.eval_masked_tokens, tokens);
  assertClose(measured.eval_loss, loss / tokens, 1e-6, "loss");
  assert.equal(measured["eval_accuracy"], correct / tokens);
  assert.equal(measured["eval_top5_accuracy"], top / tokens);
  assertClose(measured["eval_mrr"]!, reciprocal / tokens, 1e-6, "mean reciprocal rank");
});

Deno.test("chunks that come one after the other are measured as those of a list, with padding alone", async () => {
  const model = await openModel({ padded: true, semantics: profiles() });
  const stream = {
    length: PIECES.length,
    async *[Symbol.asyncIterator]() {
      for (const piece of PIECES) yield await Promise.resolve(piece);
    },
  };
  assert.deepEqual(
    await evaluate(model, { ...options, evalChunks: stream }),
    await evaluate(model, options),
  );
  const { padTokenId: _, ...others } = options;
  await assert.rejects(evaluate(model, { ...others, evalChunks: stream }), RangeError);
  model.dispose();
});

Deno.test("masks depend on the seed and a piece's place, not on batches or their padding", async () => {
  const masks = async (more: Partial<typeof options> & { sequenceLength?: number } = {}) => {
    const found: number[][] = [];
    for await (const batch of paddedChunks({ sequenceLength: 16, ...options, ...more })) {
      const { positions, sequenceLength, labels } = batch;
      positions.forEach((position, i) => found.push([position % sequenceLength, labels[i]!]));
    }
    return found;
  };
  assert.deepEqual(await masks({ batchSize: 1 }), await masks());
  assert.deepEqual(await masks({ sequenceLength: 20 }), await masks());
  assert.notDeepEqual(await masks({ seed: 8 }), await masks());
});

Deno.test("padding is never masked, also where the tokenizer does not call it special", async () => {
  for await (
    const batch of paddedChunks({ ...options, sequenceLength: 16, maskProbability: 0.99 })
  ) {
    assert.ok(batch.labels.every((label) => label >= 5));
  }
});

Deno.test("a token of a text that has the padding's id is masked as others are", async () => {
  // As of a model that pads with its end of text, or of a text with that token in it.
  const evalChunks = [PIECES[2]!, Int32Array.of(2, 0, 7, 0, 3)];
  const [piece] = await Array.fromAsync(paddedChunks({
    ...{ ...options, evalChunks, sequenceLength: 16, maskProbability: 0.999 },
  }));
  assert.deepEqual([...piece!.labels], [...PIECES[2]!, 0, 7, 0]);
  assert.deepEqual([...piece!.positions].slice(-3), [17, 18, 19]);
  assert.deepEqual([...piece!.inputIds].slice(21), Array(11).fill(0));
});

Deno.test("a piece that is too long and text in which nothing is masked are refused", async () => {
  const all = (more: object) =>
    Array.fromAsync(paddedChunks({ ...options, sequenceLength: 16, ...more }));
  await assert.rejects(all({ sequenceLength: 12 }), /^RangeError: A chunk has at most 12 tokens/);
  await assert.rejects(
    all({ evalChunks: [Int32Array.of(2, 3)] }),
    /^InputError: chance masks no token of the text\. Give more text, another seed/,
  );
});

Deno.test("pieces of words are masked together in training, in evaluations and with padding", async () => {
  const tokenizer = { ...options.tokenizer, continuesWord: (id: number) => id % 2 === 1 };
  // Words of two tokens, an even one and an odd one.
  const pairs = (count: number) =>
    Int32Array.from({ length: 2 * count }, () => 6 + 2 * random.integer(40)).map((id, i) =>
      id + i % 2
    );
  const given = {
    ...{ ...options, tokenizer, masking: "whole-word" as const, evalChunks: [pairs(8), pairs(8)] },
    trainChunks: [pairs(8), pairs(8), pairs(8)],
  };
  const all = [
    ...trainingBatches(trainingOptions(given), [[0, 2], [1]], 1),
    ...evaluationBatches(given),
    ...eachTrainEvaluationBatch(given),
    ...await Array.fromAsync(
      paddedChunks({ ...given, evalChunks: [pairs(3), pairs(8)], sequenceLength: 16 }),
    ),
  ];
  for (const { positions } of all) {
    const places = [...positions];
    assert.ok(places.length > 0);
    assert.deepEqual(
      places.filter((at) => at % 2 === 0).map((at) => at + 1),
      places.filter((at) => at % 2 === 1),
    );
  }
  await assert.rejects(
    async () =>
      await Promise.resolve(evaluationBatches({ ...given, tokenizer: options.tokenizer })),
    /^RangeError: Whole words cannot be masked: the tokenizer has no continuesWord/,
  );
});

Deno.test("where chance masks nothing at all, masks are drawn again, whatever the batches", async () => {
  const given = { ...options, sequenceLength: 16, evalChunks: PIECES.slice(4) };
  // Of 17 tokens one in a thousand is masked: hardly ever at the first draw.
  const places = async (batchSize: number) => {
    const batches = paddedChunks({ ...given, batchSize, maskProbability: 0.005 });
    return (await Array.fromAsync(batches)).flatMap(({ labels }) => [...labels]);
  };
  assert.ok((await places(3)).length > 0);
  assert.deepEqual(await places(1), await places(3));
});

import assert from "node:assert/strict";
import { wordSettings } from "../io/mod.ts";
import { fewTokens, firstLook } from "./first_look.ts";

/** Ids 0 to 9: of 100 tokens one in ten is 5, the others are 6. */
const chunk = Int32Array.from({ length: 100 }, (_, i) => i % 10 === 0 ? 5 : 6);
const look = {
  data: "a.txt",
  trainChunks: [chunk],
  evalChunks: [chunk],
  vocabSize: 10,
  tokenizer: { maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4], vocabSize: 10 },
  batchSize: 1,
  seed: 0,
  sequenceLength: 100,
};

Deno.test("firstLook() tells of a model that knows less than how often tokens occur", async () => {
  const told = wordSettings(
    (await firstLook({ eval_loss: Math.log(10) }, look))!,
    (name) => `--${name}`,
  );
  assert.match(
    told,
    /^a\.txt: the model knows no more .*\(eval_loss 2\.30 before training, 0\.\d\d by/,
  );
  assert.match(told, /untrained, or was trained on another language.* with --model\.$/);
});

Deno.test("firstLook() judges by the tokens that the evaluation masks, of lines those of all batches", async () => {
  // Of a batch in which nothing can be masked there is no loss, and none to judge by.
  const evalChunks = [Int32Array.of(2, 3), Int32Array.of(2, 6, 6, 6, 6, 6, 3)];
  const lines = { ...look, evalChunks, padTokenId: 0, sequenceLength: 8, maskProbability: 0.9 };
  // All masked tokens are 6, nine in ten: −ln 0.9 = 0.11, less what rare tokens get.
  assert.match(
    (await firstLook({ eval_loss: 1 }, lines))!,
    /1\.00 before training, 0\.\d\d by their/,
  );
  assert.equal(await firstLook({ eval_loss: 0.01 }, lines), undefined);
});

Deno.test("firstLook() says nothing of a difference that chance alone makes", async () => {
  // Many words, each as frequent as its number says, so that the masked ones' losses differ.
  const words = Int32Array.from({ length: 400 }, (_, i) => 5 + Math.floor(Math.sqrt(i) / 2));
  const told = async (eval_loss: number, evalChunks: Int32Array[]) => {
    const sequenceLength = evalChunks[0]!.length;
    const given = { ...look, trainChunks: [words], vocabSize: 20, evalChunks, sequenceLength };
    return await firstLook({ eval_loss }, {
      ...given,
      tokenizer: { ...look.tokenizer, vocabSize: 20 },
    });
  };
  assert.equal(await told(2.12, [words.filter((_, i) => i % 10 === 0)]), undefined, "of six words");
  assert.match((await told(2.25, Array(20).fill(words)))!, /2\.25 before training, 2\.1\d by/);
});

Deno.test("firstLook() says nothing of one that knows more, or whose loss is no number", async () => {
  assert.equal(await firstLook({ eval_loss: 0.1 }, look), undefined);
  assert.equal(await firstLook({ eval_loss: NaN }, look), undefined);
});

Deno.test("of few masked tokens it is said that chance moves their loss", () => {
  const told = (eval_masked_tokens: number) =>
    fewTokens({ eval_masked_tokens }, "a.txt", "Give more.");
  assert.equal(
    told(99),
    "a.txt: the evaluation has 99 masked tokens, so few that chance alone moves its loss by some " +
      "tenths. Give more.",
  );
  assert.match(told(1)!, / 1 masked token, /);
  assert.equal(told(100), undefined);
});

import assert from "node:assert/strict";
import { wordSettings } from "../io/mod.ts";
import { firstLook } from "./first_look.ts";

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

Deno.test("firstLook() says nothing of one that knows more, or whose loss is no number", async () => {
  assert.equal(await firstLook({ eval_loss: 0.1 }, look), undefined);
  assert.equal(await firstLook({ eval_loss: NaN }, look), undefined);
});

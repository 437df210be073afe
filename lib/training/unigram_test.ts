import assert from "node:assert/strict";
import { unigramLoss } from "./unigram.ts";

Deno.test("unigramLoss() is the mean of −ln p by Laplace's rule", async () => {
  // Of four words, with one occurrence more of each: 0 three times, 1 twice, 2 and 3 once; 7 in all.
  const chunks = [Int32Array.of(0, 0), Int32Array.of(1)];
  const loss = await unigramLoss(chunks, [[0, 1], [3, 3]], 4);
  const expected = -(Math.log(3 / 7) + Math.log(2 / 7) + 2 * Math.log(1 / 7)) / 4;
  assert.ok(Math.abs(loss - expected) < 1e-12, `${loss} is not ${expected}`);
});

import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import { chunkTokens, drawNumbers } from "./chunks.ts";

const arrays = (chunks: Int32Array[]) => chunks.map((chunk) => [...chunk]);

Deno.test("chunkTokens() joins the texts, cuts them and drops the remainder", () => {
  const texts = [[2, 10, 11, 3], [2, 12, 3], [2, 13, 14, 15, 3]];
  // Joined: 2 10 11 3 | 2 12 3 2 | 13 14 15 3
  assert.deepEqual(arrays(chunkTokens(texts, 4)), [[2, 10, 11, 3], [2, 12, 3, 2], [13, 14, 15, 3]]);
  assert.deepEqual(arrays(chunkTokens(texts, 5)), [[2, 10, 11, 3, 2], [12, 3, 2, 13, 14]]);
  assert.deepEqual(arrays(chunkTokens(texts, 12)), [texts.flat()]);
  assert.deepEqual(arrays(chunkTokens(texts, 13)), []);
  assert.deepEqual(arrays(chunkTokens([], 4)), []);
});

Deno.test("chunkTokens() refuses a length below 1", () => {
  for (const length of [0, -1, 1.5, NaN]) assert.throws(() => chunkTokens([], length), RangeError);
});

Deno.test("drawNumbers() gives disjoint sets, decided by the seed", () => {
  const draw = (seed: number) =>
    drawNumbers(50, [30, 10], new Random(seed, "draw")).map((set) => [...set]);
  const [train, evaluation] = draw(42) as [number[], number[]];
  assert.deepEqual([train.length, evaluation.length], [30, 10]);
  assert.equal(new Set([...train, ...evaluation]).size, 40);
  assert.deepEqual(draw(42), [train, evaluation]);
  assert.notDeepEqual(draw(43), [train, evaluation]);
  const all = drawNumbers(50, [45, 5], new Random(1, "draw")).flatMap((set) => [...set]);
  assert.deepEqual(all.toSorted((a, b) => a - b), [...Array(50).keys()], "exactly as many");
  assert.throws(() => drawNumbers(50, [45, 6], new Random(1, "draw")), (error) => {
    assert(error instanceof InputError);
    assert.match(error.message, /^the data gives 50 chunks, not 51\. Give/);
    return true;
  });
});

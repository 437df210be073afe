import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import { chunkTokens, drawChunks } from "./chunks.ts";

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

Deno.test("drawChunks() gives disjoint sets, decided by the seed", () => {
  const chunks = Array.from({ length: 50 }, (_, i) => Int32Array.of(i));
  const draw = (seed: number) =>
    drawChunks(chunks, [30, 10], new Random(seed, "draw")).map((set) => set.map((c) => c[0]!));
  const [train, evaluation] = draw(42) as [number[], number[]];
  assert.deepEqual([train.length, evaluation.length], [30, 10]);
  assert.equal(new Set([...train, ...evaluation]).size, 40);
  assert.deepEqual(draw(42), [train, evaluation]);
  assert.notDeepEqual(draw(43), [train, evaluation]);
  const all = drawChunks(chunks, [45, 5], new Random(1, "draw")).flat().map((chunk) => chunk[0]!);
  assert.deepEqual(all.toSorted((a, b) => a - b), [...Array(50).keys()], "exactly as many");
  assert.throws(() => drawChunks(chunks, [45, 6], new Random(1, "draw")), (error) => {
    assert(error instanceof InputError);
    assert.match(error.message, /^the data gives 50 chunks, not 51\. Give/);
    return true;
  });
});

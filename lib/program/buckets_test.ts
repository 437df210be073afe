import assert from "node:assert/strict";
import { bucketLength, lengthened } from "./buckets.ts";

Deno.test("a bucket is at most an eighth longer than what is in it, but for a few numbers, and there are few", () => {
  // Steps of 8 up to 128, of 16 up to 256, of 32 up to 512 and so on.
  const lengths = { 0: 8, 1: 8, 8: 8, 9: 16, 128: 128, 129: 144, 256: 256, 257: 288, 1229: 1280 };
  for (const [count, length] of Object.entries(lengths)) {
    assert.equal(bucketLength(Number(count)), length, count);
  }
  for (let count = 64; count < 5000; count++) {
    const length = bucketLength(count);
    assert.ok(length >= count && length < count * 1.125, `${count}`);
    assert.equal(bucketLength(length), length);
  }
  // 15 % of 64 × 128 tokens, three deviations of 32 to each side.
  const met = new Set(Array.from({ length: 193 }, (_, i) => bucketLength(1133 + i)));
  assert.deepEqual([...met], [1152, 1280, 1408]);
});

Deno.test("numbers stay, and stand again behind themselves as far as there is room", () => {
  const numbers = Int32Array.of(4, 3, 2, 1, 9, 8, 7, 6, 5);
  assert.deepEqual([...lengthened(numbers)], [...numbers, 4, 3, 2, 1, 9, 8, 7]);
  assert.equal(numbers.length, 9);
  assert.deepEqual([...lengthened([5, 2, 7])], [5, 2, 7, 5, 2, 7, 5, 2]);
  assert.deepEqual([...lengthened([])], new Array(8).fill(0));
});

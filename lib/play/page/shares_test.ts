import assert from "node:assert/strict";
import { likeliest, numberOf, sharesOf } from "./shares.ts";

Deno.test("shares sum to 1, also of scores whose exponentials have no number", () => {
  const shares = sharesOf(Float32Array.of(1000, 1000, -1000));
  assert.deepEqual([...shares], [0.5, 0.5, 0]);
});

Deno.test("the likeliest come first, equal ones in their order, holes of the vocabulary never", () => {
  const shares = Float64Array.of(0.1, 0.3, 0.3, 0.2, 0.1);
  assert.deepEqual(likeliest(shares, ["a", "b", "c", ""]), [1, 2, 0]);
});

Deno.test("a word is found behind its blank first, and without capitals", () => {
  const tokens = ["good", " good", "The", "we"];
  assert.deepEqual(["good", "The", "the", "WE"].map((word) => numberOf(word, tokens)), [
    ...[1, 2, undefined, 3],
  ]);
});

import assert from "node:assert/strict";
import { pairWords } from "./word_pairs.ts";

Deno.test("words are paired by position up to the shorter text", () => {
  assert.deepEqual(pairWords("a small  dog", "the cat"), [
    { prediction: "a", answer: "the" },
    { prediction: "small", answer: "cat" },
  ]);
  assert.deepEqual(pairWords(" of.\n", "the cat sat"), [{ prediction: "of.", answer: "the" }]);
  assert.deepEqual(pairWords("", "the"), []);
  assert.deepEqual(pairWords("a", " "), []);
});

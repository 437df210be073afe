import assert from "node:assert/strict";
import { contradiction } from "./case.ts";

const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`);

Deno.test("a cased vocabulary of twenty small words and no capital is strange, one of nineteen is not", () => {
  assert.match(contradiction(words(20), false)!, /^no entry of the vocabulary has a capital/);
  assert.equal(contradiction(words(19), false), undefined);
  assert.equal(contradiction([...words(19), "[unused1]", "<s>"], false), undefined);
  assert.equal(contradiction([...words(20), "Word"], false), undefined);
});

Deno.test("a vocabulary that is lower-cased has no use for capitals, and one is named", () => {
  assert.equal(
    contradiction(["[UNK]", "it", "NASA", "The", "##S"], true),
    '3 of the vocabulary\'s 5 entries have capitals, such as "The", and are never used',
  );
  assert.equal(contradiction(["[UNK]", ...words(20)], true), undefined);
});

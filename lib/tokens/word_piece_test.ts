import assert from "node:assert/strict";
import { wordPiece, wordPieceOptions } from "./word_piece.ts";

const IDS = new Map([["[UNK]", 0], ["a", 1], ["##a", 2], ["aa", 3], ["##𝒳", 4], ["@@a", 5]]);

Deno.test("a word of 100 characters has pieces, one of 101 none, as BERT's WordPiece does by default", () => {
  for (const options of [{ unk: 0 }, wordPieceOptions({}, IDS)]) {
    const pieces = wordPiece(IDS, options);
    // "aa", and 98 times "##a".
    assert.deepEqual(pieces("a".repeat(100)), [3, ...Array(98).fill(2)]);
    assert.deepEqual(pieces("a".repeat(101)), [0]);
    // A character outside the first 65,536 counts once, though it has two units.
    assert.equal(pieces(`a${"𝒳".repeat(99)}`).length, 100);
  }
});

Deno.test("the model's own length, prefix and unknown token count", () => {
  const model = {
    unk_token: "aa",
    continuing_subword_prefix: "@@",
    max_input_chars_per_word: 4,
  };
  const pieces = wordPiece(IDS, wordPieceOptions(model, IDS));
  assert.deepEqual(pieces("aaaa"), [3, 5, 5]);
  assert.deepEqual([pieces("aaaaa"), pieces("b")], [[3], [3]]);
  assert.throws(() => wordPieceOptions({ unk_token: "b" }, IDS), /lacks its unknown token b/);
});

import assert from "node:assert/strict";
import { unigram, unigramOptions, unigramPieces } from "./unigram.ts";

type Piece = [piece: string, score: number];

/** The pieces of a word, `?` for what is not known. */
function model(pieces: Piece[]) {
  const vocab: Piece[] = [["?", 0], ...pieces];
  const ids = new Map(vocab.map(([piece], id) => [piece, id]));
  const cut = unigram(ids, unigramOptions({ vocab, unk_id: 0 }));
  return (word: string) => cut(word).map((id) => vocab[id]![0]).join(" ");
}

Deno.test("of all ways to cut a word the likeliest counts, not the longest piece from the left", () => {
  const cut = model([["a", -5], ["b", -5], ["c", -5], ["ab", -4], ["bc", -2], ["abc", -8]]);
  assert.equal(cut("abc"), "a bc");
  assert.equal(cut("ab"), "ab");
  assert.equal(cut(""), "");
  assert.equal(cut("abcabc"), "a bc a bc");
});

Deno.test("of two ways that are equally likely the one with the longer last piece counts", () => {
  // The library goes from the left and keeps what it found first: that of the earlier start.
  assert.equal(model([["a", -1], ["ab", -2], ["b", -1], ["c", -1], ["bc", -2]])("abc"), "a bc");
});

Deno.test("characters that are no pieces are one where they stand in a row, and cost most", () => {
  const cut = model([["a", -3], ["b", -3], ["xa", -12]]);
  assert.equal(cut("axyb"), "a ? b");
  assert.equal(cut("😀😀"), "?");
  assert.equal(cut("xa"), "xa");
  assert.equal(cut("x"), "?");
  // A character of two UTF-16 units is one.
  assert.equal(model([["a", -1], ["😀", -1], ["😀a", -1]])("a😀a"), "a 😀a");
});

Deno.test("pieces are texts with scores, and the unknown one is among them", () => {
  for (const vocab of [undefined, {}, [], ["a"], [["a"]], [["a", "1"]], [[1, 1]]]) {
    assert.equal(unigramPieces({ vocab }), undefined);
  }
  const vocab = [["a", -1]];
  for (const unk_id of [undefined, null, 1, -1, "0"]) {
    assert.throws(() => unigramOptions({ vocab, unk_id }), /unk_id is none of its pieces/);
  }
  assert.throws(() => unigramOptions({ vocab, unk_id: 0, byte_fallback: true }), /byte_fallback/);
});

import assert from "node:assert/strict";
import { bytePair, bytePairOptions } from "./byte_pair.ts";

/** A model whose ids are those of its tokens' places. */
function model(tokens: string, merges: string[], fields: Record<string, unknown> = {}) {
  const vocabulary = tokens.split(" ");
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const cut = bytePair(ids, bytePairOptions({ merges, ...fields }, ids));
  return (word: string) => cut(word).map((id) => vocabulary[id]).join(" ");
}

Deno.test("pairs are joined by rank, of equal ones the first in the word", () => {
  const cut = model("a b c ab bc abc aa", ["b c", "a b", "a bc", "a a"]);
  assert.equal(cut("abc"), "abc");
  assert.equal(cut("ab"), "ab");
  assert.equal(cut("cab"), "c ab");
  assert.equal(cut("aaa"), "aa a");
  assert.equal(cut("aabcab"), "a abc ab");
  assert.equal(cut(""), "");
});

Deno.test("a pair that comes to be is joined before others of a higher rank", () => {
  // By passes over the word it would be ab ab: each pair everywhere before the next.
  const cut = model("a b ab aba", ["ab a", "a b"]);
  assert.equal(cut("abab"), "aba b");
});

Deno.test("a long word takes no longer than its characters ask for", () => {
  const tokens = ["a"], merges = [];
  for (let length = 1; length < 64; length *= 2) {
    merges.push(`${"a".repeat(length)} ${"a".repeat(length)}`);
    tokens.push("a".repeat(2 * length));
  }
  const cut = model(tokens.join(" "), merges);
  assert.equal(cut("a".repeat(2 ** 16)).split(" ").length, 2 ** 10);
});

Deno.test("characters that are not known are left out, or one token each, or one for all in a row", () => {
  assert.equal(model("a b ab", ["a b"])("xab?a"), "ab a");
  assert.equal(model("a b ? ab", ["a b"], { unk_token: "?" })("xyabz"), "? ? ab ?");
  const fused = model("a b ? ab", ["a b"], { unk_token: "?", fuse_unk: true });
  assert.equal(fused("xyabz😀"), "? ab ?");
  // What stands between two has kept them apart in the word.
  assert.equal(model("a b ab", ["a b"])("axb"), "ab");
});

Deno.test("a word that is in the vocabulary stays whole where the model says so", () => {
  assert.equal(model("a b ab", [])("ab"), "a b");
  assert.equal(model("a b ab", [], { ignore_merges: true })("ab"), "ab");
});

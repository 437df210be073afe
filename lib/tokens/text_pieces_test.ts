import assert from "node:assert/strict";
import { ADDED, PIECES } from "./_added_token_cases.ts";
import { TextPieces } from "./text_pieces.ts";

Deno.test("added tokens are cut out of a text, the longest ones first, with the spaces that are theirs", () => {
  const pieces = new TextPieces(ADDED, (text) => text.toLowerCase());
  for (const [text, expected] of PIECES) assert.deepEqual(pieces.cut(text), expected, text);
});

Deno.test("without added tokens a text is one piece, normalized, and nothing is none", () => {
  const pieces = new TextPieces([], (text) => text.trim());
  assert.deepEqual(pieces.cut(" a b "), ["a b"]);
  for (const nothing of ["", " "]) assert.deepEqual(pieces.cut(nothing), []);
});

/** Texts with added tokens, for the pieces that are cut here and for the native library. */
import { type AddedToken, parseAddedToken } from "./added_tokens.ts";

/** Added tokens of every kind, as `tests/tokenizer_native_test.ts` gives them to the native library. */
export const ADDED: readonly AddedToken[] = [
  { content: "<a>" },
  { content: "<a>b" },
  { content: "<r>", rstrip: true },
  { content: "<l>", lstrip: true },
  { content: "cat", single_word: true },
  { content: "Dog", special: false },
].map((token, i) => parseAddedToken(token, 10 + i, { special: true })!);

/** Texts and their pieces, found by hand. */
export const PIECES: readonly (readonly [string, readonly (number | string)[]])[] = [
  ["x<a>y", ["x", 10, "y"]],
  // Of two that begin at one place the longer one counts, and what is left begins behind it.
  ["x<a>by", ["x", 11, "y"]],
  ["<a><a>b<a>", [10, 11, 10]],
  // The spaces behind, and those before, are the token's.
  ["x <r>  y", ["x ", 12, "y"]],
  ["x  <l> y", ["x", 13, " y"]],
  ["<r>  <l>", [12, 13]],
  // Neither before nor behind a single word is a letter, a digit or a low line.
  ["a cat, a cats, acat 7cat cat_", ["a ", 14, ", a cats, acat 7cat cat_"]],
  ["cat", [14]],
  // Only what is no special token is looked for in the text in small letters.
  ["<A> DOG", ["<a> ", 15]],
  ["", []],
];

import assert from "node:assert/strict";
import { fromByteLetters, GPT2_WORDS, SPACE_LETTER, toByteLetters } from "./byte_level.ts";

Deno.test("each byte has a letter, printable ones themselves", () => {
  assert.equal(toByteLetters("a ~\n"), "aĠ~Ċ");
  assert.equal(SPACE_LETTER, "Ġ");
  // 0xAD, the soft hyphen, is not printable: it is the last to have a letter beyond Latin-1.
  assert.equal(toByteLetters("\u00ad\u00ff"), "ÂŃÃ¿");
});

Deno.test("letters become the text again, unless they are no whole characters or no bytes", () => {
  for (const text of ["", " the", "日本", "\ufeffa\0", "😀"]) {
    assert.equal(fromByteLetters(toByteLetters(text)), text);
  }
  assert.equal(fromByteLetters("æ"), undefined);
  assert.equal(fromByteLetters("<日>"), undefined);
});

Deno.test("GPT-2's words begin with their space, and blanks keep the last one for the next word", () => {
  const cut = (text: string) => text.match(GPT2_WORDS);
  assert.deepEqual(cut("it's  a 12x, \n"), ["it", "'s", " ", " a", " 12", "x", ",", " \n"]);
  assert.deepEqual(cut("a\u00a0b\u0085c"), ["a", "\u00a0", "b", "\u0085", "c"]);
});

import assert from "node:assert/strict";
import { printable, printableLines, tellLine } from "./printable.ts";

/** The ranges that drive, from the standards: C0, DEL and C1; marks and turns of direction; lines. */
const DRIVING = [
  ...[[0x00, 0x1f], [0x7f, 0x9f], [0x61c, 0x61c], [0x200e, 0x200f], [0x2028, 0x202e]],
  [0x2066, 0x2069],
] as const;

Deno.test("each character that drives is an escape of four digits, its neighbours are not", () => {
  for (let code = 0; code < 0x2100; code++) {
    const drives = DRIVING.some(([first, last]) => first <= code && code <= last);
    const escape = `\\u${(0x10000 + code).toString(16).slice(1)}`;
    const text = String.fromCharCode(code);
    assert.equal(printable(`a${text}b`), `a${drives ? escape : text}b`);
  }
  assert.equal(printable("\ud800a\ud83d\ude00"), "\ufffda\u{1f600}", "half a character");
});

Deno.test("lines stay lines where several are printed, and become one where one is told", () => {
  assert.equal(printableLines("a\u0007\nb\r\n"), "a\\u0007\nb\\u000d\n");
  const { error } = console, told: unknown[][] = [];
  console.error = (...words) => void told.push(words);
  try {
    tellLine("a\nb");
  } finally {
    console.error = error;
  }
  assert.deepEqual(told, [["a\\u000ab"]]);
});

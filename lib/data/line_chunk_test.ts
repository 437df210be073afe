import assert from "node:assert/strict";
import { lineChunk } from "./line_chunk.ts";

Deno.test("a line is cut before what the tokenizer puts behind a text, if anything", () => {
  const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
  assert.deepEqual(lineChunk({ encode: letters }, "abcdef", 4), {
    ids: [97, 98, 99, 100],
    isCut: true,
  });
  const ended = { encode: (text: string) => [1, ...letters(text), 2] };
  assert.deepEqual(lineChunk(ended, "abcdef", 4), { ids: [1, 97, 98, 2], isCut: true });
  assert.deepEqual(lineChunk(ended, "ab", 4), { ids: [1, 97, 98, 2], isCut: false });
  assert.equal(lineChunk(ended, " ", 4), undefined);
});

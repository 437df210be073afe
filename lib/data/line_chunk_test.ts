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

Deno.test("what stands behind a text stays whole, however many tokens it has, and nothing else", () => {
  const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0) - 87);
  for (const tokensBehind of [[], [2], [2, 3]].map(({ length }) => length)) {
    const behind = [2, 3].slice(0, tokensBehind);
    const encode = (text: string) => [1, ...letters(text), ...behind];
    const expected = [1, ...letters("abcdefgh").slice(0, 3 - tokensBehind), ...behind];
    for (const tokenizer of [{ encode }, { encode, tokensBehind }]) {
      assert.deepEqual(lineChunk(tokenizer, "abcdefgh", 4), { ids: expected, isCut: true });
    }
  }
  // By its own word also where a text ends with what an empty one does.
  const tokenizer = { encode: (text: string) => [1, ...letters(text)], tokensBehind: 0 };
  assert.deepEqual(lineChunk({ ...tokenizer, encode: () => [1, 10, 11, 12, 1] }, "x", 4)!.ids, [
    ...[1, 10, 11, 12],
  ]);
});

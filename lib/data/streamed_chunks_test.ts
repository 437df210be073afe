import assert from "node:assert/strict";
import { chunkTokens } from "./chunks.ts";
import type { ChunkSource } from "./encoded.ts";
import { passageTexts } from "./load_chunks.ts";
import { Meanwhile } from "./meanwhile.ts";
import { listed, rowSource } from "./row_source.ts";
import { StreamedChunks } from "./streamed_chunks.ts";

/** An id for each character, between two others. */
const tokenizer = {
  encode: (text: string) => [1, ...Array.from(text, (c) => c.codePointAt(0)!), 2],
  tokensBehind: 1,
  specialTokenIds: [1, 2, 32],
};

/** Some are left over, of whole passages and of windows. */
const LENGTH = 11;

const passageOf = (text: string) => ({ source: text, text, blanks: [] });
const PASSAGES = [
  "Their parents were waiting there.",
  " \n",
  "日本語の文です。",
  "NO WORD",
  "The children went home early with others.",
]
  .map(passageOf);

function source(
  options: Partial<ChunkSource["options"]> = {},
  passages: ChunkSource["passages"] = listed(
    PASSAGES.map((passage) => ({ passage: () => passage })),
  ),
): ChunkSource {
  const meanwhile = new Meanwhile();
  return { passages, tokenizer, meanwhile, options: { length: LENGTH, file: "a.txt", ...options } };
}

for (const construction of ["passages", "windows"] as const) {
  Deno.test(`all chunks of ${construction} come as they would together, time and again`, async () => {
    const texts = passageTexts(PASSAGES, { construction, seed: 3 }).filter((text) => text.trim());
    assert.equal(texts.includes("NO WORD"), construction === "passages");
    const all = chunkTokens(texts.map(tokenizer.encode), LENGTH, { rest: true });
    assert.ok(all.at(-1)!.length < LENGTH);
    const notes: string[] = [];
    const note = (sentence: string) => void notes.push(sentence);
    const chunks = await StreamedChunks.of(source({ construction, seed: 3, note }));
    for (let i = 0; i < 2; i++) assert.deepEqual(await Array.fromAsync(chunks), all);
    assert.deepEqual(chunks.counts, {
      ...{ passages: 5, texts: texts.length, tokens: all.flatMap((ids) => [...ids]).length },
      ...{ chunks: all.length, cut: 0, without: 0 },
    });
    assert.equal(chunks.length, all.length);
    const said: string[] = [];
    passageTexts(PASSAGES, { construction, seed: 3, note: (sentence) => void said.push(sentence) });
    assert.deepEqual(notes, said);
  });
}

Deno.test("each line is a chunk, cut where it is long, and left out without a word", async () => {
  const rows = ["One", " ", "A longer line"].map(passageOf);
  const passages = listed([...rows, passageOf("\u2003 x")].map((row) => ({ passage: () => row })));
  const blank = {
    ...tokenizer,
    encode: (text: string) => text === "One" ? [1, 2] : [1, 5, 5, 5, 2],
  };
  const chunks = await StreamedChunks.of({
    ...source({ lineByLine: true, construction: "passages", length: 4 }, passages),
    tokenizer: blank,
  });
  assert.deepEqual(await Array.fromAsync(chunks, (ids) => [...ids]), [[1, 5, 5, 2], [1, 5, 5, 2]]);
  assert.deepEqual(chunks.counts, {
    ...{ passages: 4, texts: 2, tokens: 8, chunks: 2, cut: 2, without: 1 },
  });
});

Deno.test("no more is read than is asked for, and data that change are refused", async () => {
  let read = 0, text = "It was late. ";
  const passages = rowSource(async function* () {
    for (read = 0; read < 1000; read++) {
      yield await Promise.resolve([{ passage: () => passageOf(text) }]);
    }
  });
  let told = 0;
  const chunks = await StreamedChunks.of({
    ...source({ construction: "passages" }, passages),
    onPassage: () => void told++,
  });
  assert.equal(told, 1000);
  const reading = chunks[Symbol.asyncIterator]();
  await reading.next();
  assert.equal(read, 0, "the first passage");
  await reading.next();
  assert.equal(read, 1);
  text = "It was late, and dark.";
  await assert.rejects(
    Array.fromAsync(chunks),
    /^InputError: a\.txt: it was not the same when it was read again\. Let nothing change it/,
  );
  assert.equal(told, 1000, "passages are told of once");
});

import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import fixture from "../../../tests/fixtures/japanese.json" with { type: "json" };
import { CharacterTable } from "./characters.ts";
import { ConnectionCosts } from "./connections.ts";
import { Mecab } from "./mecab.ts";
import { WordTable } from "./words.ts";

type File = keyof typeof fixture.dictionary;

function bytesOf(name: File): ArrayBuffer {
  return new Uint8Array(gunzipSync(Uint8Array.fromBase64(fixture.dictionary[name]))).buffer;
}

function wordsOf(name: File): Promise<WordTable> {
  const bytes = bytesOf(name);
  return WordTable.read(
    bytes.byteLength,
    (from, length) => Promise.resolve(bytes.slice(from, from + length)),
  );
}

const mecab = new Mecab({
  words: await wordsOf("sys.dic"),
  unknown: await wordsOf("unk.dic"),
  costs: new ConnectionCosts(bytesOf("matrix.bin")),
  characters: new CharacterTable(bytesOf("char.bin")),
});

Deno.test("a word table gives the words with which a text begins, and how each is read", async () => {
  const table = await wordsOf("sys.dic");
  const bytes = new TextEncoder().encode("日本語の");
  const found: [string, number[]][] = [];
  table.prefixes(bytes, 0, bytes.length, (length, value) => {
    const word = new TextDecoder().decode(bytes.subarray(0, length));
    found.push([
      word,
      table.readings(value).flatMap(({ left, right, cost }) => [left, right, cost]),
    ]);
  });
  assert.deepEqual(found, [["日本", [1, 1, 900]], ["日本語", [1, 1, 700]]]);
});

Deno.test("Mecab cuts a text into the cheapest words", () => {
  assert.deepEqual(mecab.words("日本語の文字は東京です。"), [
    ...["日本語", "の", "文字", "は", "東京", "です", "。"],
  ]);
  assert.deepEqual(mecab.words("すもももももももものうち"), [
    ...["すもも", "も", "もも", "も", "もも", "の", "うち"],
  ]);
});

Deno.test("Mecab makes unknown words of like characters, and leaves white space out", () => {
  assert.deepEqual(mecab.words(" カレー  abc12\n"), ["カレー", "abc", "12"]);
  assert.deepEqual(mecab.words("𠮷野😀"), ["𠮷野", "😀"]);
  assert.deepEqual(mecab.words(""), []);
  assert.deepEqual(mecab.words(" \t "), []);
  assert.deepEqual(mecab.words("日本\0語"), ["日本"]);
});

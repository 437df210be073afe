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

const parts = {
  words: await wordsOf("sys.dic"),
  unknown: await wordsOf("unk.dic"),
  costs: new ConnectionCosts(bytesOf("matrix.bin")),
  characters: new CharacterTable(bytesOf("char.bin")),
};
const mecab = new Mecab(parts);

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
  // Of a part of the bytes it looks at no more.
  const within = (from: number, to: number) => {
    const lengths: number[] = [];
    table.prefixes(bytes, from, to, (length) => lengths.push(length));
    return lengths;
  };
  assert.deepEqual([within(0, 8), within(0, 6), within(0, 5), within(9, 12)], [[6], [6], [], [3]]);
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

Deno.test("an unknown word has 25 characters at most, as MeCab 0.996 finds", () => {
  const lengths = (text: string) => mecab.words(text).map((word) => word.length);
  // Words of one length only are made of letters; of katakana those of one and of two as well.
  assert.deepEqual(lengths("x".repeat(25)), [25]);
  assert.deepEqual(lengths("x".repeat(26)), [1, 25]);
  assert.deepEqual(lengths("ア".repeat(25)), [25]);
  assert.deepEqual(lengths("ア".repeat(26)), [2, 24]);
  assert.deepEqual(lengths("ア".repeat(51)), [...Array(13).fill(2), 25]);
  assert.deepEqual(lengths("漢".repeat(5)), [2, 2, 1]);
});

Deno.test("words are looked for up to 65,535 bytes away, as MeCab 0.996 finds", () => {
  // Three bytes each: the second character is the first one that lies beyond.
  assert.deepEqual(mecab.words(" ".repeat(65_529) + "日本の"), ["日本", "の"]);
  assert.deepEqual(mecab.words(" ".repeat(65_530) + "日本の"), ["日", "本", "の"]);
});

Deno.test("what stands beside a text's ends has the number 0 on both sides", () => {
  const asked: [number, number][] = [];
  const costs = {
    between(right: number, left: number) {
      asked.push([right, left]);
      return 0;
    },
  } as unknown as ConnectionCosts;
  assert.deepEqual(new Mecab({ ...parts, costs }).words("の"), ["の"]);
  assert.deepEqual([asked[0]![0], asked.at(-1)![1]], [0, 0]);
  const last = asked.at(-1)![0];
  assert.notEqual(last, 0);
  assert.ok(asked.slice(0, -1).every(([right, left]) => right === 0 && left !== 0));
});

Deno.test("a category without unknown words is refused", () => {
  const categories = [...parts.characters.categories, "NONE"];
  const characters = Object.assign(Object.create(parts.characters), { categories });
  characters.of = () => 0;
  assert.throws(() => new Mecab({ ...parts, characters }), {
    message: "The dictionary has no unknown words of the category NONE.",
  });
});

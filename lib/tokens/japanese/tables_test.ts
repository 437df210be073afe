/** The files of MeCab's dictionaries, written by hand as its sources lay them out. */
import assert from "node:assert/strict";
import {
  areAlike,
  categoryOf,
  CharacterTable,
  isEager,
  lengthsOf,
  makesGroups,
} from "./characters.ts";
import { ConnectionCosts } from "./connections.ts";
import { WordTable } from "./words.ts";

Deno.test("a character's 32 bits are 18 kinds, 8 of its category, 4 of lengths, and two flags", () => {
  // dictionary.h: struct CharInfo { type : 18, default_type : 8, length : 4, group : 1, invoke : 1 }.
  const info = (kinds: number, category = 0, length = 0, group = 0, invoke = 0) =>
    (kinds | category << 18 | length << 26 | group << 30 | invoke << 31) >>> 0;
  for (
    const [kinds, category, length, group, invoke] of [
      [0x3ffff, 0, 0, 0, 0],
      [0, 0xff, 0, 0, 0],
      [0, 0x81, 0, 0, 0],
      [0, 0, 0xf, 0, 0],
      [0, 0, 9, 0, 0],
      [0, 0, 0, 1, 0],
      [0, 0, 0, 0, 1],
    ] as const
  ) {
    const packed = info(kinds, category, length, group, invoke);
    assert.deepEqual(
      [categoryOf(packed), lengthsOf(packed), makesGroups(packed), isEager(packed)],
      [category, length, group === 1, invoke === 1],
    );
  }
  for (const kind of [1, 2 ** 9, 2 ** 17]) {
    assert.ok(areAlike(info(kind | 4), info(kind | 8)));
    assert.ok(!areAlike(info(kind), info(0x3ffff & ~kind)));
  }
  assert.ok(!areAlike(info(1, 255, 15, 1, 1), info(2, 255, 15, 1, 1)), "kinds alone");
});

Deno.test("a table of characters has names of 32 bytes and an entry for each of the first plane", () => {
  const bytes = new ArrayBuffer(4 + 2 * 32 + 4 * 0xffff), words = new Uint32Array(bytes);
  words[0] = 2;
  new Uint8Array(bytes).set(new TextEncoder().encode("DEFAULT\0rest"), 4);
  new Uint8Array(bytes).set(new TextEncoder().encode("SPACE"), 36);
  const first = (4 + 64) / 4;
  [words[first], words[first + 1], words[first + 0xfffe]] = [10, 11, 12];
  const table = new CharacterTable(bytes);
  assert.deepEqual(table.categories, ["DEFAULT", "SPACE"]);
  const points = [0, 1, 0xfffe, 0xffff, 0x20bb7];
  assert.deepEqual(points.map((point) => table.of(point)), [10, 11, 12, 10, 10]);
  for (const length of [0, 3, 4, bytes.byteLength - 4]) {
    assert.throws(() => new CharacterTable(bytes.slice(0, length)), { message: "it is cut off" });
  }
});

Deno.test("a matrix of costs lies by the right word's number, then by the left one's", () => {
  const bytes = Uint16Array.of(3, 2, 1, 2, 3, 4, 5, -6 & 0xffff).buffer;
  const costs = new ConnectionCosts(bytes);
  assert.deepEqual([0, 1, 2].map((right) => costs.between(right, 0)), [1, 2, 3]);
  assert.deepEqual([0, 1, 2].map((right) => costs.between(right, 1)), [4, 5, -6]);
  for (const length of [0, 2, 4, 14]) {
    assert.throws(() => new ConnectionCosts(bytes.slice(0, length)), { message: "it is cut off" });
  }
});

/** A dictionary of no words: a header of 72 bytes, one unit, one reading, and what is not read. */
function dictionary(
  { size = 0, version = 102, array = 8, readings = 16, charset = "utf-8", more = 0 } = {},
): ArrayBuffer {
  const bytes = new ArrayBuffer(72 + 8 + 16 + more), numbers = new Uint32Array(bytes);
  numbers[0] = (bytes.byteLength + size ^ 0xef718f77) >>> 0;
  [numbers[1], numbers[6], numbers[7]] = [version, array, readings];
  new Uint8Array(bytes).set(new TextEncoder().encode(charset), 40);
  return bytes;
}

Deno.test("a dictionary is known by its size, its version, its lengths and its charset", async () => {
  const read = async (bytes: ArrayBuffer) => {
    const asked: [number, number][] = [];
    await WordTable.read(bytes.byteLength, (from, length) => {
      asked.push([from, length]);
      return Promise.resolve(bytes.slice(from, from + length));
    });
    return asked;
  };
  for (const charset of ["utf-8", "UTF8", "utf8\0euc"]) {
    assert.deepEqual(await read(dictionary({ charset })), [[0, 72], [72, 8], [80, 16]]);
  }
  assert.deepEqual(await read(dictionary({ more: 100, readings: 32 })), [[0, 72], [72, 8], [
    80,
    32,
  ]]);
  const none = "it is no dictionary, or is cut off";
  for (
    const wrong of [
      { size: 1 },
      { version: 101 },
      { version: 103 },
      { array: 16 },
      { readings: 32 },
      { array: 0 },
      { array: 4 },
      { readings: 8 },
    ]
  ) {
    await assert.rejects(read(dictionary(wrong)), { message: none }, JSON.stringify(wrong));
  }
  await assert.rejects(read(dictionary().slice(0, 71)), { message: "it is cut off" });
  await assert.rejects(read(dictionary({ charset: "euc-jp" })), {
    message: "its words are in euc-jp, not UTF-8",
  });
});

Deno.test("readings are eight numbers each, of which the fourth has a sign", async () => {
  const bytes = dictionary({ more: 32, readings: 48 });
  new Uint16Array(bytes, 80).set([
    1,
    2,
    9,
    3,
    9,
    9,
    9,
    9,
    4,
    5,
    9,
    0x8000,
    9,
    9,
    9,
    9,
    6,
    7,
    9,
    0xffff,
  ]);
  const table = await WordTable.read(
    bytes.byteLength,
    (from, length) => Promise.resolve(bytes.slice(from, from + length)),
  );
  // The upper bits are the first reading's number, the lower eight how many there are.
  assert.deepEqual(table.readings(2), [
    { left: 1, right: 2, cost: 3 },
    { left: 4, right: 5, cost: -32_768 },
  ]);
  assert.deepEqual(table.readings(2 << 8 | 1), [{ left: 6, right: 7, cost: -1 }]);
  assert.deepEqual(table.readings(1 << 8), []);
});

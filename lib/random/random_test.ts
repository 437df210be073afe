import assert from "node:assert/strict";
import { philox, Random } from "./random.ts";

type Words = [number, number, number, number];

function block(counter: Words, key: [number, number]): string {
  const out = new Uint32Array(4);
  philox(counter, key, out);
  return [...out].map((word) => word.toString(16).padStart(8, "0")).join(" ");
}

Deno.test("philox gives the known answers of Random123's kat_vectors (philox4x32-10)", () => {
  assert.equal(block([0, 0, 0, 0], [0, 0]), "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  const ones = 0xffffffff;
  assert.equal(
    block([ones, ones, ones, ones], [ones, ones]),
    "408f276d 41c83b0e a20bc7c6 6d5451fd",
  );
  // The digits of π.
  assert.equal(
    block([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  );
});

Deno.test("philox writes at the offset and nowhere else", () => {
  const out = new Uint32Array(6);
  philox([0, 0, 0, 0], [0, 0], out, 1);
  assert.deepEqual([...out], [0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8, 0]);
});

function draws(count: number, ...place: ConstructorParameters<typeof Random>): number[] {
  const random = new Random(...place);
  return Array.from({ length: count }, () => random.uint32());
}

/**
 * The first six numbers of three streams, the normal numbers made of them, and an order of "abcdef":
 * computed in Python with whole numbers of any size, by a Philox that gave the known answers above
 * and an FNV-1a that gave bf9cf968 for "foobar". Any other values would change every published run.
 */
const COMPUTED: [ConstructorParameters<typeof Random>, string, number[], string][] = [
  [
    [42, "mask", 3, 7],
    "baadf236 a9772f10 2dd7b2f0 0b79771c a8f9ea81 28a1fcaf",
    [-0.8491297539442085, 0.6034564283725351, 0.797071639570012],
    "cfdabe",
  ],
  [
    [2 ** 53 - 1, "dropout", 1000, 0],
    "d70dd071 27703386 c40ab69e 2dd76655 de882107 cb2aa448",
    [1.0855626521339417, 0.7344741691100387, 0.5459608405290245],
    "feacbd",
  ],
  [
    [0, ""],
    "ec9e454a 9e77a234 79c0b0e2 8b6072e7 455ad030 b2beed86",
    [-1.6657829538965925, -1.0922091460939154, -0.25406351174225106],
    "dfecba",
  ],
];

Deno.test("streams, normal numbers and orders are those that Python computes", () => {
  for (const [place, words, normals, order] of COMPUTED) {
    const drawn = draws(6, ...place).map((word) => word.toString(16).padStart(8, "0"));
    assert.equal(drawn.join(" "), words);
    const random = new Random(...place);
    for (const expected of normals) {
      const normal = random.normal();
      assert.ok(Math.abs(normal - expected) < 1e-14, `${normal} instead of ${expected}`);
    }
    assert.equal(new Random(...place).shuffle([..."abcdef"]).join(""), order);
  }
});

/** Places that a run may draw from; each differs from the first in one part. */
const PLACES: ConstructorParameters<typeof Random>[] = [
  [42, "mask", 3, 7],
  [43, "mask", 3, 7],
  [42 + 2 ** 32, "mask", 3, 7],
  [42, "masc", 3, 7],
  [42, "", 3, 7],
  [42, "mask", 4, 7],
  [42, "mask", 3, 8],
  [42, "mask", 7, 3],
  [42, "mask"],
  [Number.MAX_SAFE_INTEGER, "mask", 2 ** 32 - 1, 2 ** 32 - 1],
];

Deno.test("the same place gives the same numbers", () => {
  for (const place of PLACES) assert.deepEqual(draws(9, ...place), draws(9, ...place));
  assert.deepEqual(draws(9, 42, "mask"), draws(9, 42, "mask", 0, 0));
});

Deno.test("streams of different places have nothing to do with each other", () => {
  const count = 4000, streams = PLACES.map((place) => draws(count, ...place));
  streams.forEach((a, i) =>
    streams.slice(0, i).forEach((b, j) => {
      // Of 32 · count bits half agree, with a deviation of √(bits) ÷ 2; also one number later.
      const bits = 32 * count;
      for (const shift of [0, 1]) {
        const agreeing = a.reduce((sum, word, k) => sum + zeros(word ^ b[(k + shift) % count]!), 0);
        const far = Math.abs(agreeing - bits / 2) / (Math.sqrt(bits) / 2);
        assert.ok(far < 5, `streams ${i} and ${j}: ${far} deviations`);
      }
    })
  );
});

/** How many of the 32 bits are 0. */
function zeros(word: number): number {
  let count = 32;
  for (let rest = word >>> 0; rest !== 0; rest >>>= 1) count -= rest & 1;
  return count;
}

Deno.test("each of the 32 bits is a 1 half of the time", () => {
  const count = 20_000, words = draws(count, 1, "bits");
  for (let bit = 0; bit < 32; bit++) {
    const ones = words.filter((word) => (word >>> bit) & 1).length;
    assert.ok(Math.abs(ones - count / 2) < 5 * Math.sqrt(count) / 2, `bit ${bit}: ${ones}`);
  }
});

Deno.test("next is from 0 to below 1, and its mean is a half", () => {
  const random = new Random(2, "next"), count = 20_000;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const x = random.next();
    assert.ok(x >= 0 && x < 1);
    sum += x;
  }
  // The variance of one draw is 1/12.
  assert.ok(Math.abs(sum / count - 0.5) < 5 * Math.sqrt(1 / 12 / count));
});

/** Pearson's χ² of counts that should be equal, in deviations from its expectation. */
function unevenness(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (chi - freedom) / Math.sqrt(2 * freedom);
}

Deno.test("integer gives each number as often", () => {
  for (const limit of [1, 2, 3, 7, 10, 100]) {
    const random = new Random(3, "integer", limit), counts = new Array(limit).fill(0);
    for (let i = 0; i < 20_000; i++) counts[random.integer(limit)]++;
    if (limit === 1) assert.equal(counts[0], 20_000);
    else assert.ok(unevenness(counts) < 6, `limit ${limit}: ${counts}`);
  }
});

Deno.test("integer does not favour small numbers where the limit does not divide 2^32", () => {
  // The remainder of 32 bits by 3 · 2^30 alone would be below 2^30 half of the time, not a third.
  const random = new Random(4, "integer"), count = 10_000, limit = 3 * 2 ** 30;
  let low = 0;
  for (let i = 0; i < count; i++) if (random.integer(limit) < 2 ** 30) low++;
  assert.ok(Math.abs(low - count / 3) < 5 * Math.sqrt(count * 2 / 9), String(low));
});

Deno.test("integer reaches 2^32", () => {
  assert.deepEqual([new Random(5, "x").integer(2 ** 32)], draws(1, 5, "x"));
});

Deno.test("normal has the moments of the normal distribution", () => {
  const random = new Random(6, "normal"), count = 40_000;
  const values = Array.from({ length: count }, () => random.normal());
  const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / count;
  // The k-th moment's variance is (m₂ₖ − mₖ²) ÷ count, with the moments 1, 0, 1, 0, 3, 0, 15, 0, 105.
  const known: [power: number, value: number, variance: number][] = [
    [1, 0, 1],
    [2, 1, 3 - 1],
    [3, 0, 15],
    [4, 3, 105 - 9],
  ];
  for (const [power, value, variance] of known) {
    const far = Math.abs(moment(power) - value) / Math.sqrt(variance / count);
    assert.ok(far < 5, `moment ${power}: ${moment(power)}`);
  }
  // P(|x| > 1.959964) = 5 %, and following draws are not correlated.
  const outside = values.filter((x) => Math.abs(x) > 1.959964).length;
  assert.ok(Math.abs(outside - 0.05 * count) < 5 * Math.sqrt(count * 0.05 * 0.95));
  const products = values.slice(1).reduce((sum, x, i) => sum + x * values[i]!, 0);
  assert.ok(Math.abs(products) < 5 * Math.sqrt(count));
});

Deno.test("shuffle gives the same items in another order and leaves its argument alone", () => {
  const items = Array.from({ length: 50 }, (_, i) => i), random = new Random(7, "shuffle");
  const shuffled = random.shuffle(items);
  assert.deepEqual(items, Array.from({ length: 50 }, (_, i) => i));
  assert.notDeepEqual(shuffled, items);
  assert.deepEqual(shuffled.toSorted((a, b) => a - b), items);
  assert.deepEqual(random.shuffle([]), []);
  assert.deepEqual(random.shuffle(["a"]), ["a"]);
});

Deno.test("shuffle gives each order as often", () => {
  const random = new Random(8, "shuffle"), counts = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = random.shuffle(["a", "b", "c", "d"]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  assert.ok(unevenness([...counts.values()]) < 6);
});

Deno.test("seeds, indices and limits out of range are refused", () => {
  for (const seed of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => new Random(seed, "x"), RangeError);
  }
  for (const index of [-1, 0.5, NaN, 2 ** 32]) {
    assert.throws(() => new Random(1, "x", index), RangeError);
    assert.throws(() => new Random(1, "x", 0, index), RangeError);
  }
  const random = new Random(1, "x");
  for (const limit of [0, -1, 1.5, NaN, 2 ** 32 + 1]) {
    assert.throws(() => random.integer(limit), RangeError);
  }
});

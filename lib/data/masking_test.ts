import assert from "node:assert/strict";
import { Random } from "../random/mod.ts";
import { maskChunks, type MaskedBatch, REPLACEMENT } from "./masking.ts";

const MASK = 4, VOCABULARY = 105, SEQUENCE = 128;
const SPECIAL = [0, 1, 2, 3, 4];

/** A chunk `[CLS] words [SEP]` whose words run through the ids 5–104. */
function makeChunk(index: number): Int32Array {
  return Int32Array.from({ length: SEQUENCE }, (_, i) => {
    if (i === 0) return 2;
    return i === SEQUENCE - 1 ? 3 : 5 + (index * 31 + i) % 100;
  });
}

const chunks = Array.from({ length: 200 }, (_, i) => makeChunk(i));
/** Tokens that may be masked. */
const WORDS = 200 * (SEQUENCE - 2);

function mask(probability?: number, seed = 42, items = chunks, first = 0): MaskedBatch {
  return maskChunks(items, {
    maskTokenId: MASK,
    specialTokenIds: SPECIAL,
    vocabSize: VOCABULARY,
    ...(probability === undefined ? {} : { probability }),
    random: (chunk) => new Random(seed, "mask", 0, first + chunk),
  });
}

/** Whether a binomial count lies within five deviations of its mean (two-sided chance 6e-7). */
function assertBinomial(count: number, trials: number, probability: number): void {
  const mean = trials * probability;
  const deviation = Math.sqrt(trials * probability * (1 - probability));
  assert(Math.abs(count - mean) < 5 * deviation, `${count}, expected ${mean} ± ${5 * deviation}`);
}

const countOf = (batch: MaskedBatch, kind: number) =>
  batch.replaced.reduce((count, value) => count + Number(value === kind), 0);

Deno.test("maskChunks() masks 15 % of the words, 80/10/10", () => {
  const batch = mask();
  const masked = batch.positions.length;
  // 25,200 words: 3,780 ± 283.
  assertBinomial(masked, WORDS, 0.15);
  assertBinomial(countOf(batch, REPLACEMENT.mask), masked, 0.8);
  assertBinomial(countOf(batch, REPLACEMENT.randomWord), masked, 0.1);
  assertBinomial(countOf(batch, REPLACEMENT.kept), masked, 0.1);
});

/** Numbers that are drawn one after the other, and what integers were asked for. */
function scripted(numbers: readonly number[], integers: readonly number[]) {
  const left = [...numbers], given = [...integers], limits: number[] = [];
  const random = {
    next: () => left.shift()!,
    integer(limit: number) {
      limits.push(limit);
      return given.shift()!;
    },
  } as unknown as Random;
  return { random, limits, left };
}

Deno.test("maskChunks() takes one draw for each word, and one for what becomes of a masked one", () => {
  const least = 2 ** -32;
  const { random, limits, left } = scripted([
    ...[0.15],
    ...[0.15 - least, 0],
    ...[0, 0.8 - least],
    ...[0.1, 0.8],
    ...[0.14, 0.9 - least],
    ...[0.13, 0.9],
    ...[0.15 - least, 1 - least],
    ...[1 - least],
  ], [104, 0]);
  const batch = maskChunks([Int32Array.of(2, 10, 11, 12, 13, 14, 15, 16, 17, 3)], {
    maskTokenId: MASK,
    specialTokenIds: SPECIAL,
    vocabSize: VOCABULARY,
    random: () => random,
  });
  const { mask, randomWord, kept } = REPLACEMENT;
  assert.deepEqual([...batch.positions], [2, 3, 4, 5, 6, 7]);
  assert.deepEqual([...batch.labels], [11, 12, 13, 14, 15, 16]);
  assert.deepEqual([...batch.replaced], [mask, mask, randomWord, randomWord, kept, kept]);
  // The vocabulary's last word and its first.
  assert.deepEqual([...batch.inputIds], [2, 10, MASK, MASK, 104, 0, 15, 16, 17, 3]);
  assert.deepEqual([limits, left], [[VOCABULARY, VOCABULARY], []], "special tokens take no draw");
});

Deno.test("maskChunks() asks for the random numbers of each chunk, by its place", () => {
  const asked: number[] = [];
  maskChunks(chunks.slice(0, 3), {
    maskTokenId: MASK,
    specialTokenIds: SPECIAL,
    vocabSize: VOCABULARY,
    random(chunk) {
      asked.push(chunk);
      return new Random(1, "mask", 0, chunk);
    },
  });
  assert.deepEqual(asked, [0, 1, 2]);
});

Deno.test("maskChunks() masks each place of a chunk alike", () => {
  const { positions } = mask(0.5);
  const perPlace = new Array<number>(SEQUENCE).fill(0);
  for (const position of positions) perPlace[position % SEQUENCE]!++;
  assert.deepEqual([perPlace[0], perPlace[SEQUENCE - 1]], [0, 0]);
  for (const count of perPlace.slice(1, -1)) assertBinomial(count, chunks.length, 0.5);
});

Deno.test("maskChunks() draws random words evenly from the whole vocabulary", () => {
  const batch = mask(1);
  const counts = new Array<number>(VOCABULARY).fill(0);
  batch.positions.forEach((position, i) => {
    if (batch.replaced[i] === REPLACEMENT.randomWord) counts[batch.inputIds[position]!]!++;
  });
  const total = counts.reduce((a, b) => a + b, 0);
  const expected = total / VOCABULARY;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert(counts[0]! > 0 && counts[VOCABULARY - 1]! > 0, "the first and the last word are drawn");
  // 104 degrees of freedom: mean 104, deviation √208 = 14.4; five deviations above are 176.
  assert(chiSquare < 176, `chi-square ${chiSquare}`);
});

Deno.test("maskChunks() keeps its books: labels, kinds and ids agree at every position", () => {
  const batch = mask();
  const flat = chunks.flatMap((chunk) => [...chunk]);
  assert.deepEqual([batch.batchSize, batch.sequenceLength], [200, SEQUENCE]);
  const kinds = new Map(Array.from(batch.positions, (position, i) => [position, i]));
  assert.deepEqual([...batch.positions], [...kinds.keys()].sort((a, b) => a - b));
  flat.forEach((id, position) => {
    const seen = batch.inputIds[position]!;
    const i = kinds.get(position);
    if (i === undefined) return assert.equal(seen, id);
    assert.equal(batch.labels[i], id);
    assert(!SPECIAL.includes(id));
    const kind = batch.replaced[i];
    if (kind === REPLACEMENT.mask) assert.equal(seen, MASK);
    else if (kind === REPLACEMENT.kept) assert.equal(seen, id);
    else assert(seen >= 0 && seen < VOCABULARY);
  });
});

Deno.test("maskChunks() masks a chunk alike in whatever batch it is", () => {
  const [whole, second] = [mask(), mask(undefined, 42, chunks.slice(100), 100)];
  const start = 100 * SEQUENCE;
  assert.deepEqual(whole.inputIds.slice(start), second.inputIds);
  assert.deepEqual(
    [...whole.positions].filter((position) => position >= start).map((p) => p - start),
    [...second.positions],
  );
});

Deno.test("maskChunks() depends on the seed and leaves its chunks alone", () => {
  const copy = chunks.map((chunk) => chunk.slice());
  assert.deepEqual(mask(), mask());
  assert.notDeepEqual(mask().positions, mask(undefined, 43).positions);
  assert.deepEqual(chunks, copy);
});

Deno.test("maskChunks() masks nothing at probability 0 and every word at 1", () => {
  assert.equal(mask(0).positions.length, 0);
  assert.equal(mask(1).positions.length, WORDS);
});

Deno.test("maskChunks() refuses chunks of different lengths, no chunk and wrong chances", () => {
  const uneven = [Int32Array.of(2, 5, 3), Int32Array.of(2, 3)];
  assert.throws(() => mask(undefined, 1, uneven), RangeError);
  assert.throws(() => mask(undefined, 1, []), RangeError);
  for (const probability of [-0.1, 1.1, NaN]) assert.throws(() => mask(probability), RangeError);
});

/** Words of one to four pieces, special tokens between some; ids from 100 on go on with a word. */
function words(count: number, stream: string): { ids: Int32Array; words: number[][] } {
  const random = new Random(8, stream), ids: number[] = [], words: number[][] = [];
  for (let i = 0; i < count; i++) {
    if (random.next() < 0.1) ids.push(random.integer(4));
    const places = [ids.push(5 + random.integer(90)) - 1];
    while (places.length < 4 && random.next() < 0.4) {
      places.push(ids.push(100 + random.integer(50)) - 1);
    }
    words.push(places);
  }
  return { ids: Int32Array.from(ids), words };
}

const WHOLE = {
  ...{ maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4], vocabSize: 150 },
  continuesWord: (id: number) => id >= 100,
};

Deno.test("whole words are masked, each with all of its pieces, and 15 % of the words", () => {
  const { ids, words: all } = words(20_000, "words");
  const batch = maskChunks([ids], { ...WHOLE, random: () => new Random(3, "mask") });
  const masked = new Set(batch.positions);
  const whole = all.filter((places) => places.every((place) => masked.has(place)));
  assert.equal(whole.flat().length, masked.size, "no piece of another word");
  // 3,000 words, with a deviation of √(20,000 · 0.15 · 0.85) = 50.
  assert.ok(Math.abs(whole.length - 3000) < 5 * 50, `${whole.length} words`);
  const pieces = whole.filter(({ length }) => length > 1).length;
  const share = pieces / all.filter(({ length }) => length > 1).length;
  assert.ok(Math.abs(share - 0.15) < 0.02, "long words as often as short ones");
  // Each token is replaced by itself, as Transformers does.
  const kinds = [0, 0, 0];
  for (const kind of batch.replaced) kinds[kind]!++;
  [0.8, 0.1, 0.1].forEach((expected, kind) =>
    assert.ok(Math.abs(kinds[kind]! / masked.size - expected) < 0.025, `${kinds}`)
  );
  assert.ok(
    whole.some((places) => new Set(places.map((at) => batch.inputIds[at] === 4)).size === 2),
  );
});

Deno.test("a word that goes on behind a special token, or at a chunk's start, is a word there", () => {
  const masks = (ids: number[], seed: number) =>
    [
      ...maskChunks([Int32Array.from(ids)], {
        ...{ ...WHOLE, probability: 0.5 },
        random: () => new Random(seed, "mask"),
      }).positions,
    ].join();
  // [rest of a word] [SEP] [piece] word piece: each of these alone.
  const seen = new Set(
    Array.from({ length: 200 }, (_, seed) => masks([120, 3, 121, 7, 122], seed)),
  );
  assert.deepEqual([...seen].sort(), ["", "0", "0,2", "0,2,3,4", "0,3,4", "2", "2,3,4", "3,4"]);
});

Deno.test("words of one token have the masks that tokens have", () => {
  const ids = Int32Array.from({ length: 200 }, (_, i) => i % 90);
  const { continuesWord: _, ...tokens } = WHOLE;
  const random = () => new Random(3, "mask");
  assert.deepEqual(
    maskChunks([ids], { ...WHOLE, random }),
    maskChunks([ids], { ...tokens, random }),
  );
});

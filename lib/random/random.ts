/**
 * Random numbers as a pure function of a seed and a place: Philox4x32-10 (Salmon, Moraes, Dror and
 * Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Being counter-based, a generator's
 * whole state is its key and one counter, so a resumed run draws the same numbers, and the masks of
 * chunk 7 in epoch 3 do not depend on what was drawn before.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The high 32 bits of the unsigned product of two 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  // All sums stay below 2^32, so no bit is lost.
  return aHigh * bHigh + (middle >>> 16) + (cross >>> 16);
}

/**
 * One block of Philox4x32-10: four 32-bit words written to `out` at `offset`.
 *
 * @param counter Four 32-bit words: of larger numbers the lowest 32 bits of the whole part.
 * @param key Two such words.
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
  offset = 0,
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0), low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2), low1 = Math.imul(MULTIPLIER_1, c2);
    // Operations on bits look at no others than the lowest 32.
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/** FNV-1a over a string's UTF-16 units: turns a name, such as a stream's, into 32 bits. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * A stream of random numbers, decided by a seed, a name and up to two indices.
 *
 * @example
 * ```ts
 * import { Random } from "./random.ts";
 * const a = new Random(42, "mask", 3, 7); // epoch 3, chunk 7
 * const b = new Random(42, "mask", 3, 7);
 * if (a.next() !== b.next()) throw new Error("the same place gives the same number");
 * ```
 */
export class Random {
  readonly #key: [number, number];
  readonly #high: [number, number];
  readonly #block = new Uint32Array(4);
  #counter = 0;
  #used = 4;

  /**
   * The numbers of one place of one stream.
   *
   * @param seed An integer from 0 to 2^53 − 1.
   * @param stream What the numbers are for, such as `"mask"`: other streams are independent.
   * @param first First index of the place (an epoch, say), from 0 to 2^32 − 1.
   * @param second Second index of the place (a chunk, say), from 0 to 2^32 − 1.
   * @throws {RangeError} If the seed or an index is not an integer in its range.
   */
  constructor(seed: number, stream: string, first = 0, second = 0) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`A seed must be an integer from 0 to 2^53 - 1: got ${seed}.`);
    }
    for (const index of [first, second]) {
      if (index !== index >>> 0) {
        throw new RangeError(`A stream's index must be an integer below 2^32: got ${index}.`);
      }
    }
    const mixed = new Uint32Array(4);
    philox([seed, seed / 2 ** 32, hashName(stream), 0], [0, 0], mixed);
    this.#key = [mixed[0]!, mixed[1]!];
    this.#high = [first, second];
  }

  /** The next 32 random bits, as an integer from 0 to 2^32 − 1. */
  uint32(): number {
    if (this.#used === 4) {
      const counter = this.#counter++;
      philox(
        [counter, counter / 2 ** 32, this.#high[0], this.#high[1]],
        this.#key,
        this.#block,
      );
      this.#used = 0;
    }
    return this.#block[this.#used++]!;
  }

  /** A number from 0 (included) to 1 (excluded), uniform, a multiple of 2^-32. */
  next(): number {
    return this.uint32() / 2 ** 32;
  }

  /** An integer from 0 (included) to `limit` (excluded), uniform without bias. */
  integer(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) {
      throw new RangeError(`A limit must be an integer from 1 to 2^32: got ${limit}.`);
    }
    // Draws above the last whole multiple of the limit would favour small results.
    const bound = 2 ** 32 - (2 ** 32 % limit);
    for (;;) {
      const bits = this.uint32();
      if (bits < bound) return bits % limit;
    }
  }

  /** A draw from the normal distribution of mean 0 and deviation 1 (Box and Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /**
   * The numbers from 0 to below a count in random order (Fisher and Yates), in four bytes each: of
   * many millions an array would take more.
   *
   * @param count At most 2^32 − 1.
   */
  shuffledNumbers(count: number): Uint32Array {
    const result = new Uint32Array(count);
    for (let i = 0; i < count; i++) result[i] = i;
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1), other = result[j]!;
      result[j] = result[i]!;
      result[i] = other;
    }
    return result;
  }

  /** The same items in random order; the argument is left alone. */
  shuffle<T>(items: readonly T[]): T[] {
    return Array.from(this.shuffledNumbers(items.length), (number) => items[number]!);
  }
}

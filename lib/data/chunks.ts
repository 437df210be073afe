/** Chunks of token ids: what is asked of them, how ids are cut into some, which are drawn. */

import { InputError } from "../io/mod.ts";
import type { Random } from "../random/mod.ts";

/** Chunks that are in memory, as an array of them is, or read whenever they are asked for. */
export interface Chunks extends Iterable<Int32Array> {
  /** How many there are. */
  readonly length: number;
  /**
   * One of them.
   *
   * @param index From 0 to below the length.
   */
  at(index: number): Int32Array | undefined;
  /** All of them in whatever order is the fastest, where theirs is not. */
  inAnyOrder?(): Iterable<Int32Array>;
  /** The least and the most tokens of one, where that is known without looking at all of them. */
  readonly lengths?: readonly number[];
}

/** Chunks that come one after the other: whoever goes through them again gets the same. */
export interface ChunkStream extends AsyncIterable<Int32Array> {
  /** How many there are. */
  readonly length: number;
}

/**
 * Joins the texts' ids end to end and cuts them in chunks; what is left at the end is dropped, or is
 * a shorter chunk.
 *
 * @param texts The ids of each text, already with `[CLS]` before and `[SEP]` behind.
 * @param length Tokens a chunk, at least 1.
 * @param options.rest Whether what is left is wanted. @default {false}
 *
 * @example
 * ```ts
 * import { chunkTokens } from "./chunks.ts";
 * const chunks = chunkTokens([[2, 7, 3], [2, 8, 3]], 2); // [[2, 7], [3, 2], [8, 3]]
 * if (chunks.length !== 3) throw new Error();
 * ```
 */
export function chunkTokens(
  texts: Iterable<readonly number[]>,
  length: number,
  { rest = false }: { rest?: boolean } = {},
): Int32Array[] {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`A chunk's length must be a positive integer: got ${length}.`);
  }
  const chunks: Int32Array[] = [];
  // Grows with the ids that there are, whatever length is asked for.
  let chunk: number[] = [];
  for (const ids of texts) {
    for (const id of ids) {
      if (chunk.push(id) < length) continue;
      chunks.push(Int32Array.from(chunk));
      chunk = [];
    }
  }
  if (rest && chunk.length > 0) chunks.push(Int32Array.from(chunk));
  return chunks;
}

/**
 * Draws disjoint sets of chunks at random, such as 100 to train on and 10 to evaluate with.
 *
 * @param count How many chunks there are.
 * @param counts How many chunks each set gets.
 * @returns For each set the numbers of its chunks, from 0.
 * @throws {InputError} If there are fewer chunks than that together.
 */
export function drawNumbers(
  count: number,
  counts: readonly number[],
  random: Random,
): Uint32Array[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total > count) {
    throw new InputError(`the data gives ${count} chunks, not ${total}`, {
      mend: "Give more text, or ask for fewer chunks or shorter ones",
    });
  }
  const shuffled = random.shuffledNumbers(count);
  let start = 0;
  return counts.map((count) => shuffled.subarray(start, start += count));
}

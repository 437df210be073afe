/** What is kept of a passage in one number, and the chunks that passages have tokens of by it. */
import type { Windows } from "./texts.ts";

/** In a passage's number, its tokens stand above what windows it has. */
const KINDS = 4;

/** Chunks that have tokens of a passage, from the first one to before the end. */
export interface Span {
  first: number;
  end: number;
}

/**
 * A passage's number.
 *
 * @param units Its tokens, or lines.
 */
export function packed(units: number, windows: Windows): number {
  return units * KINDS + windows;
}

/** What windows a passage has, by its number. */
export function windowsOf(number: number): Windows {
  return number % KINDS as Windows;
}

/** The tokens, or lines, of a passage, by its number. */
export function unitsOf(number: number): number {
  return Math.floor(number / KINDS);
}

/**
 * The tokens, or lines, of a passage that are in chunks.
 *
 * @param taken What windows passages have whose tokens are.
 */
export function unpacked(number: number, taken: ReadonlySet<Windows>): number {
  return taken.has(windowsOf(number)) ? unitsOf(number) : 0;
}

/**
 * The chunks of each passage.
 *
 * @param numbers The passages', in their order.
 * @param unit Tokens, or lines, of a chunk. The last one may be shorter.
 */
export function* spansOf(
  numbers: Iterable<number>,
  taken: ReadonlySet<Windows>,
  unit: number,
): Generator<Span> {
  let start = 0;
  for (const number of numbers) {
    const units = unpacked(number, taken), first = Math.floor(start / unit);
    start += units;
    yield { first, end: units === 0 ? first : Math.ceil(start / unit) };
  }
}

/**
 * How many passages some chunks have tokens of.
 *
 * @param chunks Their numbers, from 0 to below `count`.
 */
export function textsIn(spans: Iterable<Span>, chunks: Iterable<number>, count: number): number {
  const wanted = new Uint8Array(count);
  for (const number of chunks) wanted[number] = 1;
  let texts = 0;
  for (const { first, end } of spans) if (wanted.subarray(first, end).includes(1)) texts++;
  return texts;
}

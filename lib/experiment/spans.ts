/** When runs were made: those that are made at once share the time. */

/** From when to when a run was made, in milliseconds since 1970: one for each time it was taken up. */
export type Span = readonly [from: number, to: number];

/** Whether a value is a list of spans. */
export function areSpans(value: unknown): value is Span[] {
  return Array.isArray(value) &&
    value.every((span) => Array.isArray(span) && span.length === 2 && span.every(Number.isFinite));
}

/**
 * The time that some spans cover together, in seconds.
 *
 * @example
 * ```ts
 * import { covered } from "./spans.ts";
 * // Two runs at once, and a third one after a pause.
 * if (covered([[0, 4000], [1000, 5000], [9000, 10000]]) !== 6) throw new Error("5 s and 1 s");
 * ```
 */
export function covered(spans: readonly Span[]): number {
  let sum = 0, until = -Infinity;
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum / 1000;
}

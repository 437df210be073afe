/** Fewer points for long curves, so that plots stay small files. */

/** The means of consecutive points. */
export interface Thinned<T> {
  points: T[];
  /** How many points each mean covers: 1 where nothing was done. */
  every: number;
}

/**
 * Replaces runs of consecutive points by their means so that at most `limit` are left. A mean, not
 * every n-th point, because Γ varies from step to step and a sample would show chance.
 *
 * @param points Points in their order.
 * @param mean Makes one point of several.
 * @param limit Most points to be left, at least 1.
 *
 * @example
 * ```ts
 * import { thin } from "./thin.ts";
 * const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b) / xs.length;
 * const { points, every } = thin([1, 3, 5, 7, 9], mean, 3);
 * if (points.join() !== "2,6,9" || every !== 2) throw new Error("pairs, and a last one alone");
 * ```
 */
export function thin<T>(
  points: readonly T[],
  mean: (points: readonly T[]) => T,
  limit: number,
): Thinned<T> {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(`limit must be an integer, at least 1: got ${limit}.`);
  }
  const every = Math.max(1, Math.ceil(points.length / limit));
  if (every === 1) return { points: [...points], every };
  const means: T[] = [];
  for (let start = 0; start < points.length; start += every) {
    means.push(mean(points.slice(start, start + every)));
  }
  return { points: means, every };
}

/** The arithmetic mean of one number of each thing. */
export function meanOf<T>(things: readonly T[], number: (thing: T) => number): number {
  return things.reduce((sum, thing) => sum + number(thing), 0) / things.length;
}

/** How sure the mean of a few seeds is. */
import { studentQuantile } from "../../study/mod.ts";
import { meanOf } from "./thin.ts";

/** A mean with the ends of its interval. */
export interface MeanInterval {
  /** The mean. */
  mean: number;
  /** Where the interval begins. */
  low: number;
  /** Where it ends. */
  high: number;
}

/** The share of intervals that hold what they are of, in per cent: for words. */
export const CONFIDENCE_PERCENT = 95;

/**
 * The mean of some values with its 95 % t interval (Student, "The probable error of a mean", 1908).
 * Of two to five seeds it is the right one where differences scatter like a normal distribution;
 * a bootstrap of so few draws the same values again and comes out far too narrow (for n = 2 it can
 * reach no farther than the two values).
 *
 * @returns Undefined for fewer than two values: one has no scatter.
 *
 * @example
 * ```ts
 * import { meanInterval } from "./interval.ts";
 * const { mean, low } = meanInterval([1, 2, 3])!;
 * if (mean !== 2 || Math.abs(low + 0.484138) > 1e-6) throw new Error("2 − 4.3027 / √3");
 * ```
 */
export function meanInterval(values: readonly number[]): MeanInterval | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const mean = meanOf(values, (value) => value);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + CONFIDENCE_PERCENT / 100) / 2, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}

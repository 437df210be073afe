/** How sure the mean of a few seeds is. */
import { meanOf } from "./thin.ts";

/** A mean with the ends of its interval. */
export interface MeanInterval {
  mean: number;
  low: number;
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
  const half = studentQuantile(n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}

/**
 * The t within which, to both sides of 0, 95 % of Student's distribution lie.
 *
 * @param freedom Degrees of freedom, a whole number of at least 1.
 */
export function studentQuantile(freedom: number): number {
  // By the angle of which t is the tangent, as it ends at π/2 where t has no end.
  let from = 0, to = Math.PI / 2;
  for (let halving = 0; halving < 60; halving++) {
    const angle = (from + to) / 2;
    if (shareWithin(angle, freedom) < CONFIDENCE_PERCENT / 100) from = angle;
    else to = angle;
  }
  return Math.sqrt(freedom) * Math.tan((from + to) / 2);
}

/**
 * P(|T| < √ν tan θ): Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4,
 * which are exact for whole ν.
 */
function shareWithin(angle: number, freedom: number): number {
  const cos = Math.cos(angle), odd = freedom % 2 === 1;
  let term = odd ? cos : 1, sum = 0;
  for (let power = odd ? 1 : 0; power <= freedom - 2; power += 2) {
    sum += term;
    term *= (power + 1) / (power + 2) * cos ** 2;
  }
  const series = Math.sin(angle) * sum;
  return odd ? 2 / Math.PI * (angle + series) : series;
}

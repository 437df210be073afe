/** Tests of paired differences. */
import { InputError } from "../../io/mod.ts";
import { type Interval, mean } from "./bootstrap.ts";
import { studentProbability, studentQuantile } from "./student.ts";

/** More pairs would take longer than anybody waits: 2²⁴ sums. */
export const MOST_PAIRS = 24;

/**
 * The exact sign-flip test (Fisher, "The Design of Experiments", 1935, section 21): the share of the
 * 2ⁿ ways of giving the differences signs in which the mean is at least as far from 0. The least it
 * can be is 2/2ⁿ. Equal to SciPy's `permutation_test(permutation_type="samples")` with all resamples.
 *
 * @param differences From 1 to 24 of them.
 * @returns The two-sided p.
 * @throws {InputError} If there are more.
 */
export function signFlip(differences: readonly number[]): number {
  const n = differences.length;
  if (n < 1 || n > MOST_PAIRS) {
    throw new InputError(`an exact sign-flip test takes 1 to ${MOST_PAIRS} pairs, not ${n}`, {
      mend: "Give it so many seeds",
    });
  }
  const total = differences.reduce((sum, value) => sum + value, 0);
  // Sums in another order may differ in their last bits and are then equal all the same.
  const size = differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const least = Math.abs(total) - 1e-12 * size;
  // Gray's code: each way differs from the one before in one sign.
  const signs = new Int8Array(n).fill(1);
  let sum = total, extreme = 0;
  const ways = 2 ** n;
  for (let way = 1; way <= ways; way++) {
    if (Math.abs(sum) >= least) extreme++;
    const flipped = Math.log2(way & -way);
    if (flipped >= n) break;
    sum -= 2 * signs[flipped]! * differences[flipped]!;
    signs[flipped]! *= -1;
  }
  return extreme / ways;
}

/**
 * Holm's correction ("A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6,
 * 1979): p values of a family, in the same order, each at least what it was.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const adjusted = new Array<number>(values.length);
  let most = 0;
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, values[index]! * (values.length - rank)));
    adjusted[index] = most;
  });
  return adjusted;
}

/**
 * Two one-sided t tests of equivalence (Schuirmann, J. Pharmacokinet. Biopharm. 15, 1987): the larger
 * of the p values against a mean difference of at most −bound and of at least bound. As statsmodels'
 * `ttost_paired`.
 *
 * @param differences At least two.
 */
export function equivalence(differences: readonly number[], bound: number): number {
  const n = differences.length;
  const center = mean(differences), error = standardDeviation(differences) / Math.sqrt(n);
  if (error === 0) return Math.abs(center) < bound ? 0 : 1;
  const above = 1 - studentProbability((center + bound) / error, n - 1);
  const below = studentProbability((center - bound) / error, n - 1);
  return Math.max(above, below);
}

/** The standard deviation of at least two values, of n − 1 degrees of freedom. */
export function standardDeviation(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * The interval of a mean by Student's t.
 *
 * @param values At least two.
 * @param level Such as 0.95.
 */
export function tInterval(values: readonly number[], level: number): Interval {
  const { length } = values, center = mean(values);
  const half = studentQuantile((1 + level) / 2, length - 1) * standardDeviation(values) /
    Math.sqrt(length);
  return { low: center - half, high: center + half };
}

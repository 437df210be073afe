/** How two lists of numbers go together. */
import { mean } from "./bootstrap.ts";

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

/** Pearson's correlation, from −1 to 1; NaN where one of the lists does not vary. */
export function pearson(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length) {
    throw new RangeError(`${x.length} values and ${y.length} have no pairs.`);
  }
  const a = mean(x), b = mean(y);
  let both = 0, left = 0, right = 0;
  for (let i = 0; i < x.length; i++) {
    const p = x[i]! - a, q = y[i]! - b;
    both += p * q;
    left += p * p;
    right += q * q;
  }
  return both / Math.sqrt(left * right);
}

/** Spearman's correlation: that of the ranks. */
export function spearman(x: readonly number[], y: readonly number[]): number {
  return pearson(ranks(x), ranks(y));
}

/**
 * How often a value of `above` lies above one of `below`, ties half: the area under the curve of
 * sensitivity against specificity (Mann and Whitney's U by its greatest value). 0.5 is chance; NaN where
 * one of the lists is empty.
 */
export function aucOf(above: readonly number[], below: readonly number[]): number {
  const all = ranks([...above, ...below]);
  const sum = all.slice(0, above.length).reduce((total, rank) => total + rank, 0);
  return (sum - above.length * (above.length + 1) / 2) / (above.length * below.length);
}

/** The share of y’s variance that a plane in x and z explains, from 0 to 1. NaN where x and z are on a line. */
export function explained(
  y: readonly number[],
  x: readonly number[],
  z: readonly number[],
): number {
  const [yx, yz, xz] = [pearson(y, x), pearson(y, z), pearson(x, z)];
  return (yx ** 2 + yz ** 2 - 2 * yx * yz * xz) / (1 - xz ** 2);
}

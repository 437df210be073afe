/** The distance of the original's notebook. */
import {
  divide,
  greater,
  logarithm,
  multiply,
  negate,
  reshape,
  scale,
  select,
  sum,
  type Value,
} from "../../program/mod.ts";
import type { DistanceDefinition } from "../distance.ts";

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

function add(sum: number, right: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const { length: poles } = right;
  const rightTotal = total(right), predictedTotal = total(predicted);
  for (let i = 0; i < poles; i++) {
    sum -= poles * (right[i]! / predictedTotal) * Math.log(predicted[i]! / rightTotal);
  }
  return sum;
}

/**
 * Σ_i −n (p_i ÷ Σ_j q_j) ln(q_i ÷ Σ_j p_j), with p the right word's n numbers and q the predicted
 * one's. Each word is divided by the sum of the *other* (a swap in the notebook's function) and each
 * number is counted n times (an inner loop whose variable is not used). Hence neither factor is a
 * distribution, and a wrong word may have a smaller distance than the right one.
 */
export const SWAPPED_CROSS_ENTROPY: DistanceDefinition = {
  name: "swapped_cross_entropy",
  description:
    "the original notebook's cross-entropy, in which each word is divided by the sum of " +
    "the other and each number is counted as often as there are numbers",
  compares: "positive",
  compute: (right, predicted) => add(0, right, predicted),
  // One running sum over all numbers of all pairs, as the notebook has it.
  add,
  graph(right, predicted, counted) {
    const { builder } = counted.node;
    const [zero, one, none] = [0, 1, NaN].map((value) => builder.constant(value));
    const isCounted = greater(reshape(counted, [-1, 1]), zero!);
    // Not a bound from below: a pair with a number that is not positive must have no distance.
    const [p, q] = [right, predicted].map((numbers) => select(isCounted, numbers, one!));
    const totalOf = (numbers: Value) => reshape(sum(numbers, [1]), [-1, 1]);
    const weights = select(greater(p!, zero!), divide(p!, totalOf(q!)), none!);
    const logarithms = logarithm(divide(q!, totalOf(p!)));
    return scale(negate(sum(multiply(weights, logarithms), [1])), right.shape[1]!);
  },
};

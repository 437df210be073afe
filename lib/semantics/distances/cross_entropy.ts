/** The distance of the paper. */
import { logarithm, maximum, multiply, negate, sum } from "../../program/mod.ts";
import type { DistanceDefinition } from "../distance.ts";

function add(sum: number, right: ArrayLike<number>, predicted: ArrayLike<number>): number {
  for (let i = 0; i < right.length; i++) sum -= right[i]! * Math.log(predicted[i]!);
  return sum;
}

/**
 * −Σ_i P_i ln Q_i, in nats, with P the right word's shares and Q the predicted one's. For a right
 * prediction it is the entropy of P, which no other prediction goes below.
 */
export const CROSS_ENTROPY: DistanceDefinition = {
  name: "cross_entropy",
  description: "the cross-entropy −Σ P ln Q of the right word's shares P and the predicted one's Q",
  compares: "shares",
  // No logarithm of a share is above 0.
  neverNegative: true,
  compute: (right, predicted) => add(0, right, predicted),
  // One running sum over all numbers of all pairs, as values measured before had it.
  add,
  graph(right, predicted) {
    // Words that do not count may have a row of zeros, whose logarithm must stay finite.
    const least = predicted.node.builder.constant(1e-30);
    return negate(sum(multiply(right, logarithm(maximum(predicted, least))), [1]));
  },
};

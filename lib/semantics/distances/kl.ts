/** The cross-entropy without what the right word has of it anyway. */
import { logarithm, maximum, multiply, subtract, sum } from "../../program/mod.ts";
import type { DistanceDefinition } from "../distance.ts";

/**
 * The Kullback–Leibler divergence Σ_i P_i ln(P_i ÷ Q_i), in nats, with P the right word's shares and Q
 * the predicted one's: the cross-entropy less the entropy of P. It is 0 for a right prediction.
 */
export const KL: DistanceDefinition = {
  name: "kl",
  description:
    "the Kullback–Leibler divergence Σ P ln(P ÷ Q) of the right word's shares P from the " +
    "predicted one's Q",
  compares: "shares",
  compute(right, predicted) {
    let sum = 0;
    for (let i = 0; i < right.length; i++) {
      sum += right[i]! * (Math.log(right[i]!) - Math.log(predicted[i]!));
    }
    return sum;
  },
  graph(right, predicted) {
    // Words that do not count may have a row of zeros, whose logarithm must stay finite.
    const least = right.node.builder.constant(1e-30);
    const [logP, logQ] = [right, predicted].map((shares) => logarithm(maximum(shares, least)));
    return sum(multiply(right, subtract(logP!, logQ!)), [1]);
  },
};

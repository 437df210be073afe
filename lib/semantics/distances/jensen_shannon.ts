/** A divergence that treats both words alike. */
import { add, logarithm, maximum, multiply, scale, subtract, sum } from "../../program/mod.ts";
import type { DistanceDefinition } from "../distance.ts";

/**
 * The Jensen–Shannon divergence ½ Σ_i P_i ln(P_i ÷ M_i) + ½ Σ_i Q_i ln(Q_i ÷ M_i) with
 * M = (P + Q) ÷ 2, in nats (J. Lin, IEEE Transactions on Information Theory 37, 1991). It is 0 for a
 * right prediction, the same with the words exchanged, and at most ln 2.
 */
export const JENSEN_SHANNON: DistanceDefinition = {
  name: "jensen_shannon",
  description: "the Jensen–Shannon divergence of the two words' shares",
  compares: "shares",
  compute(right, predicted) {
    let sum = 0;
    for (let i = 0; i < right.length; i++) {
      const p = right[i]!, q = predicted[i]!;
      const logMean = Math.log((p + q) / 2);
      sum += p * (Math.log(p) - logMean) + q * (Math.log(q) - logMean);
    }
    return sum / 2;
  },
  graph(right, predicted) {
    // Words that do not count may have a row of zeros, whose logarithm must stay finite.
    const least = right.node.builder.constant(1e-30);
    const log = (shares: typeof right) => logarithm(maximum(shares, least));
    const logMean = log(scale(add(right, predicted), 0.5));
    const [p, q] = [right, predicted].map((shares) =>
      multiply(shares, subtract(log(shares), logMean))
    );
    return scale(sum(add(p!, q!), [1]), 0.5);
  },
};

/** The angle between two profiles. */
import { divide, greater, multiply, select, squareRoot, subtract, sum } from "../../program/mod.ts";
import type { DistanceDefinition } from "../distance.ts";

/**
 * 1 − Σ_i p_i q_i ÷ √(Σ_i p_i² · Σ_i q_i²): 0 for profiles of the same direction, 1 at a right angle, 2 for
 * opposite ones. A profile of zeros has no direction, and so no such distance.
 */
export const COSINE: DistanceDefinition = {
  name: "cosine",
  description: "1 − the cosine of the angle between the two words' profiles",
  compares: "real",
  compute(right, predicted) {
    let product = 0, rights = 0, predicteds = 0;
    for (let i = 0; i < right.length; i++) {
      product += right[i]! * predicted[i]!;
      rights += right[i]! ** 2;
      predicteds += predicted[i]! ** 2;
    }
    // One root of both: for equal words the quotient is then exactly 1.
    return 1 - product / Math.sqrt(rights * predicteds);
  },
  graph(right, predicted, counted) {
    const { builder } = counted.node;
    const product = (a: typeof right, b: typeof right) => sum(multiply(a, b), [1]);
    const lengths = squareRoot(multiply(product(right, right), product(predicted, predicted)));
    const isCounted = greater(counted, builder.constant(0));
    const divisor = select(isCounted, lengths, builder.constant(1));
    return subtract(builder.constant(1), divide(product(right, predicted), divisor));
  },
};

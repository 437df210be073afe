/** Osgood's D. */
import { multiply, squareRoot, subtract, sum } from "../../program/mod.ts";
import type { DistanceDefinition } from "../distance.ts";

/**
 * √(Σ_i (p_i − q_i)²). Between two words' factors it is the D of Osgood, Suci and Tannenbaum ("The
 * Measurement of Meaning", 1957).
 */
export const EUCLIDEAN: DistanceDefinition = {
  name: "euclidean",
  description: "the Euclidean distance of the two words' profiles",
  compares: "real",
  compute(right, predicted) {
    let squares = 0;
    for (let i = 0; i < right.length; i++) squares += (right[i]! - predicted[i]!) ** 2;
    return Math.sqrt(squares);
  },
  graph(right, predicted) {
    const difference = subtract(right, predicted);
    return squareRoot(sum(multiply(difference, difference), [1]));
  },
};

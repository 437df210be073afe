/** A loss of meaning that can be differentiated. */
import { real } from "../../definition/mod.ts";
import {
  add,
  divide,
  gather,
  greater,
  matMul,
  multiply,
  reshape,
  scale,
  softmax,
  stopGradient,
  subtract,
  sum,
  toFloat,
} from "../../program/mod.ts";
import { SMALLEST_MASS } from "../../semantics/mod.ts";
import { defineObjective } from "../define_objective.ts";
import { orderParameter } from "./order.ts";

/**
 * The mean over the masked words of −ln q + λ‖E_q[z] − z*‖²: z* is the right word's profile by the
 * run's Γ, E_q[z] the expected one under the model's own probabilities, among the words that have a
 * profile. Gradients flow through both terms. The second is 0 for a right word without a profile.
 * `shuffled` lets the words that have a profile change these among themselves, in an order that the
 * seed decides, for the whole run.
 */
export const SD_LOSS = defineObjective({
  name: "sd_loss",
  description: "the cross-entropy and λ times the squared distance of the expected profile from " +
    "the right word's",
  parameters: {
    lambda: {
      description: "λ",
      rule: real("a number from 0 to 1e6", (value) => value >= 0 && value <= 1e6),
      default: 0.1,
    },
    order: orderParameter("the profiles"),
  },
  reads: ["profiles"],
  build({ logits, labels, losses, profiles, wordOrder, parameters }) {
    const { profile: own, known } = profiles();
    const profile = parameters.order === "same" ? own : gather(own, wordOrder());
    const { builder } = losses.node;
    const probabilities = softmax(logits);
    // Always float32: of the few digits of bfloat16 the differences between words would not be left.
    const exact = { exact: true };
    const mass = matMul(probabilities, known, exact);
    const isSome = stopGradient(toFloat(greater(mass, builder.constant(SMALLEST_MASS))));
    // Where next to nothing is on words with a profile, any divisor will do: the term is 0.
    const divisor = add(mass, subtract(builder.constant(1), isSome));
    const expected = divide(matMul(probabilities, profile, exact), divisor);
    const difference = subtract(expected, gather(profile, labels));
    const squares = sum(multiply(difference, difference), [1]);
    const counted = reshape(multiply(gather(known, labels), isSome), [-1]);
    return add(losses, scale(multiply(squares, counted), parameters.lambda));
  },
});

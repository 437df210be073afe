/** SD word by word: what is far from right in meaning counts more. */
import {
  add,
  divide,
  gather,
  greater,
  maximum,
  multiply,
  reshape,
  select,
  stopGradient,
  subtract,
  sum,
} from "../../program/mod.ts";
import { defineObjective } from "../define_objective.ts";
import { orderParameter } from "./order.ts";

/**
 * The mean over the masked words of w·(−ln q), each with the weight w = d ÷ mean(d): d is its own
 * distance between the predicted and the right word by the run's Γ, 0 where that is negative. The
 * weights are constants, as Γ is: no gradient flows through them. A word without a distance, as one
 * of the pair has no profile, has the weight 1, so that the mean of all is 1; so has every word where
 * all distances are 0. `shuffled` deals the same weights out among the batch's words, in an order that
 * seed and step decide.
 */
export const SD_TOKEN = defineObjective({
  name: "sd_token",
  description: "the cross-entropy, each word weighted by its own semantic distance, of mean 1",
  parameters: { order: orderParameter("the weights") },
  reads: ["distances"],
  wholeStep: true,
  build({ losses, distances, tokenOrder, parameters }) {
    const { distances: signed, counted } = distances();
    const { builder } = losses.node;
    const [zero, one] = [builder.constant(0), builder.constant(1)];
    const own = multiply(maximum(signed, zero), counted);
    const mean = divide(sum(own), maximum(sum(counted), one));
    const isSome = greater(mean, zero);
    const weighed = add(divide(own, select(isSome, mean, one)), subtract(one, counted));
    const weights = select(isSome, weighed, one);
    const dealt = parameters.order === "same"
      ? weights
      : reshape(gather(reshape(weights, [-1, 1]), tokenOrder()), [-1]);
    return multiply(losses, stopGradient(dealt));
  },
});

/** The loss in Γ's place: what every Γ has to be better than. */
import { defineGamma } from "../define_gamma.ts";

/**
 * The loss of masked language modelling itself,
 *
 *     Γ = (1/n) Σ_k −ln q(right_k),
 *
 * q being α's softmax. β has no part in it, and every masked word counts. A Γ that does no more than
 * follow the loss does what this one does.
 */
export const LOSS_GAMMA = defineGamma({
  name: "loss",
  description: "the loss itself, the mean of −ln of the right words' probabilities: a control " +
    "without β",
  prediction: "probability",
  profile: "one",
});

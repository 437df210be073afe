/** Γ of the paper without its floor. */
import { defineGamma } from "../define_gamma.ts";

/**
 * As `paper`, by the divergence of the placements instead of their cross-entropy: what a right
 * prediction has in `paper`, the entropy of its placement, is taken away, so that it has 0.
 *
 *     Γ = (1/n) Σ_k Σ_i P_ki ln(P_ki ÷ Q_ki)
 */
export const KL_GAMMA = defineGamma({
  name: "kl",
  description: "the mean Kullback-Leibler divergence of the words' placements: paper without the " +
    "entropy that right words have there",
  distance: "kl",
});

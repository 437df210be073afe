/** From Γ to what the learning rate is divided or multiplied by. */
import type { GammaChoice } from "./choose_gamma.ts";
import { GammaError } from "./gamma_error.ts";

/**
 * The root of Γ by which the learning rate is divided (SD) or multiplied (SD2).
 *
 * @throws {GammaError} If Γ is not positive: it has no such root, and a rate divided by it would
 * have no bound. The `notebook` Γ can come to this when predictions' cosines outweigh the answers'
 * sixfold.
 */
export function gammaRoot(
  gamma: number,
  { name, parts: { root } }: Pick<GammaChoice, "name" | "parts">,
): number {
  if (!(Number.isFinite(gamma) && gamma > 0)) {
    throw new GammaError(`Γ (${name}) must be positive to scale a rate by its root: got ${gamma}.`);
  }
  return gamma ** (1 / root);
}

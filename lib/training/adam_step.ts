/** The numbers AdamW needs at each step besides the rate and the gradients. */

/** The constants of AdamW; the defaults are PyTorch's and Hugging Face's. */
export interface AdamOptions {
  /** Decay of the mean gradient. @default 0.9 */
  beta1?: number;
  /** Decay of the mean squared gradient. @default 0.999 */
  beta2?: number;
  /** Added to the root of the mean squared gradient. @default 1e-8 */
  epsilon?: number;
}

/** All of the constants, those that are not given with their defaults. */
export function adamConstants(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {},
): Required<AdamOptions> {
  return { beta1, beta2, epsilon };
}

/**
 * Adam's bias correction (Kingma and Ba, arXiv 1412.6980, end of section 2) for one step, computed
 * in float64 from the float32 values of β that the moments decay by.
 *
 * @param step The optimiser's step, counted from 1.
 * @returns `biasCorrection`, √(1 − β₂ᵗ) ÷ (1 − β₁ᵗ), by which the rate is multiplied, and
 * `epsilon`, ε · √(1 − β₂ᵗ).
 * @throws {RangeError} If the step is not a positive integer.
 */
export function adamStep(
  step: number,
  options?: AdamOptions,
): { biasCorrection: number; epsilon: number } {
  const { beta1, beta2, epsilon } = adamConstants(options);
  if (!Number.isInteger(step) || step < 1) {
    throw new RangeError(`An optimiser's steps are counted from 1: got ${step}.`);
  }
  const root = Math.sqrt(1 - Math.fround(beta2) ** step);
  return { biasCorrection: root / (1 - Math.fround(beta1) ** step), epsilon: epsilon * root };
}

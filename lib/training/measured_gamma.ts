/** What is known of Γ in a step. */
import type { StepResults } from "./step_interface.ts";

/** Γ of one step and how many pairs of words it compares. */
export interface MeasuredGamma {
  /** Undefined if there is no pair to compare. */
  gamma: number | undefined;
  /** Pairs of words that were compared. */
  pairs: number;
}

/** The outputs of a step that tell it. */
export const GAMMA_OUTPUTS = ["gamma", "gamma_pairs"] as const;

/** What they tell. */
export function measured(
  { gamma, gamma_pairs: pairs = 0 }: Partial<StepResults<typeof GAMMA_OUTPUTS[number]>>,
): MeasuredGamma {
  return { gamma: pairs > 0 ? gamma : undefined, pairs };
}

/** What is known of Γ in a step. */

/** Γ of one step and how many pairs of words it compares. */
export interface MeasuredGamma {
  /** Undefined if there is no pair to compare. */
  gamma: number | undefined;
  pairs: number;
}

/** The cosines as seen from the average word. */
import { POLE_COUNT, POLES } from "../poles.ts";
import type { ProfileDefinition } from "../profile.ts";
import { fitColumns, standardise } from "../standard_scale.ts";

/**
 * A word's six cosines in standard deviations from the mean over the vocabulary's words:
 * z_i = (c_i − μ_i) ÷ σ_i. Cosines with the poles differ far less from word to word than their means
 * differ from 0 and from each other; on this scale what all words have in common is gone.
 */
export const STANDARDISED: ProfileDefinition = {
  name: "standardised",
  description: "the six cosines in standard deviations from the average word",
  values: "real",
  axes: POLES.map((pole) => `standardised cosine with "${pole}"`),
  fit: (cosines) => fitColumns(cosines, POLE_COUNT),
  of: (cosines, fitted) => standardise(cosines, fitted),
};

/** The cosines themselves. */
import { POLES } from "../poles.ts";
import type { ProfileDefinition } from "../profile.ts";

/**
 * A word's six cosines as they are. Nearly all are positive (of the embedded table's 22,600 words 12
 * have another), so distances that need positive numbers can compare them; a pair with a word that
 * has another has no such distance.
 */
export const COSINES: ProfileDefinition = {
  name: "cosines",
  description: "the cosines with the six poles",
  values: "positive",
  axes: POLES.map((pole) => `cosine with "${pole}"`),
  of: (cosines) => cosines,
};

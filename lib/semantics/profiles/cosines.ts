/** The cosines themselves. */
import { POLES } from "../poles.ts";
import type { ProfileDefinition } from "../profile.ts";

/**
 * A word's six cosines as they are. Nearly all are positive (all but those of 10 of the embedded table's
 * 22,600 words), so distances that need positive numbers can compare them; a pair with one of the
 * others has no such distance.
 */
export const COSINES: ProfileDefinition = {
  name: "cosines",
  description: "the cosines with the six poles",
  values: "positive",
  axes: POLES.map((pole) => `cosine with "${pole}"`),
  of: (cosines) => cosines,
};

/** Osgood's D, by which runs are compared whatever Γ they have. */
import { EUCLIDEAN } from "./distances/euclidean.ts";
import type { GammaParts } from "./parts.ts";
import { OSGOOD } from "./profiles/osgood.ts";

/**
 * The Euclidean distance on evaluation, potency and activity, each by twelve pairs of opposites and
 * in standard deviations over the vocabulary's words (Osgood, Suci and Tannenbaum, "The Measurement of Meaning", 1957).
 */
export const OSGOOD_D: Pick<GammaParts, "profile" | "distance"> = {
  profile: OSGOOD,
  distance: EUCLIDEAN,
};

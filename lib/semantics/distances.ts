/** The distances there are. A further one is a file in `distances/` and a line here. */
import { frozen } from "../definition/mod.ts";
import type { DistanceDefinition } from "./distance.ts";
import { COSINE } from "./distances/cosine.ts";
import { CROSS_ENTROPY } from "./distances/cross_entropy.ts";
import { EUCLIDEAN } from "./distances/euclidean.ts";
import { JENSEN_SHANNON } from "./distances/jensen_shannon.ts";
import { KL } from "./distances/kl.ts";
import { SWAPPED_CROSS_ENTROPY } from "./distances/swapped_cross_entropy.ts";

/** The distances that every definition of Γ can be given. */
export const DISTANCES: readonly DistanceDefinition[] = frozen([
  CROSS_ENTROPY,
  SWAPPED_CROSS_ENTROPY,
  KL,
  JENSEN_SHANNON,
  EUCLIDEAN,
  COSINE,
]);

/** The three factors of the semantic differential, each by twelve pairs of opposites. */
import type { ProfileDefinition } from "../profile.ts";
import { scaleProfile } from "../scale_profile.ts";

/** Where a word lies on evaluation, potency and activity: see the scale `osgood`. */
export const OSGOOD: ProfileDefinition = scaleProfile(
  "osgood",
  "the three factors, each by twelve pairs of opposites",
);

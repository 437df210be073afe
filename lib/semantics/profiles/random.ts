/** Three axes that mean nothing: what `osgood` is compared with. */
import type { ProfileDefinition } from "../profile.ts";
import { scaleProfile } from "../scale_profile.ts";

/** Where a word lies on three axes of twelve pairs that chance drew: see the scale `random`. */
export const RANDOM: ProfileDefinition = scaleProfile(
  "random",
  "three axes of twelve pairs of words that chance drew",
);

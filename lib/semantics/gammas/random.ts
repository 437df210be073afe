/** Γ on axes that mean nothing: what `osgood` is compared with. */
import { defineGamma } from "../define_gamma.ts";

/** As `osgood`, on three axes of twelve pairs that chance drew (see the scale `random`). */
export const RANDOM_GAMMA = defineGamma({
  name: "random",
  description: "as osgood, on three axes of words that chance drew: a control with other meanings",
  profile: "random",
  distance: "euclidean",
});

/** Γ without any meaning: what `osgood` is compared with. */
import { defineGamma } from "../define_gamma.ts";

/** As `osgood`, with a place for each word that chance drew (see the profile `chance`). */
export const CHANCE_GAMMA = defineGamma({
  name: "chance",
  description: "as osgood, each word being where chance put it: a control that knows right from " +
    "wrong words, and nothing of what they mean",
  profile: "chance",
  distance: "euclidean",
});

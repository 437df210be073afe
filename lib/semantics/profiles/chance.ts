/** Three numbers that chance drew for each word: what `osgood` is compared with. */
import { Random } from "../../random/mod.ts";
import type { ProfileDefinition } from "../profile.ts";

/**
 * Three draws from the normal distribution for each word, the same ones for ever. Of the scale
 * `osgood` only the words that are on it are taken, and that equal values are of one word: the bits of
 * its values are the place from which its draws are. Unlike another three axes in the space of β's
 * embeddings, it says nothing of words but which of them are the same.
 */
export const CHANCE: ProfileDefinition = {
  name: "chance",
  description: "three numbers that chance drew for each word, once and for all",
  scale: "osgood",
  values: "real",
  axes: ["first draw", "second draw", "third draw"],
  of: (values) => {
    const [first, second, third] = new Uint32Array(Float32Array.from(values).buffer);
    const random = new Random(0, "chance profile", first, (second! ^ third!) >>> 0);
    return Float64Array.from({ length: 3 }, () => random.normal());
  },
};

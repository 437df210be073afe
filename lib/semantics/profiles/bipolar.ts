/** The three factors of the semantic differential. */
import { FACTORS, factorValues, POLE_COUNT } from "../poles.ts";
import type { ProfileDefinition } from "../profile.ts";
import { fitColumns, standardise } from "../standard_scale.ts";

/** A word's three factors: the cosine with the plus pole less that with the minus pole. */
function axesOf(cosines: ArrayLike<number>): number[] {
  const values = factorValues(cosines);
  return FACTORS.map(({ name }) => values[name]);
}

/**
 * Where a word lies on evaluation, potency and activity, each axis from its minus to its plus pole,
 * in standard deviations from the mean over the vocabulary's words. The Euclidean distance of two
 * such profiles is Osgood's D.
 */
export const BIPOLAR: ProfileDefinition = {
  name: "bipolar",
  description: "the three factors, plus pole less minus pole, in standard deviations from the " +
    "average word",
  values: "real",
  axes: FACTORS.map(({ name }) => name),
  fit(cosines) {
    const words = cosines.length / POLE_COUNT;
    const axes = Array.from(
      { length: words },
      (_, word) => axesOf(cosines.subarray(word * POLE_COUNT, (word + 1) * POLE_COUNT)),
    );
    return fitColumns(axes.flat(), FACTORS.length);
  },
  of: (cosines, fitted) => standardise(axesOf(cosines), fitted),
};

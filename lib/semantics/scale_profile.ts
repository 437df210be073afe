/** Profiles that are a word's values on a scale, as seen from the average word. */
import type { ProfileDefinition } from "./profile.ts";
import { type ScaleName, SCALES } from "./scales.ts";
import { fitColumns, standardise } from "./standard_scale.ts";

/**
 * A word's values on a scale in standard deviations from the mean over the vocabulary's words:
 * z = (e · a − μ) ÷ σ for each axis a. The Euclidean distance of two of them is Osgood's D.
 */
export function scaleProfile(scale: ScaleName, description: string): ProfileDefinition {
  const axes = SCALES[scale].map(({ name }) => name);
  return {
    name: scale,
    description: `${description}, in standard deviations from the average word`,
    scale,
    values: "real",
    axes,
    fit: (values) => fitColumns(values, axes.length),
    of: standardise,
  };
}

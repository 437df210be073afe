/** A Γ as the page is told of it. */
import type { GammaChoice } from "../semantics/mod.ts";
import type { PlayData } from "./play_data.ts";

/**
 * What a page needs of Γ besides the words' profiles.
 *
 * @param reference By what Γ is divided; 1 for nothing.
 */
export function gammaOnPage(choice: GammaChoice, reference: number): PlayData["gamma"] {
  const { name, sentence, parts: { prediction, reduction, root, profile, distance } } = choice;
  const words = { name, sentence, prediction, reduction, root };
  return { ...words, distance: distance.name, axes: profile.axes, reference };
}

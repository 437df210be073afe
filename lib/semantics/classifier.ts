/** β: the model that says how near a word is to each of the six poles, and where it lies on scales. */

import type { FactorReference } from "./poles.ts";
import type { ScaleName } from "./scales.ts";

/** Words to pole scores. */
export interface SemanticClassifier {
  /** The model that gives the scores, such as `Xenova/all-MiniLM-L6-v2`. */
  readonly name: string;
  /** SHA-256 of the model's file in hexadecimal digits: equal models give equal scores. */
  readonly modelSha256: string;
  /** Whether the model sees neither capitals nor accents, so that "Été" has the scores of "ete". */
  readonly uncased: boolean;
  /** Neutral point and spread of the three factors, where they are known for this model. */
  readonly reference?: FactorReference;
  /** The scales besides the poles on which it places words. Absent: none. */
  readonly scales?: readonly ScaleName[];
  /**
   * Means and standard deviations of values on these scales over many words, `[2, axes]`: what stands
   * for a vocabulary's where there is none.
   */
  readonly spreads?: ReadonlyMap<ScaleName, ArrayLike<number>>;
  /**
   * Each word's cosines with the six poles, or its values on the axes of another scale.
   *
   * @param scale One of {@linkcode SemanticClassifier.scales}. @default "poles"
   * @returns [words, 6], in the order of `POLES`; [words, axes] of another scale.
   * @throws {InputError} If a word has no scores.
   */
  scores(words: readonly string[], scale?: ScaleName): Promise<Float32Array>;
  /** Whether a word has scores. Absent where every word has. */
  has?(word: string): boolean;
  /** Frees its model. Absent where there is nothing to free. */
  dispose?(): Promise<void>;
}

/**
 * The form in which a classifier sees a word: for an uncased one in small letters and without
 * accents (what BERT's uncased normaliser does). Words of the same form have the same scores.
 */
export function wordForm(word: string, uncased: boolean): string {
  return uncased ? word.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "") : word;
}

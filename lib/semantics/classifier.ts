/** β: the model that says how near a word is to each of the six poles. */

import type { FactorReference } from "./poles.ts";

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
  /**
   * Each word's cosines with the six poles.
   *
   * @returns [words, 6], in the order of `POLES`.
   * @throws {InputError} If a word has no scores.
   */
  scores(words: readonly string[]): Promise<Float32Array>;
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

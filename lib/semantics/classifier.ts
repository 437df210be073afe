/** β: the model that says how near a word is to each of the six poles. */

/** Words to pole scores. */
export interface SemanticClassifier {
  /** Which model gives the scores, for logs and cache keys. */
  readonly name: string;
  /**
   * Each word's cosines with the six poles.
   *
   * @returns [words, 6], in the order of `POLES`.
   * @throws {InputError} If a word has no scores.
   */
  scores(words: readonly string[]): Promise<Float32Array>;
  /** Whether a word has scores. Absent where every word has. */
  has?(word: string): boolean;
}

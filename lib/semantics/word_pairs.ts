/** Pairs of words, out of texts. */

/** A predicted word and the right one. */
export interface WordPair {
  /** What the model predicted. */
  prediction: string;
  /** The right word. */
  answer: string;
}

/**
 * Pairs predicted with right words as the notebook does: each text is split at white space and
 * words are paired by position, up to the end of the shorter list. Where a prediction has more or
 * fewer pieces than its answer, all later pairs shift; that is the notebook's way, kept as it is.
 *
 * @param predictedText All predicted ids of a chunk's [MASK] positions, decoded together.
 * @param labelText All right ids of the same positions, decoded together.
 *
 * @example
 * ```ts
 * import { pairWords } from "./word_pairs.ts";
 * const pairs = pairWords("a small dog", "the cat");
 * if (pairs.length !== 2 || pairs[1]!.answer !== "cat") throw new Error("two pairs");
 * ```
 */
export function pairWords(predictedText: string, labelText: string): WordPair[] {
  const predictions = splitWords(predictedText), answers = splitWords(labelText);
  const pairs = Math.min(predictions.length, answers.length);
  return Array.from({ length: pairs }, (_, i) => ({
    prediction: predictions[i]!,
    answer: answers[i]!,
  }));
}

function splitWords(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== "");
}

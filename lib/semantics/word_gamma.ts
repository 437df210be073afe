/** Γ of words, through β. */

import { InputError, settingName } from "../io/mod.ts";
import type { SemanticClassifier } from "./classifier.ts";
import { GAMMA_DEFINITIONS, GammaError, type GammaName, type WordPair } from "./gamma.ts";

/** Γ of word pairs and how many of them it stands for. */
export interface WordGamma {
  /** Undefined where no pair counts. */
  gamma: number | undefined;
  /** The pairs that count. */
  pairs: number;
  /** The pairs left out because the classifier does not know one of their words. */
  leftOut: number;
}

/**
 * Γ of word pairs in one of its definitions. Pairs with a word unknown to β are left out and
 * counted.
 *
 * @throws {InputError} If a word has a cosine that the definition has no place for: a negative one in
 * `notebook`. Few words have ("embarrass" with "passive"), but a long run may meet one.
 *
 * @example
 * ```ts ignore
 * const pairs = pairWords("a small dog", "a large cat");
 * const { gamma } = await gammaOfWords(classifier, pairs, "notebook");
 * ```
 */
export async function gammaOfWords(
  classifier: SemanticClassifier,
  pairs: readonly WordPair[],
  name: GammaName,
): Promise<WordGamma> {
  const isKnown = (word: string) => classifier.has?.(word) ?? true;
  const known = pairs.filter(({ answer, prediction }) => isKnown(answer) && isKnown(prediction));
  const answers = await classifier.scores(known.map(({ answer }) => answer));
  const predictions = await classifier.scores(known.map(({ prediction }) => prediction));
  return {
    gamma: compute(name, known, answers, predictions),
    pairs: known.length,
    leftOut: pairs.length - known.length,
  };
}

function compute(
  name: GammaName,
  pairs: readonly WordPair[],
  answers: Float32Array,
  predictions: Float32Array,
): number | undefined {
  try {
    return GAMMA_DEFINITIONS[name].compute(answers, predictions);
  } catch (error) {
    if (!(error instanceof GammaError) || error.pair === undefined) throw error;
    const { answer, prediction } = pairs[error.pair]!;
    throw new InputError(
      `Γ (${name}) does not exist for the answer "${answer}" and the prediction "${prediction}": ` +
        error.message[0]!.toLowerCase() + error.message.slice(1),
      { mend: `Use ${settingName("gamma")} paper, which has a place for any cosine`, cause: error },
    );
  }
}

/** Γ of words, through β. */
import { InputError } from "../io/mod.ts";
import type { SemanticClassifier } from "./classifier.ts";
import { GammaError } from "./gamma_error.ts";
import type { GammaTable } from "./gamma_table.ts";
import { addPair, checkNumbers } from "./pair_distance.ts";
import type { GammaParts } from "./parts.ts";
import { POLE_COUNT } from "./poles.ts";
import { COSINES } from "./profiles/cosines.ts";
import { PROFILES } from "./profiles.ts";
import { type GammaOfPairs, reduced } from "./reference_gamma.ts";
import type { WordPair } from "./word_pairs.ts";

/** Γ of word pairs and how many of them it stands for. */
export interface WordGamma extends GammaOfPairs {
  /** The pairs left out because the classifier does not know one of their words. */
  readonly leftOut: number;
}

/** The parts that Γ of given pairs depends on. */
export type ComparedParts = Pick<GammaParts, "profile" | "distance" | "reduction">;

/**
 * Γ of word pairs. Pairs with a word unknown to β are left out and counted.
 *
 * @param table Whose vocabulary's mean and spread profiles are seen from, where they depend on them.
 * @throws {GammaError} If a pair has no distance: a word with a negative cosine has none in
 * `notebook`. Few words have ("embarrass" with "passive"), but a long run may meet one.
 * @throws {InputError} If profiles depend on a vocabulary and there is no table of one.
 *
 * @example
 * ```ts ignore
 * const pairs = pairWords("a small dog", "a large cat");
 * const { gamma } = await measureWords(classifier, pairs, chooseGamma("notebook").parts);
 * ```
 */
export async function measureWords(
  classifier: SemanticClassifier,
  pairs: readonly WordPair[],
  parts: ComparedParts,
  table?: Pick<GammaTable, "fitted">,
): Promise<WordGamma> {
  if (parts.profile.fit !== undefined && table === undefined) throw noVocabulary(parts);
  const isKnown = (word: string) => classifier.has?.(word) ?? true;
  const known = pairs.filter(({ answer, prediction }) => isKnown(answer) && isKnown(prediction));
  const answers = await classifier.scores(known.map(({ answer }) => answer));
  const predictions = await classifier.scores(known.map(({ prediction }) => prediction));
  return {
    gamma: ofPairs(known, () => gammaOfCosines(parts, answers, predictions, table?.fitted)),
    pairs: known.length,
    leftOut: pairs.length - known.length,
  };
}

/**
 * Γ of word pairs by their cosines with the poles.
 *
 * @param answers `[pairs, 6]` cosines of the right words.
 * @param predictions `[pairs, 6]` cosines of the predicted words, in the same order.
 * @param fitted What the profile measured over a vocabulary, if it needs that.
 * @returns Γ, or undefined when there are no pairs.
 * @throws {RangeError} If the arrays differ in length or do not hold six numbers a word.
 * @throws {GammaError} If a pair has no distance.
 *
 * @example
 * ```ts
 * import { chooseGamma } from "./choose_gamma.ts";
 * import { gammaOfCosines } from "./measure_words.ts";
 * const even = new Float32Array(6).fill(0.25);
 * const gamma = gammaOfCosines(chooseGamma("paper").parts, even, even); // ln 6
 * if (Math.abs(gamma! - Math.log(6)) > 1e-12) throw new Error("an even placement has ln 6");
 * ```
 */
export function gammaOfCosines(
  parts: ComparedParts,
  answers: Float32Array,
  predictions: Float32Array,
  fitted: ArrayLike<number> = [],
): number | undefined {
  if (answers.length !== predictions.length || answers.length % POLE_COUNT !== 0) {
    throw new RangeError(
      `Answers and predictions need ${POLE_COUNT} scores a word and as many words: got ` +
        `${answers.length} and ${predictions.length} scores.`,
    );
  }
  const pairs = answers.length / POLE_COUNT;
  const profileOf = (scores: Float32Array, pair: number, role: "answer" | "prediction") => {
    const cosines = scores.subarray(pair * POLE_COUNT, (pair + 1) * POLE_COUNT);
    checkNumbers(cosines, role, COSINES.axes, false, pair);
    return parts.profile.of(cosines, fitted);
  };
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const right = profileOf(answers, pair, "answer");
    sum = addPair(sum, parts, right, profileOf(predictions, pair, "prediction"), pair);
  }
  return reduced(parts, sum, pairs);
}

function noVocabulary({ profile }: ComparedParts): InputError {
  const free = PROFILES.filter(({ fit }) => fit === undefined).map(({ name }) => name);
  return new InputError(
    `the profile ${profile.name} is seen from the average word of a vocabulary, and there is none`,
    { mend: `Use the profile ${free.join(" or ")}` },
  );
}

/** Says which words they were. */
function ofPairs<T>(pairs: readonly WordPair[], compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof GammaError) || error.pair === undefined) throw error;
    const { answer, prediction } = pairs[error.pair]!;
    throw new GammaError(
      `Γ does not exist for the answer "${answer}" and the prediction "${prediction}": ` +
        error.message[0]!.toLowerCase() + error.message.slice(1),
      error.pair,
      { cause: error },
    );
  }
}

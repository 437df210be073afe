/** Γ of words, through β. */
import { InputError } from "../io/mod.ts";
import type { SemanticClassifier } from "./classifier.ts";
import { GammaError } from "./gamma_error.ts";
import type { GammaTable } from "./gamma_table.ts";
import { addPair, checkNumbers } from "./pair_distance.ts";
import type { GammaParts } from "./parts.ts";
import { type ProfileDefinition, scaleWidth } from "./profile.ts";
import { COSINES } from "./profiles/cosines.ts";
import { OSGOOD } from "./profiles/osgood.ts";
import { RANDOM } from "./profiles/random.ts";
import { PROFILES } from "./profiles.ts";
import { SCALES } from "./scales.ts";
import { noScale } from "./semantic_table.ts";
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
 * Without one `osgood` and `random` profiles are seen from those that the classifier says.
 * @throws {GammaError} If a pair has no distance: a word with a negative cosine has none in
 * `notebook`. Few words have ("embarrass" with "passive"), but a long run may meet one.
 * @throws {InputError} If profiles depend on a vocabulary and there is no table of one, or on a scale
 * that the classifier does not know.
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
  const { profile } = parts, { scale = "poles" } = profile;
  const fitted = table?.fitted ?? spreadOf(profile, classifier);
  if (profile.fit !== undefined && fitted === undefined) throw noVocabulary(parts);
  if (scale === "none") throw nothingOfWords(parts);
  if (scale !== "poles" && !classifier.scales?.includes(scale)) {
    throw noScale(scale, classifier.name);
  }
  const isKnown = (word: string) => classifier.has?.(word) ?? true;
  const known = pairs.filter(({ answer, prediction }) => isKnown(answer) && isKnown(prediction));
  const answers = await classifier.scores(known.map(({ answer }) => answer), scale);
  const predictions = await classifier.scores(known.map(({ prediction }) => prediction), scale);
  return {
    gamma: ofPairs(known, () => gammaOfCosines(parts, answers, predictions, fitted)),
    pairs: known.length,
    leftOut: pairs.length - known.length,
  };
}

/** What the classifier says of a scale stands in for a vocabulary where a profile is just that. */
function spreadOf(
  profile: ProfileDefinition,
  { spreads }: SemanticClassifier,
): ArrayLike<number> | undefined {
  const { scale } = profile;
  const isOurs = profile === OSGOOD || profile === RANDOM;
  return isOurs && scale !== undefined && scale !== "none" ? spreads?.get(scale) : undefined;
}

/**
 * Γ of word pairs by their cosines with the poles, or by their values on the profile's scale.
 *
 * @param answers `[pairs, 6]` cosines of the right words; of another scale `[pairs, axes]`.
 * @param predictions Those of the predicted words, in the same order.
 * @param fitted What the profile measured over a vocabulary, if it needs that.
 * @returns Γ, or undefined when there are no pairs.
 * @throws {RangeError} If the arrays differ in length or do not hold six numbers (one an axis) a word.
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
  const { scale = "poles" } = parts.profile, width = scaleWidth(parts.profile);
  if (answers.length !== predictions.length || answers.length % width !== 0) {
    throw new RangeError(
      `Answers and predictions need ${width} scores a word and as many words: got ` +
        `${answers.length} and ${predictions.length} scores.`,
    );
  }
  const pairs = answers.length / width;
  const axes = scale === "poles" || scale === "none"
    ? COSINES.axes
    : SCALES[scale].map(({ name }) => name);
  const profileOf = (scores: Float32Array, pair: number, role: "answer" | "prediction") => {
    const cosines = scores.subarray(pair * width, (pair + 1) * width);
    checkNumbers(cosines, role, axes, false, pair);
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
  const free = PROFILES.filter(({ fit, scale }) =>
    fit === undefined && (scale ?? "poles") === "poles"
  )
    .map(({ name }) => name);
  return new InputError(
    `the profile ${profile.name} is seen from the average word of a vocabulary, and there is none`,
    { mend: `Use the profile ${free.join(" or ")}` },
  );
}

function nothingOfWords({ profile }: ComparedParts): InputError {
  return new InputError(
    `the profile ${profile.name} tells no word from another, so that words alone have no distance`,
    { mend: "Use a profile that β has a part in" },
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

/** Γ of word pairs, side by side in its definitions. */
import type { Random } from "../../random/mod.ts";
import {
  chooseGamma,
  type GammaChoice,
  GammaError,
  gammaRoot,
  type GammaTable,
  measureWords,
  type SemanticClassifier,
  type WordPair,
} from "../../semantics/mod.ts";

/**
 * One pair: `answer`, `prediction`, and for each definition `Γ paper` and `root paper`, null where
 * it has none for the pair.
 */
export type GammaPairRow =
  & { answer: string; prediction: string }
  & Record<
    `Γ ${string}` | `root ${string}`,
    number | null
  >;

/** Those of the original, its text's and its notebook's: one would name another beside them. */
const ORIGINAL: readonly string[] = ["paper", "notebook"];

/**
 * Γ of each pair in several definitions, with its root.
 *
 * @param gammas Texts of choices, such as `paper:distance=kl`.
 * @param vocabulary The words whose mean and spread profiles are seen from, where they depend on
 * them, as `bipolar` ones do; each must be known to the classifier.
 * @throws {InputError} If a profile depends on a vocabulary and none is given.
 */
export async function gammaPairRows(
  classifier: SemanticClassifier,
  pairs: readonly WordPair[],
  gammas: readonly string[] = ORIGINAL,
  vocabulary: readonly string[] = [],
): Promise<GammaPairRow[]> {
  const choices = await fittedChoices(classifier, gammas, vocabulary);
  return await Promise.all(pairs.map(async (pair) => {
    const row: Record<string, string | number | null> = { ...pair };
    for (const choice of choices) {
      const gamma = await gammaOrNull(classifier, pair, choice);
      row[`Γ ${choice.name}`] = gamma;
      row[`root ${choice.name}`] = rootOrNull(gamma, choice);
    }
    return row as GammaPairRow;
  }));
}

/** A Γ with what its profile measured over a vocabulary, where it does. */
type FittedChoice = GammaChoice & { table?: Pick<GammaTable, "fitted"> };

async function fittedChoices(
  classifier: SemanticClassifier,
  gammas: readonly string[],
  vocabulary: readonly string[],
): Promise<FittedChoice[]> {
  const choices = gammas.map((gamma) => chooseGamma(gamma));
  const needed = choices.some(({ parts: { profile } }) => profile.fit !== undefined);
  if (!needed || vocabulary.length === 0) return choices;
  return await Promise.all(choices.map(async (choice) => {
    const { profile } = choice.parts, { scale = "poles" } = profile;
    if (profile.fit === undefined || scale === "none") return choice;
    const fitted = profile.fit(await classifier.scores(vocabulary, scale));
    return { ...choice, table: { fitted } };
  }));
}

/** The notebook's sum may come to nothing or less, which has no root to scale a rate by. */
function rootOrNull(gamma: number | null, choice: GammaChoice): number | null {
  return gamma !== null && gamma > 0 ? gammaRoot(gamma, choice) : null;
}

/** Γ, or null where the definition has none: `notebook` has none for a cosine that is not positive. */
async function gammaOrNull(
  classifier: SemanticClassifier,
  pair: WordPair,
  { parts, table }: FittedChoice,
): Promise<number | null> {
  try {
    return (await measureWords(classifier, [pair], parts, table)).gamma ?? null;
  } catch (error) {
    if (error instanceof GammaError) return null;
    throw error;
  }
}

/** Γ of a word with itself and with a word drawn at random. */
export interface GammaSample {
  /** By which definition both are computed: a choice's text. */
  definition: string;
  /** Γ of the answer with itself. */
  right: number;
  /** Γ of the other word with the answer. */
  wrong: number;
}

/**
 * Draws answers and wrong predictions at random and computes Γ of each answer with itself and with
 * the wrong word. Pairs that a definition has no Γ for are left out.
 *
 * @param words To draw from, and to see profiles from where they depend on a vocabulary; each must be
 * known to the classifier.
 * @param count How many pairs.
 * @param gammas Texts of choices.
 */
export async function sampleGammas(
  classifier: SemanticClassifier,
  words: readonly string[],
  count: number,
  random: Random,
  gammas: readonly string[] = ORIGINAL,
): Promise<GammaSample[]> {
  const choices = await fittedChoices(classifier, gammas, words);
  const draw = () => words[random.integer(words.length)]!;
  const samples: GammaSample[] = [];
  for (let i = 0; i < count; i++) {
    const answer = draw(), prediction = draw();
    for (const choice of choices) {
      const right = await gammaOrNull(classifier, { answer, prediction: answer }, choice);
      const wrong = await gammaOrNull(classifier, { answer, prediction }, choice);
      if (right === null || wrong === null) continue;
      samples.push({ definition: choice.name, right, wrong });
    }
  }
  return samples;
}

/** For each definition how often a wrong word has a smaller Γ than the right one. */
export function wrongBelowRight(
  samples: readonly GammaSample[],
): { definition: string; pairs: number; "share of wrong words below the right one": number }[] {
  const groups = Map.groupBy(samples, (sample) => sample.definition);
  return [...groups].map(([definition, of]) => ({
    definition,
    pairs: of.length,
    "share of wrong words below the right one":
      of.filter(({ right, wrong }) => wrong < right).length / of.length,
  }));
}

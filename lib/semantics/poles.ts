/**
 * The six poles and three factors of Osgood's semantic differential (Osgood, Suci and Tannenbaum,
 * "The Measurement of Meaning", 1957), with the pole words that the original notebook uses.
 */

/** The six pole words, in the order in which every score array of this library holds them. */
export const POLES = ["positive", "negative", "strong", "weak", "active", "passive"] as const;

/** One of the six pole words. */
export type Pole = typeof POLES[number];

/** The number of poles: the length of one word's scores. */
export const POLE_COUNT: 6 = POLES.length;

/** A dimension of meaning between two opposite poles. */
export interface Factor {
  /** Osgood's name of the factor. */
  readonly name: "evaluation" | "potency" | "activity";
  /** The pole counted as plus. */
  readonly plus: Pole;
  /** The pole counted as minus. */
  readonly minus: Pole;
}

/** Osgood's three factors, each with its pair of poles. */
export const FACTORS: readonly Factor[] = [
  { name: "evaluation", plus: "positive", minus: "negative" },
  { name: "potency", plus: "strong", minus: "weak" },
  { name: "activity", plus: "active", minus: "passive" },
];

/** A word's value on each of the three factors. */
export type FactorValues = Record<Factor["name"], number>;

/**
 * Where a word lies on the three factors: the score of the plus pole less that of the minus pole.
 * Cosines give values from −2 to 2; those of real words seldom leave ±0.3.
 *
 * @param scores The word's six pole scores, in the order of {@link POLES}.
 * @throws {RangeError} If there are not six.
 *
 * @example
 * ```ts
 * import { factorValues } from "./poles.ts";
 * const { evaluation } = factorValues([0.5, 0.25, 0.3, 0.2, 0.2, 0.2]);
 * if (evaluation !== 0.25) throw new Error("0.5 - 0.25 is 0.25");
 * ```
 */
export function factorValues(scores: ArrayLike<number>): FactorValues {
  requireSix(scores);
  const values = FACTORS.map(({ name, plus, minus }) => [
    name,
    scores[POLES.indexOf(plus)]! - scores[POLES.indexOf(minus)]!,
  ]);
  return Object.fromEntries(values) as FactorValues;
}

/**
 * The neutral point and the spread of each factor over many words. Cosines with opposite poles do
 * not balance: of common English words all-MiniLM-L6-v2 places three quarters nearer to "active"
 * than to "passive". Seen from the average word, signs and sizes can be compared.
 */
export type FactorReference = Record<Factor["name"], { mean: number; deviation: number }>;

/**
 * The mean and standard deviation of each factor over the given words.
 *
 * @param scores [words, 6] pole scores of at least two words.
 * @throws {RangeError} If there are fewer or the length is no multiple of six.
 */
export function factorReference(scores: Float32Array): FactorReference {
  const words = scores.length / POLE_COUNT;
  if (!Number.isInteger(words) || words < 2) {
    throw new RangeError(`A reference needs six scores each of two words: got ${scores.length}.`);
  }
  const values = Array.from(
    { length: words },
    (_, word) => factorValues(scores.subarray(word * POLE_COUNT, (word + 1) * POLE_COUNT)),
  );
  const entries = FACTORS.map(({ name }) => {
    const mean = values.reduce((sum, value) => sum + value[name], 0) / words;
    const variance = values.reduce((sum, value) => sum + (value[name] - mean) ** 2, 0) / words;
    return [name, { mean, deviation: Math.sqrt(variance) }];
  });
  return Object.fromEntries(entries) as FactorReference;
}

/**
 * Factor values in standard deviations from the average word: (value − mean) / deviation. This is
 * the scale of a snake plot; most words lie between −3 and +3.
 *
 * How far to trust them, measured with all-MiniLM-L6-v2 on words of clear meaning
 * (`tests/semantics_test.ts`): 41 of 50 lie on their side in evaluation, 22 of 30 in potency, but
 * only 14 of 30, no more than by chance, in activity.
 */
export function standardFactorValues(
  values: FactorValues,
  reference: FactorReference,
): FactorValues {
  const entries = FACTORS.map(({ name }) => {
    const { mean, deviation } = reference[name];
    return [name, (values[name] - mean) / deviation];
  });
  return Object.fromEntries(entries) as FactorValues;
}

/** @throws {RangeError} Unless `scores` holds one number a pole. */
export function requireSix(scores: ArrayLike<number>): void {
  if (scores.length !== POLE_COUNT) {
    throw new RangeError(`A word has ${POLE_COUNT} pole scores: got ${scores.length}.`);
  }
}

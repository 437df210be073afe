/**
 * Γ, the semantic distance between predicted and right words that scales the learning rate, in its
 * two definitions: as the original's text has it (`paper`) and as its notebook computes it
 * (pondsnails/SDTrainer, SDTrainer.ipynb).
 */

import { placement } from "./placement.ts";
import { POLE_COUNT, POLES } from "./poles.ts";

/** Γ cannot be computed from these scores: a logarithm or a root of them does not exist. */
export class GammaError extends Error {
  override readonly name = "GammaError";

  /** @param pair The word pair at fault, counted from 0, where there is one. */
  constructor(message: string, readonly pair?: number) {
    super(message);
  }
}

/** The names of the definitions of Γ. */
export type GammaName = "paper" | "notebook";

/** A definition of Γ and the root that is taken of it before it scales the learning rate. */
export interface GammaDefinition {
  /** n of Γ^(1/n). */
  readonly root: number;
  /** Γ of word pairs: `answers` and `predictions` are [pairs, 6] cosines. */
  compute(answers: Float32Array, predictions: Float32Array): number | undefined;
}

/**
 * Γ as the text defines it: the mean over the word pairs of the cross-entropy between the two
 * words' placements,
 *
 *     Γ = (1/n) Σ_k −Σ_i P_ki ln Q_ki,
 *
 * P being the answer's placement, Q the prediction's (see `placement`, which also says what becomes
 * of negative cosines). It is a mean, like the loss, so it does not grow with the batch. A right
 * prediction has Γ = H(P), at most ln 6 ≈ 1.79; a wrong one more than the answer's H(P).
 *
 * @param answers [pairs, 6] cosines of the right words.
 * @param predictions [pairs, 6] cosines of the predicted words, in the same order.
 * @returns Γ in nats, from 0 to ln 501, or undefined when there are no pairs.
 * @throws {RangeError} If the arrays differ in length or do not hold six numbers a word.
 * @throws {GammaError} If a cosine is not a finite number.
 *
 * @example
 * ```ts
 * import { gammaPaper } from "./gamma.ts";
 * const even = new Float32Array(6).fill(0.25);
 * const gamma = gammaPaper(even, even); // ln 6
 * if (Math.abs(gamma! - Math.log(6)) > 1e-12) throw new Error("an even placement has ln 6");
 * ```
 */
export function gammaPaper(answers: Float32Array, predictions: Float32Array): number | undefined {
  const pairs = countPairs(answers, predictions);
  if (pairs === 0) return undefined;
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const p = placement(scoresOf(answers, pair, "answer", Number.isFinite));
    const q = placement(scoresOf(predictions, pair, "prediction", Number.isFinite));
    for (let i = 0; i < POLE_COUNT; i++) sum -= p[i]! * Math.log(q[i]!);
  }
  return sum / pairs;
}

/**
 * Γ as the original notebook computes it: with p the answer's six cosines and q the prediction's,
 *
 *     Γ = Σ_k Σ_i −6 (p_ki / Σ_j q_kj) ln(q_ki / Σ_j p_kj).
 *
 * Each word is divided by the sum of the *other* (a swap in the notebook's function), each pole is
 * counted six times (an inner loop whose variable is not used), and pairs are summed. Hence neither
 * factor is a distribution, and a wrong word may score less than the right one. A logarithm of a
 * negative cosine does not exist: the notebook carries a NaN on into the learning rate, this
 * function throws.
 *
 * @param answers [pairs, 6] cosines of the right words.
 * @param predictions [pairs, 6] cosines of the predicted words, in the same order.
 * @returns Γ, or undefined when there are no pairs.
 * @throws {RangeError} If the arrays differ in length or do not hold six numbers a word.
 * @throws {GammaError} If a cosine of either word is not a positive number.
 */
export function gammaNotebook(
  answers: Float32Array,
  predictions: Float32Array,
): number | undefined {
  const pairs = countPairs(answers, predictions);
  if (pairs === 0) return undefined;
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const p = scoresOf(answers, pair, "answer", isPositive);
    const q = scoresOf(predictions, pair, "prediction", isPositive);
    const pTotal = total(p), qTotal = total(q);
    for (let i = 0; i < POLE_COUNT; i++) {
      sum -= POLE_COUNT * (p[i]! / qTotal) * Math.log(q[i]! / pTotal);
    }
  }
  return sum;
}

/** The definitions of Γ by name. The text takes the cube root, the notebook the fourth. */
export const GAMMA_DEFINITIONS: Readonly<Record<GammaName, GammaDefinition>> = {
  paper: { root: 3, compute: gammaPaper },
  notebook: { root: 4, compute: gammaNotebook },
};

/**
 * The root of Γ by which the learning rate is divided (SD) or multiplied (SD2).
 *
 * @throws {GammaError} If Γ is not positive: it has no such root, and a rate divided by it would
 * have no bound. The `notebook` Γ can come to this when predictions' cosines outweigh the answers'
 * sixfold.
 */
export function gammaRoot(gamma: number, name: GammaName): number {
  if (!isPositive(gamma)) {
    throw new GammaError(`Γ (${name}) must be positive to scale a rate by its root: got ${gamma}.`);
  }
  return gamma ** (1 / GAMMA_DEFINITIONS[name].root);
}

/** A predicted word and the right one. */
export interface WordPair {
  prediction: string;
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
 * import { pairWords } from "./gamma.ts";
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

function countPairs(answers: Float32Array, predictions: Float32Array): number {
  if (answers.length !== predictions.length || answers.length % POLE_COUNT !== 0) {
    throw new RangeError(
      `Answers and predictions need ${POLE_COUNT} scores a word and as many words: got ` +
        `${answers.length} and ${predictions.length} scores.`,
    );
  }
  return answers.length / POLE_COUNT;
}

/** The six scores of one pair's word, each of which must pass `valid`. */
function scoresOf(
  scores: Float32Array,
  pair: number,
  role: "answer" | "prediction",
  valid: (score: number) => boolean,
): Float32Array {
  const six = scores.subarray(pair * POLE_COUNT, (pair + 1) * POLE_COUNT);
  const bad = six.findIndex((score) => !valid(score));
  if (bad >= 0) {
    const need = valid === isPositive ? "positive" : "finite";
    throw new GammaError(
      `The ${role}'s cosine with "${POLES[bad]}" must be ${need}, and is ${six[bad]}`,
      pair,
    );
  }
  return six;
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function total(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Γ in TypeScript: what the training step's graph is held to, and what measures it outside. */
import { addPair } from "./pair_distance.ts";
import type { GammaParts } from "./parts.ts";
import type { GammaTable, ProfileRows } from "./gamma_table.ts";

/** Γ and how many pairs of words it was made of. */
export interface GammaOfPairs {
  /** Undefined where no pair counts. */
  readonly gamma: number | undefined;
  /** Pairs of words that were compared. */
  readonly pairs: number;
}

/** The masked tokens of which Γ is made. */
export interface MaskedWords {
  /** `[n]`: the right tokens. */
  readonly labels: ArrayLike<number>;
  /**
   * `[n]`: the predicted tokens. For the other predictions instead `[n]` profiles, as
   * {@linkcode expectedProfiles} and {@linkcode probableProfiles} give them.
   */
  readonly predicted: ArrayLike<number> | ProfileRows;
  /** `[n]`: 1 for positions that count, 0 for others. @default {all count} */
  readonly counted?: ArrayLike<number>;
}

/**
 * Γ of masked tokens. Pairs of which one is not known stay out.
 *
 * @throws {GammaError} If a pair that counts has no distance: {@linkcode GammaError.pair} says which.
 */
export function referenceGamma(
  parts: GammaParts,
  table: GammaTable,
  { labels, predicted, counted }: MaskedWords,
): GammaOfPairs {
  const expected = "profile" in predicted ? predicted : undefined;
  const rowOf = ({ profile }: ProfileRows, row: number) =>
    profile.subarray(row * table.width, (row + 1) * table.width);
  let sum = 0, pairs = 0;
  for (let i = 0; i < labels.length; i++) {
    const rows = expected ?? table, row = expected ? i : (predicted as ArrayLike<number>)[i]!;
    const label = labels[i]!;
    if (counted?.[i] === 0 || table.known[label] !== 1 || rows.known[row] !== 1) continue;
    sum = addPair(sum, parts, rowOf(table, label), rowOf(rows, row), i);
    pairs++;
  }
  return { gamma: reduced(parts, sum, pairs), pairs };
}

/** Γ of the sum of the pairs' distances. */
export function reduced(
  { reduction }: Pick<GammaParts, "reduction">,
  sum: number,
  pairs: number,
): number | undefined {
  if (pairs === 0) return undefined;
  return reduction === "mean" ? sum / pairs : sum;
}

/** Less of the softmax than this is taken for nothing, or for this where nothing has no logarithm. */
export const SMALLEST_MASS = 1e-30;

/**
 * The mean profile of all known words, each weighted by its probability under α's softmax,
 * E[z] = Σ_w q(w) z(w) ÷ Σ_w q(w) over the known words w, for each row of logits.
 *
 * @param logits `[n, vocabulary]`.
 */
export function expectedProfiles(
  { profile, known, width }: GammaTable,
  logits: ArrayLike<number>,
): ProfileRows {
  const { length: words } = known;
  const rows = logits.length / words;
  const means = new Float32Array(rows * width), isKnown = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const logit = (word: number) => logits[row * words + word]!;
    let largest = -Infinity, total = 0, mass = 0;
    for (let word = 0; word < words; word++) largest = Math.max(largest, logit(word));
    const sums = new Float64Array(width);
    for (let word = 0; word < words; word++) {
      const weight = Math.exp(logit(word) - largest);
      total += weight;
      if (known[word] !== 1) continue;
      mass += weight;
      sums.forEach((_, axis) => sums[axis]! += weight * profile[word * width + axis]!);
    }
    if (mass / total <= SMALLEST_MASS) continue;
    isKnown[row] = 1;
    means.set(sums.map((sum) => sum / mass), row * width);
  }
  return { profile: means, known: isKnown };
}

/**
 * The right words' profiles, each times its probability q under α's softmax (at least
 * {@linkcode SMALLEST_MASS}): q(w) z(w).
 *
 * @param labels `[n]`: the right words.
 * @param logits `[n, at least the table's words]`.
 */
export function probableProfiles(
  { profile, known, width }: GammaTable,
  labels: ArrayLike<number>,
  logits: ArrayLike<number>,
): ProfileRows {
  const { length: rows } = labels;
  const words = logits.length / rows;
  const profiles = new Float32Array(rows * width), isKnown = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!, logit = (word: number) => logits[row * words + word]!;
    let largest = -Infinity, total = 0;
    for (let word = 0; word < words; word++) largest = Math.max(largest, logit(word));
    for (let word = 0; word < words; word++) total += Math.exp(logit(word) - largest);
    const share = Math.max(Math.exp(logit(label) - largest) / total, SMALLEST_MASS);
    isKnown[row] = known[label]!;
    for (let axis = 0; axis < width; axis++) {
      profiles[row * width + axis] = share * profile[label * width + axis]!;
    }
  }
  return { profile: profiles, known: isKnown };
}

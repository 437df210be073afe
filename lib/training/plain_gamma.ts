/** Γ of a batch by the weights as they are: without dropout, and of no step. */
import type { MaskedBatch } from "../data/mod.ts";
import {
  expectedProfiles,
  type GammaChoice,
  type GammaParts,
  type GammaTable,
  measureWords,
  pairWords,
  probableProfiles,
  type ProfileRows,
  referenceGamma,
  type SemanticClassifier,
} from "../semantics/mod.ts";
import { firstChunkMasks } from "./first_chunk.ts";
import { withRows } from "./gamma_rows.ts";
import type { MeasuredGamma } from "./measured_gamma.ts";
import type { TrainingModel } from "./training_model.ts";

/** What Γ needs where the program cannot compute it. */
export interface GammaSourceOptions {
  /** The profiles of the model's vocabulary. */
  table?: GammaTable;
  /** β. Words it does not have are left out, with their pair. Needed to pair words. */
  classifier?: SemanticClassifier;
  /** Turns ids into text. Needed to pair words. */
  decode?(ids: readonly number[]): string;
}

/** No pair of words. */
export const NO_PAIRS: MeasuredGamma = { gamma: undefined, pairs: 0 };

/** Γ of a batch without dropout; of its first chunk where Γ looks at no other. */
export type PlainGamma = (model: TrainingModel, batch: MaskedBatch) => Promise<MeasuredGamma>;

/** How a Γ is measured so; undefined where something is missing that it needs. */
export function plainGamma(
  { parts }: GammaChoice,
  { table, classifier, decode }: GammaSourceOptions,
): PlainGamma | undefined {
  if (table === undefined) return undefined;
  const ofWords = parts.pairing === "words";
  if (ofWords && (classifier === undefined || decode === undefined)) return undefined;
  return async (model, given) => {
    const batch = parts.positions === "first-chunk" ? firstChunkMasks(given) : given;
    const { labels } = batch;
    if (labels.length === 0) return NO_PAIRS;
    const { logits } = await model.evaluate(batch, ["logits"]);
    const likeliest = () => likeliestWords(logits, labels.length, table.known.length);
    if (ofWords) {
      const pairs = pairWords(decode!(likeliest()), decode!([...labels]));
      return await measureWords(classifier!, pairs, parts, table);
    }
    const predicted = parts.prediction === "argmax" ? likeliest() : predictedProfiles(
      parts.prediction,
      withRows(table, model.config.vocabSize),
      labels,
      logits,
    );
    return referenceGamma(parts, table, { labels, predicted });
  };
}

/** The profiles that a prediction stands for which is no word. */
export function predictedProfiles(
  prediction: Exclude<GammaParts["prediction"], "argmax">,
  table: GammaTable,
  labels: ArrayLike<number>,
  logits: ArrayLike<number>,
): ProfileRows {
  return prediction === "expectation"
    ? expectedProfiles(table, logits)
    : probableProfiles(table, labels, logits);
}

/** The likeliest of the first `words` words of each row, the first of equal ones. */
function likeliestWords(logits: Float32Array, rows: number, words: number): number[] {
  const width = logits.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const own = logits.subarray(row * width, row * width + words);
    let best = 0;
    own.forEach((logit, word) => {
      if (logit > own[best]!) best = word;
    });
    return best;
  });
}

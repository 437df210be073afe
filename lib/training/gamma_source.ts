/** Where a step's Γ comes from. */
import type { MaskedBatch } from "../data/mod.ts";
import {
  GAMMA_DEFINITIONS,
  gammaOfWords,
  pairWords,
  type SemanticClassifier,
} from "../semantics/mod.ts";
import type { MeasuredGamma } from "./measured_gamma.ts";
import type { TrainingModel } from "./training_model.ts";

/** A definition of Γ as training uses it. */
export interface GammaSource {
  readonly name: string;
  /** n of Γ^(1/n). */
  readonly root: number;
  /**
   * Which masked tokens it looks at: all, or those of the step's first chunk that show [MASK].
   * @default "masked"
   */
  readonly positions?: "masked" | "first-chunk";
  /** How Γ of several batches is made of each one's: their mean by pairs, or their sum. @default "mean" */
  readonly reduction?: "mean" | "sum";
  /** Whether {@linkcode GammaSource.measure} has the step's dropout, or its own. @default "second" */
  readonly pass?: "same" | "second";
  /**
   * Which masked tokens count, `[masked]`: what the step program is fed.
   *
   * @param index Which of the step's batches it is.
   */
  counted?(batch: MaskedBatch, index: number): Float32Array;
  /**
   * Measures Γ before the step, with the weights the step begins from. Without this function the
   * step program computes it, from the same forward pass as the loss.
   */
  measure?(model: TrainingModel, batch: MaskedBatch, dropoutSeed: number): Promise<MeasuredGamma>;
}

/** Γ of a step from that of each of its batches. */
export function combinedGamma(
  { reduction = "mean" }: GammaSource,
  gammas: readonly MeasuredGamma[],
): MeasuredGamma {
  let sum = 0, pairs = 0;
  for (const { gamma = 0, pairs: count } of gammas) {
    sum += reduction === "mean" ? gamma * count : gamma;
    pairs += count;
  }
  const gamma = pairs === 0 ? undefined : reduction === "mean" ? sum / pairs : sum;
  return { gamma, pairs };
}

/**
 * Γ of a step as its source measures it; undefined where the step program computes it.
 *
 * @param dropoutSeed The seed of the pass over each of the batches.
 */
export async function measureGamma(
  source: GammaSource,
  model: TrainingModel,
  batches: readonly MaskedBatch[],
  dropoutSeed: (index: number) => number,
): Promise<MeasuredGamma | undefined> {
  if (source.measure === undefined) return undefined;
  const gammas: MeasuredGamma[] = [];
  for (const [i, batch] of batches.entries()) {
    // The first chunk is in the first batch, whichever chunks the others have.
    if (i > 0 && source.positions === "first-chunk") break;
    gammas.push(await source.measure(model, batch, dropoutSeed(i)));
  }
  return gammas.length === 1 ? gammas[0] : combinedGamma(source, gammas);
}

/** Γ as the original's text defines it; computed inside the step. See `gammaPaper`. */
export const PAPER_GAMMA: GammaSource = { name: "paper", root: GAMMA_DEFINITIONS.paper.root };

/** What {@linkcode notebookGamma} needs. */
export interface NotebookGammaOptions {
  /** Turns ids into text, joining `##` pieces. */
  decode(ids: readonly number[]): string;
  /** β. Words it does not have are left out, with their pair. */
  classifier: SemanticClassifier;
}

/**
 * Γ as the original's notebook computes it: a second forward pass in training mode, the batch's
 * first chunk, only the positions that show [MASK]; see `gammaNotebook` and `pairWords`.
 */
export function notebookGamma({ decode, classifier }: NotebookGammaOptions): GammaSource {
  return {
    name: "notebook",
    root: GAMMA_DEFINITIONS.notebook.root,
    positions: "first-chunk",
    async measure(model, batch, dropoutSeed) {
      const shown = firstChunkMasks(batch);
      if (shown.labels.length === 0) return { gamma: undefined, pairs: 0 };
      const predicted = await model.trainingPredictions(shown, dropoutSeed);
      const pairs = pairWords(decode([...predicted]), decode([...shown.labels]));
      return await gammaOfWords(classifier, pairs, "notebook");
    },
  };
}

/** The batch's first chunk, with those of its masked positions that show [MASK]. */
function firstChunkMasks(batch: MaskedBatch): MaskedBatch {
  const { sequenceLength, inputIds, positions, labels, replaced } = batch;
  const chosen = [...positions.keys()].filter((i) =>
    positions[i]! < sequenceLength && replaced[i] === 0
  );
  return {
    batchSize: 1,
    sequenceLength,
    inputIds: inputIds.slice(0, sequenceLength),
    positions: Int32Array.from(chosen, (i) => positions[i]!),
    labels: Int32Array.from(chosen, (i) => labels[i]!),
    replaced: new Uint8Array(chosen.length),
  };
}

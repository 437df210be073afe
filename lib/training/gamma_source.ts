/** Where a step's Γ comes from. */
import type { MaskedBatch } from "../data/mod.ts";
import { chooseGamma, measureWords, pairWords, type SemanticClassifier } from "../semantics/mod.ts";
import type { MeasuredGamma, TrainingModel } from "./training_model.ts";

/** A definition of Γ as training uses it. */
export interface GammaSource {
  readonly name: string;
  /** n of Γ^(1/n). */
  readonly root: number;
  /**
   * Measures Γ before the step, with the weights the step begins from. Without this function the
   * step program computes it, from the same forward pass as the loss.
   *
   * @param dropoutSeed A seed of its own, not the step's.
   */
  measure?(model: TrainingModel, batch: MaskedBatch, dropoutSeed: number): Promise<MeasuredGamma>;
}

/** Γ as the original's text defines it; computed inside the step. See `PAPER`. */
export const PAPER_GAMMA: GammaSource = { name: "paper", root: chooseGamma("paper").parts.root };

/** What {@linkcode notebookGamma} needs. */
export interface NotebookGammaOptions {
  /** Turns ids into text, joining `##` pieces. */
  decode(ids: readonly number[]): string;
  /** β. Words it does not have are left out, with their pair. */
  classifier: SemanticClassifier;
}

/**
 * Γ as the original's notebook computes it: a second forward pass in training mode, the batch's
 * first chunk, only the positions that show [MASK]; see `NOTEBOOK` and `pairWords`.
 */
export function notebookGamma({ decode, classifier }: NotebookGammaOptions): GammaSource {
  const { name, parts } = chooseGamma("notebook");
  return {
    name,
    root: parts.root,
    async measure(model, batch, dropoutSeed) {
      const shown = firstChunkMasks(batch);
      if (shown.labels.length === 0) return { gamma: undefined, pairs: 0 };
      const predicted = await model.trainingPredictions(shown, dropoutSeed);
      const pairs = pairWords(decode([...predicted]), decode([...shown.labels]));
      return await measureWords(classifier, pairs, parts);
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

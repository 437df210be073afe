/** Which chunks go together, and their masks: pure functions of the seed and the place. */
import { maskChunks, type MaskedBatch } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { TrainOptions } from "./options.ts";

/** What decides masks. */
export type MaskingOptions = Pick<TrainOptions, "tokenizer" | "seed" | "maskProbability">;

/** What decides the batches of an evaluation. */
export type EvaluationOptions =
  & MaskingOptions
  & Pick<TrainOptions, "evalChunks" | "batchSize" | "evalMasks">;

/** Optimiser steps of one epoch. */
export function stepsPerEpoch(
  { trainChunks, batchSize, gradientAccumulationSteps = 1 }:
    & Pick<
      TrainOptions,
      "batchSize" | "gradientAccumulationSteps"
    >
    & { trainChunks: { length: number } },
): number {
  return Math.ceil(Math.ceil(trainChunks.length / batchSize) / gradientAccumulationSteps);
}

/** For each step of an epoch its batches, as numbers of training chunks. */
export function epochGroups(options: TrainOptions, epoch: number): number[][][] {
  const { trainChunks, batchSize, seed, gradientAccumulationSteps = 1 } = options;
  const order = new Random(seed, "order", epoch).shuffle([...trainChunks.keys()]);
  return portions(portions(order, batchSize), gradientAccumulationSteps);
}

/** A batch of training chunks with the masks of an epoch. */
export function trainingBatch(
  options: TrainOptions,
  indices: readonly number[],
  epoch: number,
): MaskedBatch {
  return maskedBatch(options, options.trainChunks, indices, "mask", epoch);
}

/**
 * The batches of an evaluation.
 *
 * @param epoch Epochs done; it decides the masks only if `evalMasks` is `fresh`.
 */
export function evaluationBatches(options: EvaluationOptions, epoch = 0): MaskedBatch[] {
  const { evalChunks, batchSize, evalMasks = "fixed" } = options;
  const round = evalMasks === "fixed" ? 0 : epoch;
  return portions([...evalChunks.keys()], batchSize)
    .map((indices) => maskedBatch(options, evalChunks, indices, "eval-mask", round));
}

function portions<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let i = 0; i < items.length; i += size) result.push(items.slice(i, i + size));
  return result;
}

/** How often a batch is drawn again before it is taken to have nothing that can be masked. */
const MASK_ATTEMPTS = 100;

/**
 * Masks depend on the chunk and the round, not on the chunk's place in a batch. Chance may mask
 * nothing in a small batch; there is no loss then, so it is drawn again.
 */
function maskedBatch(
  { tokenizer, seed, maskProbability }: MaskingOptions,
  chunks: readonly Int32Array[],
  indices: readonly number[],
  stream: string,
  round: number,
): MaskedBatch {
  const { maskTokenId, specialTokenIds, vocabSize } = tokenizer;
  for (let attempt = 0; attempt < MASK_ATTEMPTS; attempt++) {
    const name = attempt === 0 ? stream : `${stream}-${attempt}`;
    const batch = maskChunks(indices.map((index) => chunks[index]!), {
      maskTokenId,
      specialTokenIds,
      vocabSize,
      ...(maskProbability === undefined ? {} : { probability: maskProbability }),
      random: (i) => new Random(seed, name, round, indices[i]!),
    });
    if (batch.labels.length > 0) return batch;
  }
  throw new InputError("chunks have no token that can be masked", {
    place: `chunk ${indices[0]}`,
    mend: "Give text instead of special tokens, or mask a larger share",
  });
}

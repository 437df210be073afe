/** Which chunks go together, and their masks: pure functions of the seed and the place. */
import { type Chunks, MASK_PROBABILITY, type MaskedBatch, type MaskOptions } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import { maskedBatch } from "./masked_batch.ts";
import { TRAIN_DEFAULTS, type TrainOptions } from "./options.ts";

/** What decides masks. */
export type MaskingOptions =
  & Pick<TrainOptions, "tokenizer" | "seed" | "maskProbability" | "masking" | "padTokenId">
  & {
    /** Tokens of a padded chunk, where chunks are filled up: those of the model's sequences. */
    sequenceLength?: number;
  };

/** What decides the batches of an evaluation. */
export type EvaluationOptions =
  & MaskingOptions
  & Pick<TrainOptions, "evalChunks" | "batchSize" | "evalMasks">;

/** What decides the batches of an evaluation on training chunks. */
export type TrainEvaluationOptions =
  & MaskingOptions
  & Pick<
    TrainOptions,
    "trainChunks" | "evalChunks" | "batchSize" | "trainEval"
  >;

/** Optimiser steps of one epoch. */
export function stepsPerEpoch(
  { trainChunks, batchSize, gradientAccumulationSteps = TRAIN_DEFAULTS.gradientAccumulationSteps }:
    & Pick<
      TrainOptions,
      "batchSize" | "gradientAccumulationSteps"
    >
    & { trainChunks: { length: number } },
): number {
  return Math.ceil(Math.ceil(trainChunks.length / batchSize) / gradientAccumulationSteps);
}

/** Optimiser steps between two evaluations: those of an epoch, unless `evalSteps` says otherwise. */
export function evaluationInterval(
  { evalSteps, ...options }:
    & { evalSteps?: number | null | undefined }
    & Parameters<typeof stepsPerEpoch>[0],
): number {
  return evalSteps ?? stepsPerEpoch(options);
}

/** Optimiser steps of a training. */
export function trainingSteps(
  options: Pick<TrainOptions, "epochs" | "maxSteps"> & Parameters<typeof stepsPerEpoch>[0],
): number {
  return options.maxSteps ?? options.epochs * stepsPerEpoch(options);
}

/** The steps of an epoch: their batches, as numbers of training chunks. */
export interface EpochGroups {
  /** @param place Of a step in the epoch, from 0. */
  at(place: number): number[][];
}

/** For each step of an epoch its batches. There may be millions of steps, so only their order is kept. */
export function epochGroups(options: TrainOptions, epoch: number): EpochGroups {
  const { trainChunks, batchSize, seed } = options;
  const { gradientAccumulationSteps = TRAIN_DEFAULTS.gradientAccumulationSteps } = options;
  const order = new Random(seed, "order", epoch).shuffledNumbers(trainChunks.length);
  const size = batchSize * gradientAccumulationSteps;
  return {
    at: (place) => portions([...order.subarray(place * size, (place + 1) * size)], batchSize),
  };
}

/**
 * The batches of a step with the masks of an epoch: those that its chunks would have in one batch.
 * Chance may mask nothing in some of them, but not in all.
 *
 * @param groups The batches' chunks, by their numbers.
 */
export function trainingBatches(
  options: TrainOptions & Pick<MaskingOptions, "sequenceLength">,
  groups: readonly (readonly number[])[],
  epoch: number,
): MaskedBatch[] {
  return [...maskedBatches(options, options.trainChunks, groups, "mask", epoch)];
}

/**
 * The batches of an evaluation, one after the other.
 *
 * @param epoch Epochs done; it decides the masks only if `evalMasks` is `fresh`.
 */
export function* eachEvaluationBatch(
  options: EvaluationOptions,
  epoch = 0,
): Generator<MaskedBatch> {
  const { evalChunks, batchSize, evalMasks = TRAIN_DEFAULTS.evalMasks } = options;
  const round = evalMasks === "fixed" ? 0 : epoch;
  const all = evalChunks.length;
  for (let first = 0; first < all; first += batchSize) {
    const indices = Array.from({ length: Math.min(batchSize, all - first) }, (_, i) => first + i);
    yield* maskedBatches(options, evalChunks, [indices], "eval-mask", round);
  }
}

/** The same at once: see {@linkcode eachEvaluationBatch}. */
export function evaluationBatches(options: EvaluationOptions, epoch = 0): MaskedBatch[] {
  return [...eachEvaluationBatch(options, epoch)];
}

/**
 * The batches of an evaluation on training chunks, the same ones whenever it is made: their masks
 * are none of training. Those in which chance masks nothing are left out.
 */
export function* eachTrainEvaluationBatch(
  options: TrainEvaluationOptions,
): Generator<MaskedBatch> {
  const { trainChunks, evalChunks, batchSize } = options;
  const { trainEval = TRAIN_DEFAULTS.trainEval } = options;
  if (trainEval === "no") return;
  const all = trainChunks.length;
  const count = trainEval === "all" ? all : Math.min(evalChunks.length, all);
  const groups = function* () {
    for (let first = 0; first < count; first += batchSize) {
      const size = Math.min(batchSize, count - first);
      yield Array.from({ length: size }, (_, i) => Math.floor((first + i) * all / count));
    }
  };
  const batches = maskedBatches(
    ...[options, trainChunks, { [Symbol.iterator]: groups }, "train-eval-mask", 0] as const,
  );
  for (const batch of batches) {
    if (batch.labels.length > 0) yield batch;
  }
}

function portions<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let i = 0; i < items.length; i += size) result.push(items.slice(i, i + size));
  return result;
}

/**
 * What of the options decides how chunks are masked, but for the random numbers.
 *
 * @throws {RangeError} If whole words are to be masked, and the tokenizer does not know them.
 */
export function maskOptions(
  { tokenizer, maskProbability, masking = TRAIN_DEFAULTS.masking }: MaskingOptions,
): Omit<MaskOptions, "random"> {
  const { maskTokenId, specialTokenIds, vocabSize } = tokenizer;
  if (masking === "whole-word" && tokenizer.continuesWord === undefined) {
    throw new RangeError("Whole words cannot be masked: the tokenizer has no continuesWord().");
  }
  return {
    maskTokenId,
    specialTokenIds,
    vocabSize,
    ...(maskProbability === undefined ? {} : { probability: maskProbability }),
    ...(masking === "token" ? {} : { continuesWord: (id) => tokenizer.continuesWord!(id) }),
  };
}

/**
 * How often masks are drawn with the share that was asked for. Then its root is taken with each draw:
 * a batch of few tokens at a small share has a step, and only one of special tokens has none.
 */
export const MASK_ATTEMPTS = 100;

/** The largest share that becomes of one in that way. */
const MOST_SHARE = 0.5;

/** How often masks are drawn before chunks are taken to have nothing that can be masked. */
const ALL_ATTEMPTS = 2 * MASK_ATTEMPTS;

/** How an attempt masks, counted from 0. */
function maskAt(
  mask: Omit<MaskOptions, "random">,
  attempt: number,
): Omit<MaskOptions, "random"> {
  let { probability = MASK_PROBABILITY } = mask;
  for (let i = MASK_ATTEMPTS; i <= attempt && probability < MOST_SHARE; i++) {
    probability = Math.min(MOST_SHARE, Math.sqrt(probability));
  }
  return { ...mask, probability };
}

/** The stream of an attempt, counted from 0. */
export function attemptName(stream: string, attempt: number): string {
  return attempt === 0 ? stream : `${stream}-${attempt}`;
}

/**
 * Masks depend on the chunk and the round, not on the chunk's place in a batch. Chance may mask
 * nothing in a few chunks; there is no loss then, so they are drawn again, all together: what a step
 * is made of is the same in however many batches it comes.
 */
function* maskedBatches(
  options: MaskingOptions,
  chunks: Chunks,
  groups: Iterable<readonly number[]>,
  stream: string,
  round: number,
): Generator<MaskedBatch> {
  const { seed } = options, mask = maskOptions(options);
  let chunk: number | undefined;
  for (let attempt = 0; attempt < ALL_ATTEMPTS; attempt++) {
    const name = attemptName(stream, attempt);
    /** Those before the first one with a mask: whether they are given, that one decides. */
    let waiting: MaskedBatch[] | undefined = [];
    for (const indices of groups) {
      chunk ??= indices[0];
      const batch = maskedBatch(options, indices.map((index) => chunks.at(index)!), {
        ...maskAt(mask, attempt),
        random: (i) => new Random(seed, name, round, indices[i]!),
      });
      if (batch.labels.length > 0 && waiting !== undefined) {
        yield* waiting;
        waiting = undefined;
      }
      if (waiting === undefined) yield batch;
      else waiting.push(batch);
    }
    if (waiting === undefined) return;
  }
  throw new InputError("chunks have no token that can be masked", {
    place: `chunk ${chunk}`,
    mend: "Give text instead of special tokens, or mask a larger share",
  });
}

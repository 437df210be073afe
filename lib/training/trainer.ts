/** The training loop. */
import { setImmediate } from "node:timers/promises";
import { maskChunks, type MaskedBatch } from "../data/mod.ts";
import { InputError } from "../errors.ts";
import { Random } from "../random.ts";
import type { RateMethod, Schedule } from "../schedule/mod.ts";
import type { GammaSource } from "./gamma_source.ts";
import type { EvaluationRecord, LogRecord } from "./records.ts";
import { makeStep } from "./step.ts";
import type { TrainingModel } from "./training_model.ts";

/** What masking needs to know of a tokenizer; lib/tokens' `Tokenizer` has it all. */
export interface MaskingTokens {
  readonly vocabSize: number;
  readonly maskTokenId: number;
  readonly specialTokenIds: readonly number[];
}

/** Options of {@linkcode train}. */
export interface TrainOptions {
  /** Token ids, each chunk as long as the model's sequences. */
  trainChunks: readonly Int32Array[];
  evalChunks: readonly Int32Array[];
  tokenizer: MaskingTokens;
  /** A′. */
  schedule: Schedule;
  /** From A′ and Γ's root to A″. */
  method: RateMethod;
  /** @default PAPER_GAMMA */
  gamma?: GammaSource;
  epochs: number;
  batchSize: number;
  /** Decides the order of the chunks, the masks and the dropout. */
  seed: number;
  /** Batches whose mean gradient makes one step. @default 1 */
  gradientAccumulationSteps?: number;
  /** @default 1 */
  maxGradNorm?: number;
  /** @default 0.01 */
  weightDecay?: number;
  /** @default 0.15 */
  maskProbability?: number;
  /** `fixed`: the same masks at each evaluation; `fresh`: new ones. @default "fixed" */
  evalMasks?: "fixed" | "fresh";
  /** @default batchSize */
  evalBatchSize?: number;
  /**
   * Optimiser steps done before, in another process whose weights and moments have been restored.
   * The steps that follow are those an uninterrupted run would have made.
   * @default 0
   */
  stepsDone?: number;
  /** Checked before each step. @default {none} */
  signal?: AbortSignal;
}

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

/**
 * Trains the model and yields what happens: an evaluation, then each step, and an evaluation at the
 * end of each epoch. Between two records the model stands still, so it can be saved there. The same
 * options, machine and threads give the same bits.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {NonFiniteError} If a loss, a gradient or a rate is not finite; the model then has the
 * weights of the step before.
 * @throws {DOMException} `AbortError`, if the signal is aborted.
 */
export async function* train(
  model: TrainingModel,
  options: TrainOptions,
): AsyncGenerator<LogRecord> {
  checkOptions(model, options);
  const { epochs, stepsDone = 0 } = options;
  const perEpoch = stepsPerEpoch(options);
  let step = stepsDone;
  if (step === 0) yield await evaluate(model, options, 0, step, null);
  for (let epoch = Math.floor(step / perEpoch); epoch < epochs; epoch++) {
    const losses: number[] = [];
    const groups = epochGroups(options, epoch);
    for (let i = step - epoch * perEpoch; i < perEpoch; i++) {
      options.signal?.throwIfAborted();
      const batches = groups[i]!.map((indices) => trainingBatch(options, indices, epoch));
      const record = await makeStep(model, options, batches, ++step);
      losses.push(record.loss);
      yield { ...record, epoch: epoch + (i + 1) / perEpoch };
      // Native steps never wait, so signals and timers would starve without this.
      await setImmediate();
    }
    const trainLoss = losses.length === perEpoch ? losses.reduce((a, b) => a + b) / perEpoch : null;
    yield await evaluate(model, options, epoch + 1, step, trainLoss);
  }
}

function checkOptions(model: TrainingModel, options: TrainOptions): void {
  const counts = {
    epochs: options.epochs,
    batchSize: options.batchSize,
    gradientAccumulationSteps: options.gradientAccumulationSteps ?? 1,
    "the number of training chunks": options.trainChunks.length,
    "the number of evaluation chunks": options.evalChunks.length,
  };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`${name} must be an integer, at least 1: got ${count}.`);
    }
  }
  for (const chunk of [...options.trainChunks, ...options.evalChunks]) {
    if (chunk.length !== model.sequenceLength) {
      throw new RangeError(
        `The model was opened for chunks of ${model.sequenceLength} tokens: got ${chunk.length}.`,
      );
    }
  }
  if (options.tokenizer.vocabSize !== model.config.vocabSize) {
    throw new RangeError(
      `The tokenizer has ${options.tokenizer.vocabSize} tokens, ` +
        `the model ${model.config.vocabSize}.`,
    );
  }
}

/** For each step of an epoch its batches, as numbers of training chunks. */
function epochGroups(options: TrainOptions, epoch: number): number[][][] {
  const { trainChunks, batchSize, seed, gradientAccumulationSteps = 1 } = options;
  const order = new Random(seed, "order", epoch).shuffle([...trainChunks.keys()]);
  return portions(portions(order, batchSize), gradientAccumulationSteps);
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
  { tokenizer, seed, maskProbability = 0.15 }: TrainOptions,
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
      probability: maskProbability,
      random: (i) => new Random(seed, name, round, indices[i]!),
    });
    if (batch.labels.length > 0) return batch;
  }
  throw new InputError("chunks have no token that can be masked", {
    place: `chunk ${indices[0]}`,
    mend: "Give text instead of special tokens, or mask a larger share",
  });
}

function trainingBatch(options: TrainOptions, indices: number[], epoch: number): MaskedBatch {
  return maskedBatch(options, options.trainChunks, indices, "mask", epoch);
}

async function evaluate(
  model: TrainingModel,
  options: TrainOptions,
  epoch: number,
  step: number,
  trainLoss: number | null,
): Promise<EvaluationRecord> {
  const { evalChunks, batchSize, evalBatchSize = batchSize, evalMasks = "fixed" } = options;
  const round = evalMasks === "fixed" ? 0 : epoch;
  const batches = portions([...evalChunks.keys()], evalBatchSize)
    .map((indices) => maskedBatch(options, evalChunks, indices, "eval-mask", round));
  const { loss, correct, maskedTokens } = await model.evaluate(batches);
  const meanLoss = loss / maskedTokens;
  return {
    type: "evaluation",
    step,
    epoch,
    eval_loss: meanLoss,
    eval_perplexity: Math.exp(meanLoss),
    eval_accuracy: correct / maskedTokens,
    eval_masked_tokens: maskedTokens,
    train_loss: trainLoss,
  };
}

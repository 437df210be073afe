/** Γ before training: what the Γ of steps can be compared with. */
import { GammaError } from "../semantics/mod.ts";
import { eachTrainEvaluationBatch } from "./batches.ts";
import { combinedGamma, PAPER_GAMMA } from "./gamma_source.ts";
import type { MeasuredGamma } from "./measured_gamma.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import { TRAIN_DEFAULTS, type TrainOptions } from "./options.ts";
import type { TrainingModel } from "./training_model.ts";

/**
 * Γ₀: what a step's Γ is expected to be with the weights that the model has, without dropout. It is
 * measured on the training chunks that are evaluated where `trainEval` is `sample`, with the same masks,
 * one by one: of a Γ that is a mean the mean over all pairs of words; of one that is a sum the mean over
 * the chunks, times as many chunks as a step looks at.
 *
 * @throws {RangeError} If the source of Γ cannot tell it without dropout.
 * @throws {NonFiniteError} If there is no Γ, or it is not above 0.
 */
export async function initialGamma(model: TrainingModel, options: TrainOptions): Promise<number> {
  const { gamma: source = PAPER_GAMMA } = options;
  const { name, plain, positions, reduction } = source;
  if (plain === undefined) {
    throw new RangeError(`Γ ${name} cannot be measured before training: it has no profiles.`);
  }
  const { sequenceLength } = model;
  const sample = { ...options, sequenceLength, batchSize: 1, trainEval: "sample" } as const;
  const chunks = eachTrainEvaluationBatch(sample);
  const gammas: MeasuredGamma[] = [];
  for (const chunk of chunks) {
    try {
      gammas.push(await plain(model, chunk));
    } catch (error) {
      if (!(error instanceof GammaError)) throw error;
      throw noReference(name, error.message, error);
    }
  }
  const { gamma } = combinedGamma(source, gammas);
  if (gamma === undefined) throw noReference(name, "There is no pair of words to compare.");
  const reference = reduction !== "sum" ? gamma : gamma / gammas.length *
    (positions === "first-chunk" ? 1 : chunksOfAStep(options));
  if (reference > 0 && reference < Infinity) return reference;
  throw noReference(name, `It is ${reference}, and must be above 0.`);
}

function chunksOfAStep(
  {
    batchSize,
    gradientAccumulationSteps = TRAIN_DEFAULTS.gradientAccumulationSteps,
    trainChunks,
  }: TrainOptions,
): number {
  return Math.min(batchSize * gradientAccumulationSteps, trainChunks.length);
}

function noReference(name: string, why: string, cause?: unknown): NonFiniteError {
  return new NonFiniteError(
    `No step was made: Γ (${name}) before training, the reference of the rates, does not exist. ` +
      `${why} Give a number for the reference, or none.`,
    { cause },
  );
}

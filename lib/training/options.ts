/** What training is told. */
import type { Chunks, Masking } from "../data/mod.ts";
import type { Json, RateMethod, Schedule } from "../schedule/mod.ts";
import type { ClozeItem } from "./cloze_items.ts";
import type { GammaSource } from "./gamma_source.ts";
import type { MaskingTokens } from "./masking_tokens.ts";

/** What a method keeps between the steps of a run. */
export interface MethodMemory {
  /** What it keeps, as JSON. */
  kept: Json;
}

/** Finds the passages that some training chunks are from, by the places of these among all. */
export type SourcesOfChunks = (indices: readonly number[]) => Promise<readonly string[]>;

/** What a step is told: those, with a reference that is known. */
export type StepOptions = Omit<TrainOptions, "gammaReference"> & { gammaReference?: number };

/**
 * What training does where nobody says otherwise. Settings begin from the same values: they stand
 * here alone.
 */
export const TRAIN_DEFAULTS: Readonly<
  Required<
    Pick<
      TrainOptions,
      | "gradientAccumulationSteps"
      | "maxGradNorm"
      | "weightDecay"
      | "masking"
      | "evalMasks"
      | "trainEval"
      | "metricsAt"
      | "onNonfinite"
    >
  >
> = Object.freeze({
  gradientAccumulationSteps: 1,
  maxGradNorm: 1,
  weightDecay: 0.01,
  masking: "token",
  evalMasks: "fixed",
  trainEval: "sample",
  metricsAt: "epochs",
  onNonfinite: "stop",
});

/** What a training is told, with how many tokens a sequence of its model has: a padded chunk's. */
export type OpenedOptions<O = TrainOptions> = O & { readonly sequenceLength: number };

/** Options of `train`. */
export interface TrainOptions {
  /**
   * Token ids, each chunk as long as the model's sequences, or with `padTokenId` at most. None is kept:
   * they may be on disk.
   */
  trainChunks: Chunks;
  /**
   * The passages that training chunks are from, for messages: those of each, or what finds those of
   * some.
   * @default {unknown}
   */
  chunkSources?: readonly (readonly string[])[] | SourcesOfChunks;
  /** Chunks to evaluate, as long as those. */
  evalChunks: Chunks;
  /** What is needed of the tokenizer to mask. */
  tokenizer: MaskingTokens;
  /** A′. */
  schedule: Schedule;
  /** From A′ to A″. */
  method: RateMethod;
  /**
   * What the method keeps. Training that goes on reads it at its start, training that begins sets it
   * to what the method keeps before the first step; after each step it is replaced. Where weights
   * and moments are saved between two records, save it beside them.
   * @default {a new one}
   */
  memory?: MethodMemory;
  /** Where Γ comes from. @default PAPER_GAMMA */
  gamma?: GammaSource;
  /**
   * Γ_ref of A″ = A′ · (Γ ÷ Γ_ref)^κ, so that the level of Γ is no rate of its own: a number above 0,
   * or `initial` for Γ before the first step (see `initialGamma`). Methods with a function of their own
   * see Γ ÷ Γ_ref. A power of Γ that the step program computes costs one more forward pass a step.
   * @default {none: A″ = A′ · Γ^κ}
   */
  gammaReference?: "initial" | number;
  /** How often the training chunks are gone through, at least 1. */
  epochs: number;
  /** Optimiser steps, more or fewer than the epochs have. @default {those of the epochs} */
  maxSteps?: number | undefined;
  /** Steps between two evaluations. @default {those of an epoch} */
  evalSteps?: number | undefined;
  /**
   * Training ends after so many evaluations in a row that are not below the least loss before; the one
   * before training does not count.
   * @default {never}
   */
  earlyStoppingPatience?: number;
  /** Chunks in one forward and backward pass, at least 1. */
  batchSize: number;
  /** Decides the order of the chunks, the masks and the dropout. */
  seed: number;
  /**
   * Batches of one step. It is that of all their chunks in one batch, but for dropout: each batch
   * counts by its masked tokens.
   * @default {that of TRAIN_DEFAULTS}
   */
  gradientAccumulationSteps?: number;
  /** The gradient's norm is clipped to this. @default {that of TRAIN_DEFAULTS} */
  maxGradNorm?: number;
  /** AdamW's decay, not applied to biases and LayerNorm. @default {that of TRAIN_DEFAULTS} */
  weightDecay?: number;
  /** Share of the tokens that are masked, above 0 and below 1. @default {that of `maskChunks`} */
  maskProbability?: number;
  /**
   * Whether tokens are masked by themselves or whole words, of which then `maskProbability` is the
   * share.
   * @default {that of TRAIN_DEFAULTS}
   */
  masking?: Masking;
  /**
   * What fills up chunks that are shorter than the sequences of a model that was opened for padding.
   * @default {all chunks are as long as those}
   */
  padTokenId?: number;
  /**
   * `fixed`: the same masks at each evaluation; `fresh`: new ones.
   * @default {that of TRAIN_DEFAULTS}
   */
  evalMasks?: "fixed" | "fresh";
  /**
   * Which training chunks the loss is measured on, too, as on the evaluation chunks: without dropout
   * and with the same masks each time. `sample`: as many as there are evaluation chunks, spread
   * evenly, which costs as much as those; `last`: such a sample, after the last epoch alone; `all`; or
   * `no`. It changes nothing in the training.
   * @default {that of TRAIN_DEFAULTS}
   */
  trainEval?: "no" | "sample" | "last" | "all";
  /**
   * When metrics besides the loss are measured: at each evaluation, which is before training and after
   * each of the `epochs`, or at the `last` alone.
   * @default {that of TRAIN_DEFAULTS}
   */
  metricsAt?: "epochs" | "last";
  /** The questions of metrics that ask some. @default {none} */
  clozeItems?: readonly ClozeItem[];
  /**
   * Optimiser steps done before, in another process whose weights and moments have been restored.
   * The steps that follow are those an uninterrupted run would have made.
   * @default 0
   */
  stepsDone?: number;
  /** How many of `stepsDone` were skipped. @default 0 */
  stepsSkipped?: number;
  /**
   * Losses of the steps among `stepsDone` since the last evaluation, for their mean; null for one
   * that was skipped.
   * @default {none: the mean is then unknown}
   */
  epochLosses?: readonly (number | null)[];
  /** Losses of the evaluations among `stepsDone`, for `earlyStoppingPatience`. @default {none} */
  evalLosses?: readonly number[];
  /**
   * What becomes of a step whose loss, gradient, Γ or rate is not finite. `stop`: training ends
   * with an error; `skip`: the step is left out, weights and moments stay as they are, and the
   * schedule goes on.
   * @default {that of TRAIN_DEFAULTS}
   */
  onNonfinite?: "stop" | "skip";
  /** Checked before each step and amid evaluations. @default {none} */
  signal?: AbortSignal;
}

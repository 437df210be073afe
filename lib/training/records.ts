/** What training reports, with Hugging Face's names: one record is one line of metrics.jsonl. */

/** One optimiser step. */
export interface StepRecord {
  /** Which record it is. */
  type: "step";
  /** Optimiser steps done, this one included: the first is 1. */
  step: number;
  /** Epochs done, as a fraction: 1.5 is the middle of the second. */
  epoch: number;
  /** Mean cross-entropy over the step's masked tokens, in nats, before the update. */
  loss: number;
  /** What the step made smaller, as the objective has it; absent where that is the loss. */
  objective?: number;
  /** Euclidean norm of all gradients before clipping. */
  grad_norm: number;
  /** A′, what the schedule says. */
  scheduled_learning_rate: number;
  /** A″, what AdamW used. */
  learning_rate: number;
  /** Γ; null where no pair of words could be compared, in which case A″ = A′. */
  gamma: number | null;
  /** The root that the definition takes of Γ: Γ^(1/3) in `paper`; null where Γ is. */
  gamma_root: number | null;
  /** Pairs of words Γ compares. */
  gamma_pairs: number;
  /** Wall-clock time of the step. */
  seconds: number;
}

/**
 * A step that was not made, because its loss, gradient, Γ or rate was not finite: weights and
 * moments stayed as they were. Only with `onNonfinite: "skip"`; it stands in a step record's place.
 */
export interface SkippedRecord {
  /** Which record it is. */
  type: "skipped";
  /** Its number: those of the steps after it are as if it had been made. */
  step: number;
  /** Epochs done, as a fraction. */
  epoch: number;
  /** A′, what the schedule says. */
  scheduled_learning_rate: number;
  /** What was not finite, in which passages, at which words. */
  reason: string;
  /** Wall-clock time of the attempt. */
  seconds: number;
}

/** What an evaluation measures. */
export interface EvaluationMetrics {
  /** Mean cross-entropy over all masked tokens of the evaluation chunks, in nats, no dropout. */
  eval_loss: number;
  /**
   * The metrics that were chosen, by their choices' texts; null where one has no value. Absent before
   * the last epoch's end where `metricsAt` is `last`.
   */
  [metric: `eval_${string}`]: number | null;
  /** How many tokens were masked. */
  eval_masked_tokens: number;
}

/** One evaluation: before the first step, and after each epoch or each `evalSteps`. */
export interface EvaluationRecord extends EvaluationMetrics {
  /** Which record it is. */
  type: "evaluation";
  /** Optimiser steps done. */
  step: number;
  /** Epochs done; a fraction where evaluations are made within epochs. */
  epoch: number;
  /**
   * Mean of the losses of the steps since the evaluation before, with dropout, each of the weights before its step; null before
   * the first step and where all were skipped.
   */
  train_loss: number | null;
  /**
   * Mean cross-entropy over the masked tokens of training chunks, in nats, measured as `eval_loss`:
   * of the weights at this step, without dropout, with the same chunks and masks each time. Absent
   * where `trainEval` is `no`, before the last epoch's end where it is `last`, and in older logs.
   */
  train_eval_loss?: number;
  /** Γ_ref that the rates are made with; before the first step, where there is one. */
  gamma_reference?: number;
}

/** Anything training reports. */
export type LogRecord = StepRecord | SkippedRecord | EvaluationRecord;

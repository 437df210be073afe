/** Training: the step program, the loop around it, and what it reports. */
export { evaluationBatches, type EvaluationOptions } from "./batches.ts";
export { type AdamOptions, adamStep } from "./adam_step.ts";
export {
  type GammaSource,
  notebookGamma,
  type NotebookGammaOptions,
  PAPER_GAMMA,
} from "./gamma_source.ts";
export type { ClozeItem, ClozeOption } from "./cloze_items.ts";
export * from "./metrics/definition.ts";
export { chooseMetrics, DEFAULT_METRICS, METRICS } from "./metrics/mod.ts";
export type { MaskingTokens } from "./masking_tokens.ts";
export type { TrainOptions } from "./options.ts";
export type { MaskedSequence } from "./padded_batches.ts";
export type { EvaluationRecord, LogRecord, SkippedRecord, StepRecord } from "./records.ts";
export { NonFiniteError } from "./step.ts";
export { buildStepProgram, type StepProgramOptions } from "./step_program.ts";
export { evaluate, type EvaluationMetrics, stepsPerEpoch, train } from "./trainer.ts";
export {
  differingSettings,
  fillCheckpoint,
  type Moments,
  readCheckpointState,
  restoreCheckpoint,
  restoreTrainingState,
  type SavableModel,
  saveTrainingState,
  type TrainingState,
} from "./training_state.ts";
export { unigramLoss } from "./unigram.ts";
export {
  type EvaluationSums,
  type MeasuredGamma,
  type StepResult,
  type StepSettings,
  TrainingModel,
  type TrainingModelOptions,
} from "./training_model.ts";

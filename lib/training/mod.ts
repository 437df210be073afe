/** Training: the step program, the loop around it, and what it reports. */
export {
  eachEvaluationBatch,
  evaluationBatches,
  evaluationInterval,
  type EvaluationOptions,
  type MaskingOptions,
  stepsPerEpoch,
  trainingSteps,
} from "./batches.ts";
export { type AdamOptions, adamStep } from "./adam_step.ts";
export { type GammaSource, gammaSource, PAPER_GAMMA } from "./gamma_source.ts";
export { initialGamma } from "./initial_gamma.ts";
export { type GammaSourceOptions, likeliestWords, type PlainGamma } from "./plain_gamma.ts";
export {
  type ClozeItem,
  clozeItems,
  type ClozeOption,
  type ClozeOptions,
  type ClozeTokenizer,
} from "./cloze_items.ts";
export * from "./define_metric.ts";
export * from "./define_objective.ts";
export type { EvaluationOutput, EvaluationValues } from "./evaluation_values.ts";
export { formatNumber, metricNamed, metricsOf, type NamedMetric } from "./metric_words.ts";
export { chooseMetrics, DEFAULT_METRICS, METRICS } from "./metrics.ts";
export {
  checkObjective,
  chooseObjective,
  OBJECTIVES,
  type ObjectiveSurroundings,
} from "./objectives.ts";
export { freezeRule, type LayerRates, trainedWeights } from "./layer_rates.ts";
export type { MaskingTokens } from "./masking_tokens.ts";
export {
  type MethodMemory,
  type SourcesOfChunks,
  TRAIN_DEFAULTS,
  type TrainOptions,
} from "./options.ts";
export type { MaskedSequence, PaddingOptions } from "./padded_batches.ts";
export type {
  EvaluationMetrics,
  EvaluationRecord,
  LogRecord,
  SkippedRecord,
  StepRecord,
} from "./records.ts";
export { NonFiniteError } from "./non_finite_error.ts";
export type { MeasuredGamma } from "./measured_gamma.ts";
export {
  type Deal,
  type OutputName,
  OUTPUTS,
  type RateFeeds,
  type StepGiven,
  StepProgram,
  type StepResults,
} from "./step_interface.ts";
export { buildStepProgram, type StepProgramOptions } from "./step_program.ts";
export {
  evaluate,
  type EvaluateOptions,
  measuredBatches,
  type MeasuredChunks,
} from "./evaluate.ts";
export { train } from "./trainer.ts";
export {
  differingSettings,
  fillCheckpoint,
  type Moments,
  readCheckpointState,
  type ReadSnapshot,
  readWhole,
  restoreCheckpoint,
  type SavableModel,
  type Snapshot,
  snapshotOf,
} from "./training_state.ts";
export { type UnigramLoss, unigramLoss } from "./unigram.ts";
export { WordOrder } from "./word_order.ts";
export type {
  ForwardResult,
  PassSettings,
  RateSettings,
  StepResult,
  StepSettings,
} from "./step_settings.ts";
export { TrainingModel } from "./training_model.ts";
export type { TrainingModelOptions } from "./training_model_options.ts";

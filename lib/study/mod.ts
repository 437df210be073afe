/**
 * The study: which runs it compares, what they came to, and what that says.
 *
 * @module
 */
export { pairedDifferences, studyDifferences } from "./compare.ts";
export { type Conclusions, conclusions } from "./conclusions.ts";
export { CONDITION_SENTENCES, GAMMA_CONDITIONS, METHODS_IN_QUESTION } from "./conditions.ts";
export { missingRuns, requireComplete, type StudyConfig } from "./complete.ts";
export {
  contrastName,
  type Difference,
  differencesCsv,
  intervalText,
  readDifferences,
  signed,
} from "./differences.ts";
export {
  GAMMA_QUALITIES,
  gammaQualitiesCsv,
  type GammaQuality,
  readGammaQualities,
} from "./gamma_quality.ts";
export { studyFaults } from "./faults.ts";
export { type GammaStep, gammaStepsCsv, readGammaSteps } from "./gamma_steps.ts";
export {
  bestNone,
  conditionRuns,
  fromCurve,
  type NoneCurve,
  noneCurve,
  outcome,
  sizeRuns,
} from "./outcomes.ts";
export { LEVELLED, type Levels, levelsOf, NO_LEVELS } from "./levels.ts";
export * from "./metrics.ts";
export { type GammaToMeasure, type MeasuredOn, measureGammas } from "./measure_gammas.ts";
export * from "./plan.ts";
export { readStudyRuns, type StageName, STAGES, type StudyRun, studyRunsCsv } from "./runs.ts";
export { mainSettings, ratesSettings, sizesSettings, STUDY_SETTINGS } from "./stages.ts";
export {
  bcaInterval,
  drawnIndices,
  type Interval,
  resampledMeans,
} from "./statistics/bootstrap.ts";
export { aucOf, explained, pearson, spearman } from "./statistics/association.ts";
export { cubicSpline, leastSquaresLine, type Point } from "./statistics/curves.ts";
export { normalProbability, normalQuantile } from "./statistics/normal.ts";
export { studentProbability, studentQuantile } from "./statistics/student.ts";
export { equivalence, holm, MOST_PAIRS, signFlip } from "./statistics/tests.ts";
export {
  changedFiles,
  collectStudy,
  readStudy,
  stageRuns,
  type Study,
  STUDY_FILES,
  writeStudy,
} from "./study.ts";
export {
  type Criterion,
  inquirerCriteria,
  type Opposite,
  opposites,
  type Ruler,
  valenceCriteria,
  validities,
  type Validity,
} from "./validity.ts";
export {
  type ContrastVerdict,
  type Judged,
  type MeaningVerdict,
  type ObjectiveVerdict,
  type RateVerdict,
  studyVerdict,
  type Verdict,
} from "./verdict.ts";

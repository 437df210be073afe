/**
 * The study: which runs it compares, what they came to, and what that says.
 *
 * @module
 */
export { type Difference, differencesCsv, readDifferences } from "./differences.ts";
export { type GammaStep, gammaStepsCsv, readGammaSteps } from "./gamma_steps.ts";
export * from "./plan.ts";
export { readStudyRuns, type StageName, STAGES, type StudyRun, studyRunsCsv } from "./runs.ts";
export { bcaInterval, type Interval, resampledMeans } from "./statistics/bootstrap.ts";
export { normalProbability, normalQuantile } from "./statistics/normal.ts";
export { studentProbability, studentQuantile } from "./statistics/student.ts";
export { equivalence, holm, signFlip } from "./statistics/tests.ts";

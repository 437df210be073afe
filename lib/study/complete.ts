/** Whether a set of runs is all that was planned. */
import { type ExperimentConfig, type PlannedRun, plannedRuns } from "../experiment/mod.ts";
import { InputError } from "../io/mod.ts";
import { type StageName, STAGES, type StudyRun } from "./runs.ts";

/** What the experiments of a study were made with: the content of its `config.json`. */
export type StudyConfig = Readonly<Record<StageName, ExperimentConfig>>;

/** What tells a run of the study from the others. */
type Identity = Pick<StudyRun, "stage" | "condition" | "schedule" | "seed" | "train_chunks">;

/** What a run is called in messages: no two have the same name. */
export function nameOf({ stage, condition, schedule, seed, train_chunks }: Identity): string {
  return `${stage} ${schedule} ${condition} of ${train_chunks} chunks with seed ${seed}`;
}

/** What a planned run is in the study's table. */
export function identity(stage: StageName, run: PlannedRun): Identity {
  const { condition = run.method, schedule, seed, settings } = run;
  return { stage, condition, schedule, seed, train_chunks: settings.trainChunks };
}

/** The runs that are planned and not there, in words. */
export function missingRuns(runs: readonly StudyRun[], config: StudyConfig): string[] {
  const there = new Set(runs.map(nameOf));
  return STAGES.flatMap((stage) =>
    plannedRuns(config[stage].settings).map((run) => nameOf(identity(stage, run)))
  ).filter((name) => !there.has(name));
}

/** As many are named where more are missing. */
const NAMED = 5;

/**
 * Refuses a set that is not complete: nothing is computed from half a pair.
 *
 * @param file Where the runs were read.
 * @throws {InputError} If runs are missing; the message says which.
 */
export function requireComplete(
  runs: readonly StudyRun[],
  config: StudyConfig,
  file: string,
): void {
  const missing = missingRuns(runs, config);
  if (missing.length === 0) return;
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : "";
  const count = missing.length === 1 ? "1 run is" : `${missing.length} runs are`;
  throw new InputError(
    `${count} missing: ${missing.slice(0, NAMED).join("; ")}${more}`,
    { file, mend: "Let the study go on, which makes them" },
  );
}

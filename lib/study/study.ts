/** A study's set of results: put together from its experiments, written and read. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  parseExperimentConfig,
  readConfig,
  readRuns,
  type RunResult,
  summarise,
} from "../experiment/mod.ts";
import { makePath, markOf, readJson, readUtf8, replaceFile } from "../io/mod.ts";
import { studyDifferences } from "./compare.ts";
import { identity, requireComplete, type StudyConfig } from "./complete.ts";
import { type Difference, differencesCsv, readDifferences } from "./differences.ts";
import { type GammaStep, gammaStepsCsv, readGammaSteps } from "./gamma_steps.ts";
import { GAMMA_CONDITIONS } from "./conditions.ts";
import { SCHEDULE } from "./plan.ts";
import {
  MAKE_AGAIN,
  readStudyRuns,
  type StageName,
  STAGES,
  type StudyRun,
  studyRunsCsv,
} from "./runs.ts";

/** A complete set of results: all that report, notebook and README say follows from it. */
export interface Study {
  /** What its experiments were made with. */
  config: StudyConfig;
  /** What the runs came to. */
  runs: StudyRun[];
  /** What the conditions differ in. */
  differences: Difference[];
  /** Γ over the steps of {@linkcode GAMMA_CONDITIONS}. */
  gamma: GammaStep[];
}

/** The files of a study in its folder. */
export const STUDY_FILES = {
  config: "config.json",
  runs: "runs.csv",
  differences: "differences.csv",
  gamma: "gamma.csv",
} as const;

/** A run as a row; all final figures of one that diverged are null. */
export function studyRun(stage: StageName, result: RunResult): StudyRun {
  const summary = summarise(result);
  const { settings } = result.run;
  const { schedule, method, seed, steps, seconds, diverged, metrics } = summary;
  const final = (value: number | null | undefined) => diverged === null ? value ?? null : null;
  return {
    condition: identity(stage, result.run).condition,
    ...{ schedule, method, gamma: settings.gamma, seed },
    learning_rate: settings.learningRate,
    mean_learning_rate: summary.mean_learning_rate,
    steps,
    train_loss: final(summary.final_train_loss),
    eval_loss: final(summary.final_eval_loss),
    eval_loss_best: final(summary.best_eval_loss),
    eval_perplexity: final(summary.final_eval_perplexity),
    eval_accuracy: final(summary.final_eval_accuracy),
    eval_mrr: final(metrics["eval_mrr"]),
    eval_ece: final(metrics["eval_ece"]),
    eval_cloze_accuracy: final(metrics["eval_cloze_accuracy"]),
    eval_semantic_error: final(metrics["eval_semantic_error"]),
    eval_semantic_error_wrong: final(metrics["eval_semantic_error_wrong"]),
    train_eval_loss: final(summary.final_train_eval_loss),
    objective: settings.objective,
    gamma_reference: String(settings.gammaReference),
    mean_gamma_root: summary.mean_gamma_root,
    train_chunks: settings.trainChunks,
    ...{ stage, seconds, diverged },
    weights_sha256: result.weightsSha256 ?? null,
  };
}

/**
 * The finished runs in an experiment's folder, as rows.
 *
 * @throws {InputError} If it holds no experiment, or one is damaged.
 */
export async function stageRuns(stage: StageName, folder: string): Promise<StudyRun[]> {
  return (await readRuns(folder)).map((result) => studyRun(stage, result));
}

/** The steps of a run as rows, where Γ of its condition is kept. */
function gammaSteps({ run, schedule, seed, records }: RunResult): GammaStep[] {
  const { condition = run.method } = run;
  if (schedule !== SCHEDULE || !GAMMA_CONDITIONS.includes(condition)) return [];
  return records.filter((record) => record.type === "step").map(
    ({ step, loss, gamma_root, gamma_pairs }) => ({
      ...{ condition, seed, step, loss, gamma_root, gamma_pairs },
    }),
  );
}

/**
 * Puts a study together from the folders of its experiments, each below `out` by its name.
 *
 * @throws {InputError} If runs are missing or damaged.
 */
export async function collectStudy(out: string): Promise<Study> {
  const config: Partial<Record<StageName, StudyConfig["main"]>> = {};
  const runs: StudyRun[] = [], gamma: GammaStep[] = [];
  for (const stage of STAGES) {
    const folder = join(out, stage);
    config[stage] = await readConfig(folder);
    for (const result of await readRuns(folder)) {
      runs.push(studyRun(stage, result));
      if (stage === "main") gamma.push(...gammaSteps(result));
    }
  }
  const whole = config as StudyConfig;
  requireComplete(runs, whole, out);
  return { config: whole, runs, differences: studyDifferences(runs), gamma };
}

/** Writes a study's files to a folder, each whole. */
export async function writeStudy(folder: string, study: Study): Promise<void> {
  const texts: Record<keyof typeof STUDY_FILES, string> = {
    config: JSON.stringify(study.config, null, 2) + "\n",
    runs: studyRunsCsv(study.runs),
    differences: differencesCsv(study.differences),
    gamma: gammaStepsCsv(study.gamma),
  };
  await makePath(folder);
  const hashes: string[] = [];
  for (const [key, text] of Object.entries(texts)) {
    const name = STUDY_FILES[key as keyof typeof STUDY_FILES];
    await replaceFile(join(folder, name), text);
    hashes.push(`${createHash("sha256").update(text).digest("hex")}  ${name}\n`);
  }
  await replaceFile(join(folder, HASHES), hashes.join(""));
}

/** The files' SHA-256, as `sha256sum` writes and checks them. */
const HASHES = "sha256.txt";

/** Files in a study's folder that are not as they were written, a sentence each. */
export async function changedFiles(folder: string): Promise<string[]> {
  const said = await readUtf8(join(folder, HASHES), MAKE_AGAIN);
  const faults: string[] = [];
  for (const name of Object.values(STUDY_FILES)) {
    const { sha256 } = await markOf(join(folder, name));
    if (!said.split("\n").includes(`${sha256}  ${name}`)) {
      faults.push(`${name} is not as it was written: ${HASHES} has another SHA-256 for it.`);
    }
  }
  return faults;
}

/**
 * Reads a study's files. Its differences are as they stand there: whoever checks them computes them anew
 * from the runs.
 *
 * @throws {InputError} If one is missing or damaged, or runs are missing.
 */
export async function readStudy(folder: string): Promise<Study> {
  const file = (name: keyof typeof STUDY_FILES) => join(folder, STUDY_FILES[name]);
  const configs = await readJson(file("config"), MAKE_AGAIN) as Record<string, unknown> | null;
  const config = Object.fromEntries(
    STAGES.map((stage) => [stage, parseExperimentConfig(configs?.[stage], file("config"))]),
  ) as unknown as StudyConfig;
  const runs = await readStudyRuns(file("runs"));
  requireComplete(runs, config, file("runs"));
  return {
    config,
    runs,
    differences: await readDifferences(file("differences")),
    gamma: await readGammaSteps(file("gamma")),
  };
}

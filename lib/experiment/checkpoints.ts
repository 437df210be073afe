/** A run's checkpoints: which are kept, and which one it goes on from. */

import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Rounding } from "../backend/mod.ts";
import { InputError, isOfOthers, removePath, removeWritten, writeFolder } from "../io/mod.ts";
import type { Json } from "../schedule/mod.ts";
import {
  differingSettings,
  type EvaluationRecord,
  fillCheckpoint,
  type LogRecord,
  readCheckpointState,
  type Snapshot,
} from "../training/mod.ts";
import { decidedBy, type Decisive, fromOlder } from "./decided_by.ts";
import { roundingIn } from "./last_bits.ts";
import { parseRecords } from "./metrics.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import { areSpans, type Span } from "./spans.ts";
import { bestEvaluation } from "./summary.ts";

/** What a checkpoint holds besides weights and moments: `trainer_state.json`. */
export interface RunState {
  /** Optimiser steps done. */
  global_step: number;
  /** Everything logged so far: what `metrics.jsonl` has at this point. */
  log_history: LogRecord[];
  /** Seconds that the run has taken so far. */
  seconds: number;
  /** What the run's method keeps; older versions did not write it, as none kept anything. */
  kept?: Json;
  /** When it was made so far; older versions did not write it. */
  spans?: readonly Span[];
  /** What decided its last bits, one after the other; older versions did not write it. */
  made_with?: readonly Partial<Rounding>[];
  /** What decides the run: see {@linkcode restoreLatest}. */
  settings: Decisive;
}

/** What a checkpoint says of the best one so far, this one included, by Hugging Face's names. */
export interface BestState {
  /** Its evaluation loss. */
  best_metric: number | null;
  /** Its folder; null where there was none yet. */
  best_model_checkpoint: string | null;
  /** Its step; null where there was none yet. */
  best_global_step: number | null;
}

/** Weights and moments of the model in training, for its checkpoints. */
export interface CheckpointFiles {
  /** How large a checkpoint is, about, in bytes. @default 0 */
  readonly bytes?: number;
  /** Gives them, or what reads them while the model stands still. */
  snapshot(): Snapshot;
  /** Sets the model to those in a folder. */
  restore(folder: string): Promise<void>;
}

/** A checkpoint to be saved. */
export interface Save {
  /** The run's folder. */
  runFolder: string;
  /** Weights and moments. */
  snapshot: Snapshot;
  /** Everything else. */
  state: RunState;
  /** How many of the latest ones are kept. */
  limit: number;
}

/** A checkpoint that a run goes on from. */
export interface RestoredRun {
  /** What it holds besides weights and moments. */
  state: RunState;
  /** What is wrong with later checkpoints, which were passed over. */
  warnings: string[];
}

const NAME = /^checkpoint-(\d+)$/;

/** One that was never whole: nothing lists its files, so all of it counts as ours. */
const UNFINISHED = /^checkpoint-\d+\.unfinished$/;

/** The steps of a run's checkpoints, the latest first. */
export async function checkpointSteps(runFolder: string): Promise<number[]> {
  if (!existsSync(runFolder)) return [];
  const steps: number[] = [];
  for (const name of await readdir(runFolder)) {
    // What others put into a checkpoint outlives it, and is none.
    if (!NAME.test(name) || await isOfOthers(join(runFolder, name))) continue;
    steps.push(Number(NAME.exec(name)![1]));
  }
  return steps.sort((a, b) => b - a);
}

const folderOf = (runFolder: string, step: number) => join(runFolder, `checkpoint-${step}`);

/** Whether a log record is one after which a checkpoint is due. */
export function isDue(
  record: LogRecord,
  { saveStrategy, saveSteps }: Pick<ExperimentSettings, "saveStrategy" | "saveSteps">,
): boolean {
  if (record.step === 0) return false;
  if (saveStrategy === "epoch") return record.type === "evaluation";
  return saveStrategy === "steps" && record.step % saveSteps === 0;
}

/** The best of the evaluations at some steps. */
function bestAt(
  records: readonly LogRecord[],
  steps: readonly number[],
): EvaluationRecord | undefined {
  return bestEvaluation(
    records.filter((record) => record.type === "evaluation")
      .filter(({ step }) => steps.includes(step)),
  );
}

/**
 * Saves a checkpoint of a run. The latest ones are kept, as many as `limit` says, and the one with
 * the least evaluation loss; the others are removed, and what an interrupted save left.
 *
 * @throws {InputError} If it cannot be written; the checkpoints before it still stand.
 */
export async function saveCheckpoint(
  { runFolder, snapshot, state, limit }: Save,
): Promise<void> {
  // One that was taken away is not made anew.
  await stat(runFolder);
  const { global_step: step, log_history: history } = state;
  // Later ones were passed over as damaged, or training would not have come by here again.
  const steps = [step, ...(await checkpointSteps(runFolder)).filter((other) => other < step)];
  const best = bestAt(history, steps);
  const bestState: BestState = {
    best_metric: best?.eval_loss ?? null,
    best_model_checkpoint: best === undefined ? null : folderOf(runFolder, best.step),
    best_global_step: best?.step ?? null,
  };
  const whole = { ...state, decided_by: decidedBy(state.settings), ...bestState };
  const fill = (unfinished: string) => fillCheckpoint(unfinished, snapshot, whole);
  await writeFolder(folderOf(runFolder, step), fill);
  const kept = [...steps.slice(0, limit), best?.step];
  for (const other of await checkpointSteps(runFolder)) {
    if (!kept.includes(other)) await removeWritten(folderOf(runFolder, other));
  }
  for (const name of await readdir(runFolder)) {
    if (UNFINISHED.test(name)) await removePath(join(runFolder, name));
  }
}

/** Whether a run's folder has checkpoints, or one that was never whole. */
export async function hasCheckpoints(runFolder: string): Promise<boolean> {
  return (await readdir(runFolder)).some((name) => NAME.test(name) || UNFINISHED.test(name));
}

/** Removes a run's checkpoints, once it is finished. What others put into them stays. */
export async function removeCheckpoints(runFolder: string): Promise<void> {
  for (const name of await readdir(runFolder)) {
    const path = join(runFolder, name);
    if (NAME.test(name)) await removeWritten(path);
    else if (UNFINISHED.test(name)) await removePath(path);
  }
}

/**
 * Sets the model to a run's latest checkpoint. A damaged one is passed over for the one before.
 *
 * @param settings What decides the run: the checkpoint must have been saved with the same.
 * @returns Undefined where the run has no checkpoint.
 * @throws {InputError} If there are checkpoints but none can be used, or one is of other settings.
 */
export async function restoreLatest(
  runFolder: string,
  files: Pick<CheckpointFiles, "restore">,
  settings: Decisive,
): Promise<RestoredRun | undefined> {
  const warnings: string[] = [];
  for (const step of await checkpointSteps(runFolder)) {
    const folder = folderOf(runFolder, step);
    try {
      return { state: await restoreFrom(folder, step, files, settings), warnings };
    } catch (error) {
      if (!(error instanceof InputError) || error instanceof OtherRun) throw error;
      warnings.push(error.message);
    }
  }
  if (warnings.length === 0) return undefined;
  throw new InputError(`none of its checkpoints can be used (${warnings.join(" ")})`, {
    file: runFolder,
    mend: "Delete the folder, and the next call makes this run from its start",
  });
}

/**
 * Sets the model to the best state of a run that has ended: its last one, if the run ended with an
 * evaluation, or that of a checkpoint.
 *
 * @param records All that the run logged.
 * @param settings What decides the run, as for {@linkcode restoreLatest}.
 * @returns That state's step; null where none of its evaluations has a checkpoint, and the model is
 * as it was.
 * @throws {InputError} If that checkpoint is damaged or of other settings.
 */
export async function restoreBest(
  runFolder: string,
  files: Pick<CheckpointFiles, "restore">,
  records: readonly LogRecord[],
  settings: Decisive,
): Promise<number | null> {
  const last = records.at(-1);
  const present = last?.type === "evaluation" ? [last.step] : [];
  const best = bestAt(records, [...await checkpointSteps(runFolder), ...present]);
  if (best === undefined) return null;
  if (best !== last) await restoreFrom(folderOf(runFolder, best.step), best.step, files, settings);
  return best.step;
}

async function restoreFrom(
  folder: string,
  step: number,
  files: Pick<CheckpointFiles, "restore">,
  settings: Decisive,
): Promise<RunState> {
  const state = await readRunState(folder, step, settings);
  refuseOther(folder, state.settings, settings);
  await files.restore(folder);
  return state;
}

/** A sound checkpoint, but of another run. */
class OtherRun extends InputError {}

function refuseOther(
  folder: string,
  then: Decisive,
  now: Decisive,
): void {
  const differing = differingSettings(then, now);
  if (differing.length === 0) return;
  throw new OtherRun(`it was saved with another ${differing.join(", ")}`, {
    file: folder,
    mend: "Delete this checkpoint, or give the settings that it was saved with",
  });
}

async function readRunState(folder: string, step: number, now: Decisive): Promise<RunState> {
  const { log_history: history, seconds, settings, kept, decided_by, made_with, spans } =
    await readCheckpointState(folder);
  const file = join(folder, "trainer_state.json"), mend = "Delete this checkpoint";
  const records = Array.isArray(history)
    ? parseRecords(history.map((record) => JSON.stringify(record)), file, mend)
    : [];
  const isSound = records.at(-1)?.step === step && Number.isFinite(seconds) &&
    typeof settings === "object" && settings !== null;
  if (!isSound) throw new InputError("it does not fit the checkpoint's name", { file, mend });
  return {
    global_step: step,
    log_history: records,
    seconds: seconds as number,
    ...(kept === undefined ? {} : { kept: kept as Json }),
    ...(areSpans(spans) ? { spans } : {}),
    ...(Array.isArray(made_with) ? { made_with: made_with.map(roundingIn) } : {}),
    // Older versions wrote no hash, and other settings.
    settings: decided_by === undefined
      ? fromOlder(settings as Decisive, now)
      : settings as Decisive,
  };
}

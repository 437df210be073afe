/** Runs: as they are planned, and what they came to. */
import type { LogRecord } from "../training/mod.ts";
import type { RunSettings } from "./settings/run_settings.ts";

/** One run of an experiment. */
export interface PlannedRun {
  /** Its folder's name, such as `cosine-SD-seed0`: it says what differs from run to run. */
  readonly name: string;
  /** All that decides it. */
  readonly settings: Readonly<RunSettings>;
  /** Its schedule: that of its settings, as are method and seed. */
  readonly schedule: string;
  /** Its method: that of its settings. */
  readonly method: string;
  /** Its seed: that of its settings. */
  readonly seed: number;
  /** The condition that it is of; none where it is of the axes alone. */
  readonly condition?: string;
  /** The settings that its condition sets. */
  readonly sets?: readonly (keyof RunSettings)[];
  /** All that differs but schedule and seed: `SD`, `none learningRate=0.0001`, `shuffled`. */
  readonly label: string;
  /** The name of the run whose record it needs, which is made before it. */
  readonly needs?: string;
}

/** A finished run. */
export interface RunResult {
  /** What was made. */
  run: PlannedRun;
  /** The run's own, to group by. */
  schedule: string;
  /** Its method. */
  method: string;
  /** Its seed. */
  seed: number;
  /** All that differs but schedule and seed, as in {@linkcode PlannedRun.label}. */
  label: string;
  /** Seconds from its first evaluation to its last. */
  seconds: number;
  /** Why it ended early: its loss, gradient or rate was not finite. Null where it did not. */
  diverged: string | null;
  /** The step whose weights it ended with, where its best model was loaded at the end; else null. */
  bestStep: number | null;
  /** What of its making gave it other last bits than the folder's runs; left out where nothing did. */
  otherBits?: string;
  /**
   * SHA-256 of the weights that it ended with, as hexadecimal digits: that of the `model.safetensors`
   * that `saveModels` writes. Older versions did not write it.
   */
  weightsSha256?: string;
  /** Everything that it reported, in order. */
  records: LogRecord[];
}

/** What a run came to, with what one groups by. */
export function resultOf(
  run: PlannedRun,
  outcome: Omit<RunResult, "run" | "schedule" | "method" | "seed" | "label">,
): RunResult {
  const { schedule, method, seed, label } = run;
  return { run, schedule, method, seed, label, ...outcome };
}

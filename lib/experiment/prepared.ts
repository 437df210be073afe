/** What an experiment needs of a trainer: the seam between runs on disk and models in memory. */
import type { EvaluationRecord, LogRecord, MethodMemory } from "../training/mod.ts";
import type { CheckpointFiles } from "./checkpoints.ts";
import type { Definitions } from "./definitions.ts";
import type { Environment } from "./environment.ts";
import type { Say } from "./events.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { ResumePoint } from "./resume_point.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** What a run is trained with besides its settings. */
export interface RunTraining {
  /** Ends the training after the step under way. */
  signal?: AbortSignal;
  /** Where it goes on; left out, it begins with the model's first weights. */
  resume?: ResumePoint;
  /**
   * What its method keeps: set at the beginning, read where training goes on, replaced after each
   * step, and saved with the weights.
   */
  memory: MethodMemory;
  /** A″ ÷ A′ of each step of the run that it needs: see `MethodContext`. */
  factors?: readonly (number | null)[];
}

/** One run's model, data and method in memory. */
export interface OpenRun {
  /**
   * Trains from the model's first weights on, or from where the model was set to by `checkpoints`.
   *
   * @throws {NonFiniteError} If the run diverges.
   * @throws {DOMException} `AbortError`, if the signal is aborted.
   */
  train(training: RunTraining): AsyncIterable<LogRecord>;
  /** Saves and restores the run under way. Without it an interrupted run is made from its start. */
  checkpoints?: CheckpointFiles;
  /**
   * SHA-256 of the weights of the run just trained, as hexadecimal digits: that of the
   * `model.safetensors` which `save` would write.
   */
  weightsSha256?(): Promise<string>;
  /** Saves the weights of the run just trained as a Hugging Face folder. */
  save(folder: string): Promise<void>;
}

/** Models and data, ready for any run of the experiment. */
export interface PreparedTraining {
  /**
   * What computes, and hashes of what it computes on: those of runs that differ in it under names
   * of their own, see `environmentName`.
   */
  environment: Environment;
  /** Optimiser steps of a run. */
  steps(run: PlannedRun): number;
  /** Makes a run ready. The one that was opened before is then of no more use. */
  open(run: PlannedRun): Promise<OpenRun>;
  /**
   * Told of a run's evaluation before its first step, whichever process made it.
   *
   * @returns What people should know of it. @default nothing
   */
  judge?(run: PlannedRun, evaluation: EvaluationRecord): Promise<string | undefined>;
  /** Frees the model that is open. */
  dispose(): void | Promise<void>;
}

/** What is to be made ready. */
export interface Preparation {
  /** Those of the experiment. */
  settings: ExperimentSettings;
  /** What names in the settings stand for. */
  definitions: Definitions;
  /** The runs that this process may be asked to make, at least one. */
  runs: readonly PlannedRun[];
  /** Threads that the folder's runs were begun with: the default. */
  threads?: number;
}

/** Loads what the runs' settings name and makes it ready. */
export type Prepare = (
  preparation: Preparation,
  say: Say,
  signal?: AbortSignal,
) => Promise<PreparedTraining>;

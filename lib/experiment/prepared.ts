/** What an experiment needs of a trainer: the seam between runs on disk and models in memory. */
import type { LogRecord } from "../training/mod.ts";
import type { CheckpointFiles } from "./checkpoints.ts";
import type { Environment } from "./environment.ts";
import type { Say } from "./events.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** Where in a run training goes on. */
export interface ResumePoint {
  /** Optimiser steps done. */
  stepsDone: number;
  /** How many of them were skipped. */
  stepsSkipped: number;
  /** Losses of those steps that belong to the epoch under way; null for a skipped one. */
  epochLosses: (number | null)[];
}

/** A model and data, ready for any run of the grid. */
export interface PreparedTraining {
  environment: Environment;
  /** Optimiser steps of each run. */
  stepsPerRun: number;
  /**
   * Trains from the model's first weights on, or from where the model was set to by `checkpoints`.
   *
   * @throws {NonFiniteError} If the run diverges.
   * @throws {DOMException} `AbortError`, if the signal is aborted.
   */
  train(run: PlannedRun, signal?: AbortSignal, resume?: ResumePoint): AsyncIterable<LogRecord>;
  /** Saves and restores the run under way. Without it an interrupted run is made from its start. */
  checkpoints?: CheckpointFiles;
  /** Saves the weights of the run just trained as a Hugging Face folder. */
  save(folder: string): Promise<void>;
  dispose(): void;
}

/** Loads what the settings name and makes it ready. */
export type Prepare = (
  settings: ExperimentSettings,
  say: Say,
  signal?: AbortSignal,
) => Promise<PreparedTraining>;

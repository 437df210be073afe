/** Running an experiment: every unfinished run of the grid, one after the other, kept on disk. */

import type { LogRecord } from "../training/mod.ts";
import type { CheckpointFiles } from "./checkpoints.ts";
import { messages } from "./messages.ts";
import { type GridRun, gridRuns } from "./grid.ts";
import { type Environment, readRuns, type RunResult } from "./results.ts";
import { makeRuns } from "./make_runs.ts";
import { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings.ts";
import { type RunSummary, summarise, summaryCsv } from "./summary.ts";

/** Said while the experiment is made ready. */
export interface SetupEvent {
  type: "setup";
  /** One line. */
  message: string;
  /** How much of it is done, where that is known. */
  progress?: { done: number; total: number };
}

/** Everything is ready; the first run comes next. */
export interface ReadyEvent {
  type: "ready";
  environment: Environment;
  /** The runs that are still to be made. */
  runs: GridRun[];
  /** How many runs of the grid are finished already. */
  finished: number;
  /** Optimiser steps of each run. */
  stepsPerRun: number;
}

/** A run begins. */
export interface RunStartEvent {
  type: "run-start";
  run: GridRun;
  /** Its place among the runs still to be made, from 0. */
  index: number;
  /** How many those are. */
  total: number;
  /** Optimiser steps of it that were made before an interruption; 0 for a new run. */
  stepsDone: number;
}

/** A run made a log record, which is on disk already. */
export interface RecordEvent {
  type: "record";
  run: GridRun;
  record: LogRecord;
}

/** A run is finished. One that another process made has no events before this. */
export interface RunEndEvent {
  type: "run-end";
  run: GridRun;
  summary: RunSummary;
}

/** The signal was aborted: what is finished stays, the run under way goes on from its checkpoint. */
export interface InterruptedEvent {
  type: "interrupted";
  /** How many runs of the grid are still to be made. */
  left: number;
}

/** Every run that was asked for is finished and `summary.csv` is written. */
export interface DoneEvent {
  type: "done";
  out: string;
  /** All finished runs of the folder. */
  results: RunResult[];
  summaries: RunSummary[];
}

/** What {@linkcode runExperiment} yields, in this order, `run-start` to `run-end` for each run. */
export type ExperimentEvent =
  | SetupEvent
  | ReadyEvent
  | RunStartEvent
  | RecordEvent
  | RunEndEvent
  | InterruptedEvent
  | DoneEvent;

/** Tells in one line what is being made ready, and how far it is. */
export type Say = (message: string, progress?: { done: number; total: number }) => void;

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
  train(run: GridRun, signal?: AbortSignal, resume?: ResumePoint): AsyncIterable<LogRecord>;
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

/** Options of {@linkcode runExperiment}. */
export interface RunExperimentOptions {
  /** Aborted, the experiment stops after the step under way, ready to go on later. */
  signal?: AbortSignal;
  /** Makes all runs again, also those that are finished. @default false */
  restart?: boolean;
  /**
   * Makes the training ready: loads model, data and β.
   * @default prepareTraining
   */
  prepare?: Prepare;
  /**
   * A name that is given to this call alone: processes that call {@linkcode helpExperiment} with it
   * make some of the runs.
   * @default none do
   */
  session?: string;
}

/**
 * Makes every run of the grid that is not finished in `settings.out` and writes what they came to.
 * Called again after an interruption, it goes on with the first unfinished run, at its latest
 * checkpoint, and ends with the same bits as without the interruption.
 *
 * @throws {InputError} If the folder holds an experiment with other settings, or something that the
 * settings name cannot be used. Nothing is written then.
 *
 * @example
 * ```ts ignore
 * const settings = resolveSettings({ overrides: { out: "results/mine", epochs: 2 } });
 * for await (const event of runExperiment(settings)) {
 *   if (event.type === "record" && event.record.type === "evaluation") {
 *     console.log(event.run.name, event.record.epoch, event.record.eval_loss);
 *   }
 * }
 * ```
 */
export async function* runExperiment(
  settings: ExperimentSettings,
  options: RunExperimentOptions = {},
): AsyncGenerator<ExperimentEvent> {
  const store = await RunStore.open(settings, { restart: options.restart ?? false });
  await store.lock();
  try {
    yield* runGrid(store, settings, options);
  } finally {
    await store.unlock();
  }
}

async function* runGrid(
  store: RunStore,
  settings: ExperimentSettings,
  { signal, prepare, session }: RunExperimentOptions,
): AsyncGenerator<ExperimentEvent> {
  const grid = gridRuns(settings);
  const runs = grid.filter((run) => !store.isFinished(run));
  if (runs.length > 0) {
    const old = await store.leftBehind();
    if (old !== undefined) {
      yield { type: "setup", message: `Begins anew: removes ${old} from ${store.out}.` };
    }
    // Imported only now: what is finished can be looked at without any backend.
    prepare ??= (await import("./prepare.ts")).prepareTraining;
    const training = yield* messages((say) => prepare!(settings, say, signal));
    try {
      await store.begin(training.environment);
      const { environment, stepsPerRun } = training;
      yield { type: "ready", environment, runs, finished: grid.length - runs.length, stepsPerRun };
      if (session !== undefined) await store.announce(session);
      const left = yield* makeRuns(store, training, runs, signal);
      if (left > 0) {
        yield { type: "interrupted", left };
        return;
      }
    } finally {
      training.dispose();
    }
  }
  const results = await readRuns(store.out);
  const summaries = results.map(summarise);
  await store.write("summary.csv", summaryCsv(summaries));
  yield { type: "done", out: store.out, results, summaries };
}

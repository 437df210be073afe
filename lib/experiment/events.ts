/** What an experiment tells while it goes on. */
import type { LogRecord } from "../training/mod.ts";
import type { Environment } from "./environment.ts";
import type { PlannedRun, RunResult } from "./planned_run.ts";
import type { RunSummary } from "./summary.ts";

/** Said while the experiment is made ready. */
export interface SetupEvent {
  /** Which event it is. */
  type: "setup";
  /** One line. */
  message: string;
  /** How much of it is done, where that is known. */
  progress?: { done: number; total: number };
}

/** Everything is ready; the first run comes next. */
export interface ReadyEvent {
  /** Which event it is. */
  type: "ready";
  /** What the runs are made with. */
  environment: Environment;
  /** The runs that are still to be made. */
  runs: readonly PlannedRun[];
  /** Optimiser steps of each of these, in their order. */
  steps: readonly number[];
  /** How many runs of the experiment are finished already. */
  finished: number;
  /** These runs, and what they came to. */
  before?: readonly FinishedRun[];
  /** Steps of each of `runs` that an earlier call made and saved, in their order. */
  saved?: readonly number[];
}

/** A run that an earlier call made. */
export interface FinishedRun extends Pick<RunEndEvent, "run" | "summary"> {
  /** The loss of its last step; null where that has none. */
  stepLoss?: number | null;
}

/** This process begins a run. */
export interface RunStartEvent {
  /** Which event it is. */
  type: "run-start";
  /** The run that begins or goes on. */
  run: PlannedRun;
  /** Its place among the runs still to be made, from 0. */
  index: number;
  /** How many those are. */
  total: number;
  /** Optimiser steps of it. */
  steps: number;
  /** Those that were made before an interruption; 0 for a new run. */
  stepsDone: number;
}

/** A run made a log record, which is on disk already: in this process or in another. */
export interface RecordEvent {
  /** Which event it is. */
  type: "record";
  /** The run that it is of. */
  run: PlannedRun;
  /** What was recorded. */
  record: LogRecord;
}

/** A run is finished. One that another process made had no `run-start`. */
export interface RunEndEvent {
  /** Which event it is. */
  type: "run-end";
  /** The run that is finished. */
  run: PlannedRun;
  /** What it came to. */
  summary: RunSummary;
}

/** The signal was aborted: what is finished stays, the run under way goes on from its checkpoint. */
export interface InterruptedEvent {
  /** Which event it is. */
  type: "interrupted";
  /** How many runs of the experiment are still to be made. */
  left: number;
}

/** Every run that was asked for is finished and `summary.csv` is written. */
export interface DoneEvent {
  /** Which event it is. */
  type: "done";
  /** The folder of the results. */
  out: string;
  /** All finished runs of the folder. */
  results: RunResult[];
  /** What each run came to, in the same order. */
  summaries: RunSummary[];
}

/**
 * What `runExperiment` yields: `setup`, `ready`, then for each run of this process `run-start`,
 * `record`s and `run-end`, and between them the records and ends of runs that other processes make.
 */
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

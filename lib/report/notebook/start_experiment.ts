/**
 * Experiments in notebooks that can be stopped. The Deno kernel's own interrupt cannot be trusted
 * (one that comes while a cell waits leaves the kernel stuck), and cells run one after the other. So
 * training goes on behind the cells, where another cell can stop it, and it heeds a file, which can
 * be made also while a cell waits.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type ExperimentEvent,
  type ExperimentSettings,
  runExperiment,
  type RunExperimentOptions,
  type RunResult,
  type RunSummary,
} from "../../experiment/mod.ts";
import { escapeHtml } from "../page/escape.ts";
import { displayExperiment, progressDisplay } from "./display.ts";

/** A file of this name in the experiment's folder stops it. */
export const STOP_FILE = "STOP";

/** Least time between two looks for that file, in ms. */
const LOOK_EVERY = 200;

/** An experiment that goes on while other cells run. */
export interface StartedExperiment {
  /**
   * Its finished runs, once it has ended. Rejects with an InputError if it was stopped or something
   * that the settings name cannot be used.
   */
  finished: Promise<{ results: RunResult[]; summaries: RunSummary[] }>;
  /** Stops it after the step under way and waits until its state is saved. */
  stop(): Promise<void>;
}

/**
 * Starts an experiment that is followed below this cell, in place, while other cells may run. It
 * stops when a later cell calls `stop()`, or when a file named `STOP` appears in its folder; started
 * again without `restart`, it goes on after the step that was its last one.
 *
 * @throws {TypeError} Outside a notebook.
 *
 * @example
 * ```ts ignore
 * const training = await startExperiment(resolveSettings());
 * // In another cell:
 * await training.stop();
 * // Or, to wait for its end:
 * const { results } = await training.finished;
 * ```
 */
export async function startExperiment(
  settings: ExperimentSettings,
  options: Omit<RunExperimentOptions, "signal"> = {},
): Promise<StartedExperiment> {
  const stopFile = join(settings.out, STOP_FILE);
  // One that was left is not meant for this experiment.
  await rm(stopFile, { force: true });
  const controller = new AbortController();
  const place = progressDisplay();
  await place.finish(`<p>${escapeHtml(STARTING)}</p>`, STARTING);
  const events = runExperiment(settings, { ...options, signal: controller.signal });
  const finished = displayExperiment(heedFile(events, stopFile, controller), place);
  // Who waits for the end is told; where nobody does yet, the kernel must not fail for it.
  finished.catch(() => {});
  return {
    finished,
    async stop() {
      controller.abort();
      await finished.catch(() => {});
    },
  };
}

const STARTING = "The experiment starts.";

/** Passes an experiment's events on, and stops it when the file is there. */
async function* heedFile(
  events: AsyncIterable<ExperimentEvent>,
  file: string,
  controller: AbortController,
): AsyncGenerator<ExperimentEvent> {
  let looked = 0;
  try {
    for await (const event of events) {
      yield event;
      if (performance.now() - looked < LOOK_EVERY) continue;
      looked = performance.now();
      if (existsSync(file)) controller.abort();
    }
  } catch (error) {
    // Aborted while model and data were made ready: no run has begun.
    if (error !== controller.signal.reason) throw error;
  } finally {
    if (controller.signal.aborted) await rm(file, { force: true });
  }
}

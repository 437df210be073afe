/** An experiment that a file stops, too. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ExperimentEvent } from "./events.ts";
import { LOOK_MS } from "./make_runs.ts";
import { runExperiment, type RunExperimentOptions } from "./run.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** A file of this name in the experiment's folder stops it. */
export const STOP_FILE = "STOP";

/**
 * Runs an experiment until it is done, the signal is aborted or a file {@linkcode STOP_FILE} appears
 * in its folder, which is then removed. Stopped while model and data are made ready, it ends without
 * a word: nothing has begun.
 *
 * @throws {InputError} As `runExperiment` does.
 */
export async function* runStoppable(
  settings: ExperimentSettings,
  options: RunExperimentOptions = {},
): AsyncGenerator<ExperimentEvent> {
  const file = join(settings.out, STOP_FILE);
  // One that was left is not meant for this experiment.
  await rm(file, { force: true });
  const found = new AbortController();
  const timer = setInterval(() => existsSync(file) && found.abort(), LOOK_MS);
  const given = options.signal === undefined ? [] : [options.signal];
  const signal = AbortSignal.any([found.signal, ...given]);
  try {
    yield* runExperiment(settings, { ...options, signal });
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  } finally {
    clearInterval(timer);
    if (found.signal.aborted) await rm(file, { force: true });
  }
}

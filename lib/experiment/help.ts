/** Taking a share of the runs of an experiment that another process leads. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { InputError, isLocked } from "../io/mod.ts";
import { LOOK_MS, RunQueue } from "./make_runs.ts";
import { type AskedExperiment, askedExperiment, experimentRuns } from "./plan/experiment_plan.ts";
import { blamed } from "./plugins.ts";
import { EXPERIMENT_CONFIG } from "./results.ts";
import type { RunExperimentOptions } from "./run.ts";
import { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** How long nobody leads before a helper takes it that nobody will: processes begin at odd times. */
const GIVE_UP_MS = 3000;

/** Options of {@linkcode helpExperiment}. */
export type HelpExperimentOptions =
  & Pick<RunExperimentOptions, "signal" | "prepare" | "plugins">
  & Required<Pick<RunExperimentOptions, "session">>;

/**
 * Makes runs of an experiment that a process leads by `runExperiment`, with the same settings and
 * session, at the same time. Where that process is gone, or has nothing to make, this ends as well;
 * for one that has not come to write in a new folder it waits until the signal is aborted. Each run comes to the same bits whichever process makes it, if both
 * compute with the same number of threads.
 *
 * @throws {InputError} If the experiment's settings are others, or something that they name cannot
 * be used.
 */
export async function helpExperiment(
  given: ExperimentSettings,
  { session, signal, prepare, plugins: further }: HelpExperimentOptions,
): Promise<void> {
  const experiment = await askedExperiment(given, further);
  const { settings, definitions, plugins } = experiment;
  const store = await joined(experiment, session, signal);
  if (store === undefined) return;
  const { all, asked } = experimentRuns(experiment, store.settings);
  store.plan(all);
  const runs = asked.filter((run) => !store.isFinished(run));
  if (runs.length === 0) return;
  // Imported only here, as in runExperiment.
  prepare ??= (await import("./prepare.ts")).prepareTraining;
  try {
    const { threads } = store;
    const preparation = {
      settings,
      definitions,
      runs,
      ...(threads === undefined ? {} : { threads }),
    };
    const training = await prepare(preparation, () => {}, signal);
    try {
      store.follow(training.environment);
      await new RunQueue({ store, training, definitions }, runs, all).help(signal);
    } finally {
      await training.dispose();
    }
  } catch (error) {
    throw blamed(error, plugins);
  }
}

/** The folder, once its leader is ready; undefined if that will not be, or the signal is aborted. */
async function joined(
  experiment: AskedExperiment,
  session: string,
  signal: AbortSignal | undefined,
): Promise<RunStore | undefined> {
  const { settings, plugins } = experiment;
  let wasLed = false, free: number | undefined;
  for (;;) {
    const store = await RunStore.join(settings, session, { plugins });
    if (store !== undefined || signal?.aborted) return store;
    const isLed = await isLocked(settings.out);
    wasLed ||= isLed;
    // A leader of a new folder takes it only when all is loaded: that it is free says nothing.
    if (isLed || !(wasLed || await isFinished(experiment))) free = undefined;
    else if (performance.now() - (free ??= performance.now()) > GIVE_UP_MS) return undefined;
    await setTimeout(LOOK_MS);
  }
}

/** Whether all that was asked for is there, so that its leader has nothing to make. */
async function isFinished(experiment: AskedExperiment): Promise<boolean> {
  const { settings, plugins } = experiment;
  if (!existsSync(join(settings.out, EXPERIMENT_CONFIG))) return false;
  try {
    const store = await RunStore.open(settings, { plugins });
    const { asked } = experimentRuns(experiment, store.settings);
    return asked.every((run) => store.isFinished(run));
  } catch (error) {
    // Its leader may be about to begin anew there, or says what is wrong.
    if (error instanceof InputError) return false;
    throw error;
  }
}

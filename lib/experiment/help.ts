/** Taking a share of the runs of an experiment that another process leads. */

import { setTimeout } from "node:timers/promises";
import { LOOK_MS, RunQueue } from "./make_runs.ts";
import { askedExperiment, experimentRuns } from "./plan/experiment_plan.ts";
import { blamed } from "./plugins.ts";
import type { RunExperimentOptions } from "./run.ts";
import { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** Options of {@linkcode helpExperiment}. */
export type HelpExperimentOptions =
  & Pick<RunExperimentOptions, "signal" | "prepare" | "plugins">
  & Required<Pick<RunExperimentOptions, "session">>;

/**
 * Makes runs of an experiment that a process leads by `runExperiment`, with the same settings and
 * session, at the same time. Each run comes to the same bits whichever process makes it, if both
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
  let store: RunStore | undefined;
  while ((store = await RunStore.join(settings, session, { plugins })) === undefined) {
    if (signal?.aborted) return;
    await setTimeout(LOOK_MS);
  }
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
      training.dispose();
    }
  } catch (error) {
    throw blamed(error, plugins);
  }
}

/** Taking a share of the runs of an experiment that another process leads. */

import { setTimeout } from "node:timers/promises";
import { plannedRuns } from "./plan/planned_runs.ts";
import { helpWithRuns, LOOK_MS } from "./make_runs.ts";
import type { RunExperimentOptions } from "./run.ts";
import { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** Options of {@linkcode helpExperiment}. */
export type HelpExperimentOptions =
  & Pick<RunExperimentOptions, "signal" | "prepare">
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
  settings: ExperimentSettings,
  { session, signal, prepare }: HelpExperimentOptions,
): Promise<void> {
  let store: RunStore | undefined;
  while ((store = await RunStore.join(settings, session)) === undefined) {
    if (signal?.aborted) return;
    await setTimeout(LOOK_MS);
  }
  // Imported only here, as in runExperiment.
  prepare ??= (await import("./prepare.ts")).prepareTraining;
  const training = await prepare(settings, () => {}, signal);
  try {
    store.follow(training.environment);
    await helpWithRuns(store, training, plannedRuns(settings), signal);
  } finally {
    training.dispose();
  }
}

/** Running an experiment: every unfinished run of the grid, one after the other, kept on disk. */

import type { ExperimentEvent } from "./events.ts";
import { messages } from "./messages.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { Prepare } from "./prepared.ts";
import { readRuns } from "./results.ts";
import { makeRuns } from "./make_runs.ts";
import { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import { summarise, summaryCsv } from "./summary.ts";

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
  const grid = plannedRuns(settings);
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
      const finished = grid.length - runs.length, steps = runs.map(() => stepsPerRun);
      yield { type: "ready", environment, runs, steps, finished };
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

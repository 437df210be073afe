/** Making some runs of an experiment where nobody leads, and collecting them: what a cluster's jobs do. */
import { InputError } from "../io/mod.ts";
import { neededAmong } from "./decided_by.ts";
import type { ExperimentEvent } from "./events.ts";
import { RunQueue } from "./make_runs.ts";
import { type AskedExperiment, askedExperiment, experimentRuns } from "./plan/experiment_plan.ts";
import { checkMakeable } from "./plan/makeable.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { PlannedRun } from "./planned_run.ts";
import { blamed } from "./plugins.ts";
import { readPlaces, refuseReadPlaces } from "./read_places.ts";
import { collected, made, prepared, type RunExperimentOptions, savedSteps } from "./run.ts";
import { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** Options of what is done where nobody leads. */
export type UnledOptions = Pick<RunExperimentOptions, "signal" | "plugins" | "prepare" | "word">;

/** An experiment's folder, which nobody leads. */
interface Unled {
  experiment: AskedExperiment;
  store: RunStore;
  all: PlannedRun[];
  asked: PlannedRun[];
}

async function opened(settings: ExperimentSettings, options: UnledOptions): Promise<Unled> {
  const experiment = await askedExperiment(settings, options.plugins);
  const { plugins, settings: { out } } = experiment;
  refuseReadPlaces(out, await readPlaces(plannedRuns(experiment.settings)));
  const store = await RunStore.open(experiment.settings, { plugins, led: false });
  const { all, asked } = experimentRuns(experiment, store.settings);
  store.plan(all);
  return { experiment, store, all, asked };
}

/**
 * Makes some runs of the experiment, never another, and writes nothing but these: no process leads, and
 * several may make other runs in the same folder, on any machine that sees it. Called again it goes on as
 * `runExperiment` does, and ends with the same bits. A run that another process makes is waited for.
 *
 * @param names Those of the runs. One that is finished is left alone.
 * @throws {InputError} As `runExperiment` does, and where a run reads another that is neither finished nor
 * among them.
 *
 * @example
 * ```ts ignore
 * for await (const event of makeOnlyRuns(settings, ["cosine-SD-seed0"])) {
 *   if (event.type === "run-end") console.log(event.summary.final_eval_loss);
 * }
 * ```
 */
export async function* makeOnlyRuns(
  settings: ExperimentSettings,
  names: readonly string[],
  options: UnledOptions = {},
): AsyncGenerator<ExperimentEvent> {
  const unled = await opened(settings, options);
  const { experiment, store, all } = unled;
  const { definitions, plugins } = experiment;
  const { signal, word } = options;
  const chosen = all.filter(({ name }) => names.includes(name));
  const runs = chosen.filter((run) => !store.isFinished(run));
  refuseUnread(runs, all, store);
  if (runs.length === 0) {
    const are = chosen.length === 1 ? `The run ${chosen[0]!.name} is` : "These runs are";
    yield { type: "setup", message: `${are} finished.` };
    return;
  }
  checkMakeable(runs, all, definitions);
  try {
    const looked = lookedAt(unled, runs);
    const training = yield* prepared(experiment, looked, options, store.threads);
    try {
      const { environment } = training;
      await store.enter(environment);
      const { aboutBits } = store;
      if (aboutBits !== undefined) yield { type: "setup", message: aboutBits };
      const steps = runs.map((run) => training.steps(run));
      const saved = await savedSteps(store, runs);
      const finished = chosen.length - runs.length;
      yield { type: "ready", environment, runs, steps, finished, before: [], saved };
      const queue = new RunQueue({ store, training, definitions }, runs, all);
      const left = yield* made(queue.lead(signal), store, training, word);
      if (left > 0) yield { type: "interrupted", left };
    } finally {
      await training.dispose();
    }
  } catch (error) {
    throw blamed(error, plugins);
  }
}

/** Refuses runs that read others which are not there: who makes them later would wait meanwhile. */
function refuseUnread(runs: readonly PlannedRun[], all: readonly PlannedRun[], store: RunStore) {
  const neededBy = neededAmong(all);
  for (const run of runs) {
    const needed = neededBy(run);
    if (needed === undefined || runs.includes(needed) || store.isFinished(needed)) continue;
    throw new InputError(`the run ${run.name} reads ${needed.name}, which is not finished`, {
      file: store.out,
      mend: "Make that one before, or both in one call",
    });
  }
}

/**
 * Those of which is looked at what they are made with: of all where the folder does not say it of all yet,
 * or may have been moved.
 */
function lookedAt({ store, all, asked }: Unled, runs: readonly PlannedRun[]) {
  if (store.isMoved) return all;
  return store.isWhole ? runs : asked;
}

/**
 * Sees that the experiment's runs can be made, as far as this machine can tell: settings, folder, model,
 * data and β, all of which is loaded once. Makes none. A folder that has been begun learns of runs that
 * it had not; a new one is left to who makes the first run, since that machine's bits count.
 *
 * @returns The runs that are not finished.
 * @throws {InputError} As `runExperiment` does.
 */
export async function* checkRuns(
  settings: ExperimentSettings,
  options: UnledOptions = {},
): AsyncGenerator<ExperimentEvent, PlannedRun[]> {
  const unled = await opened(settings, options);
  const { experiment, store, all, asked } = unled;
  const { definitions, plugins } = experiment;
  const left = asked.filter((run) => !store.isFinished(run));
  const names = plannedRuns(experiment.settings).map(({ name }) => name);
  const besides = left.find(({ name }) => !names.includes(name));
  if (besides !== undefined) {
    throw new InputError(`the run ${besides.name}, which others read, is not finished`, {
      file: store.out,
      mend: "Ask for it, too",
    });
  }
  checkMakeable(left, all, definitions);
  if (left.length === 0) return left;
  try {
    const training = yield* prepared(experiment, lookedAt(unled, left), options);
    try {
      store.refuseOtherInputs(training.environment);
      await store.extend(training.environment);
    } finally {
      await training.dispose();
    }
  } catch (error) {
    throw blamed(error, plugins);
  }
  return left;
}

/**
 * Says what the runs of an experiment came to, and writes it, as `runExperiment` does at its end. Makes
 * none.
 *
 * @throws {InputError} If one that was asked for is not finished.
 */
export async function* collectRuns(
  settings: ExperimentSettings,
  options: UnledOptions = {},
): AsyncGenerator<ExperimentEvent> {
  const { store, all, asked, experiment } = await opened(settings, options);
  const left = asked.filter((run) => !store.isFinished(run));
  if (left.length > 0) {
    const count = `${left.length} of ${asked.length} ${asked.length === 1 ? "run" : "runs"}`;
    const more = left.length === 1 ? "" : ` and ${left.length - 1} more`;
    throw new InputError(
      `${count} ${left.length === 1 ? "is" : "are"} not finished: ${left[0]!.name}${more}`,
      {
        file: store.out,
        mend: "Make them, and the same command goes on",
      },
    );
  }
  try {
    await store.renew();
    yield* collected(store, all, experiment.definitions, options);
  } catch (error) {
    throw blamed(error, experiment.plugins);
  }
}

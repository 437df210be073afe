/** Running an experiment: every unfinished run, one after the other, kept on disk. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Meanwhile } from "../data/mod.ts";
import {
  holderInBrackets,
  InputError,
  type LockHolder,
  settingName,
  type SettingWord,
  wordSettings,
} from "../io/mod.ts";
import { checkpointSteps } from "./checkpoints.ts";
import type { Definitions } from "./definitions.ts";
import type { ExperimentEvent, FinishedRun } from "./events.ts";
import { RunQueue } from "./make_runs.ts";
import { messages } from "./messages.ts";
import { takenAway } from "./own_files.ts";
import { type AskedExperiment, askedExperiment, experimentRuns } from "./plan/experiment_plan.ts";
import { checkMakeable } from "./plan/makeable.ts";
import { blamed, type Plugin } from "./plugins.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Prepare, PreparedTraining } from "./prepared.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { readPlaces, refuseReadPlaces } from "./read_places.ts";
import { withoutGamma } from "./reads_gamma.ts";
import { readRuns } from "./results.ts";
import { RunStore } from "./run_store.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import { summarise, summaryCsv } from "./summary.ts";

/** Options of {@linkcode runExperiment}. */
export interface RunExperimentOptions {
  /** Aborted, the experiment stops after the step under way, ready to go on later. */
  signal?: AbortSignal;
  /** Makes all runs again, also those that are finished. @default false */
  restart?: boolean;
  /** Plugins besides those that the settings name: `loadPlugin`, `pluginOf`. @default [] */
  plugins?: readonly Plugin[];
  /**
   * Makes the training ready: loads models, data and β.
   * @default prepareTraining
   */
  prepare?: Prepare;
  /**
   * A name that is given to this call alone: processes that call {@linkcode helpExperiment} with it
   * make some of the runs.
   * @default none do
   */
  session?: string;
  /** What settings are called in what is said, such as `--model`. @default {their names} */
  word?: SettingWord;
}

/**
 * Makes every run of the experiment that is not finished in `settings.out` and writes what they came
 * to. Called again after an interruption, it goes on with the first unfinished run, at its latest
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
  const experiment = await askedExperiment(settings, options.plugins);
  const { plugins } = experiment;
  const { restart = false } = options;
  const { out } = experiment.settings;
  refuseReadPlaces(out, await readPlaces(plannedRuns(experiment.settings)));
  const store = await RunStore.open(experiment.settings, { plugins, restart });
  await store.lock();
  try {
    yield* makeExperiment(store, experiment, options);
  } catch (error) {
    throw blamed(error, plugins);
  } finally {
    await store.unlock();
  }
}

async function* makeExperiment(
  store: RunStore,
  experiment: AskedExperiment,
  options: RunExperimentOptions,
): AsyncGenerator<ExperimentEvent> {
  const { signal, session, word } = options;
  const { definitions } = experiment;
  const { all, asked } = experimentRuns(experiment, store.settings);
  store.plan(all);
  const runs = asked.filter((run) => !store.isFinished(run));
  checkMakeable(runs, all, definitions);
  const finished = asked.length - runs.length;
  if (finished > 0 && store.tooLate.length > 0) {
    const late = store.tooLate.map((name) => settingName(name)).join(", ");
    const message = wordSettings(
      `Too late for the ${finished === 1 ? "run" : `${finished} runs`} finished here: ${late}. ` +
        `Only runs still to be made have it; with ${settingName("restart")} all are made again.`,
      word,
    );
    yield { type: "setup", message };
  }
  if (runs.length > 0 || store.isMoved) {
    // What was moved must be what it was for each run that is there.
    const looked = store.isMoved ? all : runs;
    const training = yield* prepared(experiment, looked, options, store.threads);
    try {
      // Said once all else is known to be in order: until then nothing is removed.
      const old = await store.leftBehind();
      if (old !== undefined) {
        yield { type: "setup", message: `Begins anew: ${old}.` };
      }
      yield* messages((say) => {
        const onWait = (run: string, holder: LockHolder) =>
          say(
            `Waits for another process${holderInBrackets(holder)}, which still makes ${run}; it ` +
              "stops once it is told to. Ctrl-C ends the wait.",
          );
        return store.begin(training.environment, { signal, onWait });
      }, word);
      const { aboutBits } = store;
      if (aboutBits !== undefined) yield { type: "setup", message: aboutBits };
      const steps = runs.map((run) => training.steps(run));
      const { environment } = training;
      if (runs.length > 0) {
        const before = await endedBefore(store, asked.filter((run) => !runs.includes(run)));
        const saved = await savedSteps(store, runs);
        yield { type: "ready", environment, runs, steps, finished, before, saved };
      }
      if (session !== undefined) await store.announce(session);
      const queue = new RunQueue({ store, training, definitions }, runs, all);
      const left = yield* made(queue.lead(signal), store, training, word);
      if (left > 0) {
        yield { type: "interrupted", left };
        return;
      }
    } finally {
      await training.dispose();
    }
  } else {
    await store.renew();
  }
  yield* collected(store, all, definitions, { signal, word });
}

/**
 * Loads what runs are made with.
 *
 * @param threads With how many it is computed. @default {the backend's own}
 */
export async function* prepared(
  { settings, definitions }: AskedExperiment,
  runs: readonly PlannedRun[],
  { prepare, signal, word }: Pick<RunExperimentOptions, "prepare" | "signal" | "word">,
  threads?: number,
): AsyncGenerator<ExperimentEvent, PreparedTraining> {
  // Imported only now: what is finished can be looked at without any backend.
  prepare ??= (await import("./prepare.ts")).prepareTraining;
  const known = threads === undefined ? {} : { threads };
  const preparation = { settings, definitions, runs, ...known };
  return yield* messages((say) => prepare!(preparation, say, signal), word);
}

/** The latest checkpoint of each run, by its step. */
export function savedSteps(store: RunStore, runs: readonly PlannedRun[]): Promise<number[]> {
  return Promise.all(runs.map(async (run) => {
    const [latest = 0] = await checkpointSteps(store.folder(run).path);
    return latest;
  }));
}

/** What the finished runs of a folder came to, written and told. */
export async function* collected(
  store: RunStore,
  all: readonly PlannedRun[],
  definitions: Definitions,
  { signal, word }: Pick<RunExperimentOptions, "signal" | "word">,
): AsyncGenerator<ExperimentEvent> {
  const results = yield* messages((say) =>
    readRuns(
      store.out,
      undefined,
      new Meanwhile({ onProgress: say, ...(signal === undefined ? {} : { signal }) }),
    ), word);
  await store.tidy(all);
  const summaries = results.map(summarise);
  await store.write("summary.csv", summaryCsv(summaries));
  const warning = withoutGamma(results, definitions);
  if (warning !== undefined) yield { type: "setup", message: wordSettings(warning, word) };
  yield { type: "done", out: store.out, results, summaries };
}

/**
 * What comes of making runs, and what the trainer says of evaluations before the first step; an
 * error says so where their folder was taken away meanwhile.
 */
export async function* made(
  events: ReturnType<RunQueue["lead"]>,
  store: RunStore,
  training: PreparedTraining,
  word: SettingWord | undefined,
): ReturnType<RunQueue["lead"]> {
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      yield next.value;
      if (next.value.type !== "record") continue;
      const { run, record } = next.value;
      if (record.type !== "evaluation" || record.step > 0) continue;
      const message = await training.judge?.(run, record);
      if (message !== undefined) yield { type: "setup", message: wordSettings(message, word) };
    }
  } catch (cause) {
    if (!(cause instanceof InputError) || existsSync(join(store.out, "runs"))) throw cause;
    throw takenAway(store.out, cause);
  } finally {
    await events.return(0);
  }
}

/**
 * What runs came to that are finished.
 *
 * @throws {InputError} If one is damaged: better told before the others are made than after.
 */
async function endedBefore(
  store: RunStore,
  runs: readonly PlannedRun[],
): Promise<FinishedRun[]> {
  return await Promise.all(runs.map(async (run): Promise<FinishedRun> => {
    const result = await store.folder(run).result();
    const last = result.records.findLast((record) => record.type === "step");
    return { run, summary: summarise(result), stepLoss: last?.loss ?? null };
  }));
}

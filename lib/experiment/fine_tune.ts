/** Training one model on one's own text: a run of an experiment whose model is the folder. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  disk,
  InputError,
  MODEL_CARD,
  MODEL_FILES,
  replaceFile,
  settingName,
  wordSettings,
} from "../io/mod.ts";
import { freshConfig, isFresh } from "../model/mod.ts";
import { loadTokenizer } from "../tokens/mod.ts";
import { countChunks } from "./chunks.ts";
import { withPlugins } from "./definitions.ts";
import { endedWorse } from "./ending.ts";
import type { ExperimentEvent, Say } from "./events.ts";
import { Inputs } from "./inputs.ts";
import { messages } from "./messages.ts";
import { folderOfTokenizer } from "./model_folder.ts";
import { modelCard } from "./model_card.ts";
import { askedExperiment } from "./plan/experiment_plan.ts";
import { differences, OTHER_FOLDER, refuseDifferences } from "./plan/growth.ts";
import { checkRuns, collectRuns, makeOnlyRuns } from "./only_runs.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { loadPlugins } from "./plugins.ts";
import type { PlannedRun, RunResult } from "./planned_run.ts";
import type { Prepare } from "./prepared.ts";
import { readPlaces, refuseReadPlaces } from "./read_places.ts";
import { EXPERIMENT_CONFIG, readConfig } from "./results.ts";
import { runFolderOf } from "./run_folder_of.ts";
import { runExperiment, type RunExperimentOptions } from "./run.ts";
import { ONNX_FILES, rememberModel, verifyModel } from "./saved_model.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** Settings of one run; chunks that are not counted are all that the text gives. */
export type FineTuneSettings =
  & Omit<ExperimentSettings, "trainChunks" | "evalChunks">
  & Partial<Pick<ExperimentSettings, "trainChunks" | "evalChunks">>;

/** What of a model's folder is written. */
const WRITTEN: readonly string[] = [...MODEL_FILES, MODEL_CARD, ...Object.values(ONNX_FILES)];

/** How {@linkcode fineTune} goes about it. */
export interface FineTuneOptions
  extends Pick<RunExperimentOptions, "signal" | "restart" | "plugins" | "word"> {
  /**
   * What is done of it: all; only the run, which another call is to collect; only that; or only what
   * `checkRuns` does.
   * @default "all"
   */
  part?: "all" | "run" | "collect" | "check";
}

const PARTS = {
  all: runExperiment,
  run: (settings: ExperimentSettings, options: RunExperimentOptions) =>
    makeOnlyRuns(settings, plannedRuns(settings).map(({ name }) => name), options),
  collect: collectRuns,
  check: checkRuns,
} as const;

/**
 * Trains one model: the one run of an experiment in `run` in the folder `settings.out`. At its end that
 * folder is a Hugging Face folder, with a model card. Called again it goes on, or says that nothing is
 * left to do, as {@linkcode runExperiment} does.
 *
 * @throws {InputError} If the folder holds something else, or something that the settings name cannot be
 * used. Nothing is written then.
 * @throws {RangeError} If the settings are of several runs.
 *
 * @example
 * ```ts ignore
 * const settings = fineTuneSettings({ data: "mine.csv", textColumn: "review", out: "my-model" });
 * for await (const event of fineTune(settings)) {
 *   if (event.type === "done") console.log(event.summaries[0]!.final_eval_loss);
 * }
 * ```
 */
export async function* fineTune(
  settings: FineTuneSettings,
  options: FineTuneOptions = {},
): AsyncGenerator<ExperimentEvent> {
  const { out } = settings;
  // The numbers of chunks name no place.
  const reading = plannedRuns({ ...settings, trainChunks: 1, evalChunks: 1 });
  refuseReadPlaces(out, await readPlaces(reading));
  refuseOccupied(out);
  const begun = options.restart ? undefined : await begunIn(out);
  if (begun !== undefined) refuseOtherRun(out, begun, settings);
  const whole = yield* messages(
    (say) => withChunks(settings, begun, options, say),
    options.word,
  );
  const runs = plannedRuns(whole);
  if (runs.length !== 1) throw new RangeError(`One run makes a model: got ${runs.length}.`);
  const experiment = { ...whole, out: runFolderOf(out), saveModels: true };
  let trained = false;
  const make = PARTS[options.part ?? "all"];
  for await (const event of make(experiment, { ...options, prepare: savingTo(out) })) {
    trained ||= event.type === "ready";
    if (event.type !== "done") {
      yield event;
      continue;
    }
    const [result] = event.results as [RunResult];
    if (!trained) await refuseOtherInputs(experiment, options);
    await finish(out, result, trained);
    const worse = endedWorse(result);
    if (worse !== undefined) {
      yield { type: "setup", message: wordSettings(madeWorse(worse), options.word) };
    }
    yield event;
  }
}

function madeWorse({ before, after }: { before: number; after: number }): string {
  return `The evaluation loss is ${after.toFixed(4)} after the training, ${
    before.toFixed(4)
  } before it: ` +
    `the training made the model worse on this text. Set ${
      settingName("learningRate")
    } lower, or ` +
    "train for fewer steps.";
}

/**
 * Refuses to call a training finished that was of other text, or of another model, under the same names.
 *
 * @throws {InputError} If one differs, or cannot be read any more.
 */
async function refuseOtherInputs(
  asked: ExperimentSettings,
  { signal, plugins }: FineTuneOptions,
): Promise<void> {
  const { settings, definitions } = await askedExperiment(asked, plugins);
  const { environment } = await readConfig(settings.out);
  const [run] = plannedRuns(settings) as [PlannedRun];
  const inputs = new Inputs({ definitions, settings }, () => {}, signal);
  try {
    const now = {
      model_sha256: (await inputs.knownModel(run)).sha256,
      chunks_sha256: (await inputs.chunks(run)).sha256,
    };
    const known = Object.keys(now).filter((name) => environment[name] !== undefined);
    const file = join(settings.out, EXPERIMENT_CONFIG);
    refuseDifferences(file, differences(known, environment, now), settings);
  } finally {
    await inputs.dispose();
  }
}

/** Refuses a folder in which something of others would be written over. */
function refuseOccupied(out: string): void {
  if (existsSync(join(runFolderOf(out), EXPERIMENT_CONFIG))) return;
  const found = WRITTEN.find((name) => existsSync(join(out, name)));
  if (found === undefined) return;
  throw new InputError(
    `this folder has a ${found}, but no training was begun here, so nothing is written over`,
    { file: out, mend: OTHER_FOLDER },
  );
}

/** The settings of the training that was begun in a folder. */
async function begunIn(out: string): Promise<ExperimentSettings | undefined> {
  const run = runFolderOf(out);
  return existsSync(join(run, EXPERIMENT_CONFIG)) ? (await readConfig(run)).settings : undefined;
}

/** Refuses another run: an experiment would make it besides, and one folder has one model. */
function refuseOtherRun(out: string, begun: ExperimentSettings, now: FineTuneSettings): void {
  const axes = ["schedules", "methods", "seeds", "sweep", "conditions"] as const;
  refuseDifferences(join(runFolderOf(out), EXPERIMENT_CONFIG), differences(axes, begun, now));
}

/**
 * The settings with the numbers of chunks: those that the training was begun with, or all there are.
 *
 * @throws {InputError} If the text gives fewer than the training was begun with.
 */
async function withChunks(
  settings: FineTuneSettings,
  begun: ExperimentSettings | undefined,
  { signal, plugins: further = [] }: FineTuneOptions,
  say: Say,
): Promise<ExperimentSettings> {
  const { trainChunks, evalChunks } = settings;
  if (trainChunks !== undefined && evalChunks !== undefined) {
    return { ...settings, trainChunks, evalChunks };
  }
  const folder = await folderOfTokenizer(settings.model, say, signal);
  const { casing } = settings;
  const tokenizer = await loadTokenizer(folder, {
    onMessage: () => {},
    ...(casing === "auto" ? {} : { cased: casing === "cased" }),
  });
  const { readers, architectures } = withPlugins([
    ...await loadPlugins(settings.plugins),
    ...further,
  ]);
  // Before all of the text is read for it.
  if (isFresh(settings.model)) freshConfig(settings.model, tokenizer, architectures);
  // What is to be said of the text is said when it is read for the run.
  const progress: Say = (message, done) => done !== undefined && say(message, done);
  const all = await countChunks(settings, tokenizer, readers, progress, signal, { tell: say });
  const given = {
    ...(trainChunks === undefined ? {} : { trainChunks }),
    ...(evalChunks === undefined ? {} : { evalChunks }),
  };
  if (begun === undefined) return { ...settings, ...all, ...given };
  const before = { trainChunks: begun.trainChunks, evalChunks: begun.evalChunks };
  const names = Object.keys(before) as (keyof typeof before)[];
  if (names.every((name) => settings[name] !== undefined || all[name] >= before[name])) {
    return { ...settings, ...before, ...given };
  }
  throw new InputError(
    `it gives ${all.trainChunks} chunks to train on and ${all.evalChunks} to evaluate, but the ` +
      `training in ${settings.out} was begun with ${before.trainChunks} and ${before.evalChunks}: ` +
      "this is other text",
    {
      file: settings.data,
      mend: `${OTHER_FOLDER}, or train anew in this one with ${settingName("restart")}`,
    },
  );
}

/** Training whose model is saved in a folder of its own, before the run is marked as finished. */
function savingTo(out: string): Prepare {
  return async (preparation, say, signal) => {
    const { prepareTraining } = await import("./prepare.ts");
    const prepared = await prepareTraining(preparation, say, signal);
    return {
      ...prepared,
      async open(run) {
        // Of another training, as with restart: one that is interrupted must not seem finished.
        for (const name of WRITTEN) await disk.remove(join(out, name));
        const opened = await prepared.open(run);
        return {
          ...opened,
          async save() {
            await opened.save(out);
            await rememberModel(out);
          },
        };
      },
    };
  };
}

/** Looks after the model of a run that is finished, and says what it is. */
async function finish(out: string, result: RunResult, trained: boolean): Promise<void> {
  if (result.records.length === 0) {
    const reason = result.diverged?.replace(/\.$/, "");
    throw new InputError(`training ended before it began, so there is no model. ${reason}`, {
      file: out,
      mend: `The folder keeps that; train in it otherwise with ${settingName("restart")}`,
    });
  }
  if (!trained) await verifyModel(out, result.weightsSha256);
  const card = join(out, MODEL_CARD);
  // One that was edited stays, but for another model.
  if (trained || !existsSync(card)) {
    await replaceFile(card, await modelCard(result, await readConfig(runFolderOf(out)), out));
  }
}

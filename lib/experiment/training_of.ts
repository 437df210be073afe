/** What a model's folder tells of the training that made it. */
import { join, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Split, splitPaths, splitsOfPaths } from "../data/mod.ts";
import { InputError, keptInput, settingName } from "../io/mod.ts";
import { dataPath, EMBEDDED } from "./embedded.ts";
import { portions } from "./portions.ts";
import { isWithin, placeAt, placeOf } from "./read_places.ts";
import { EXPERIMENT_CONFIG, type ExperimentConfig, readConfig } from "./results.ts";
import { runFolderOf } from "./run_folder_of.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** Names the texts that a training held out, where splits are named. */
export const HELD_OUT_TEXTS = "held-out";

/** What of a training's settings decides which of its texts were held out, how they are read and masked. */
const READ_BY = [
  ...["reader", "textColumn", "separator", "dataConstruction", "passageLimit"] as const,
  ...["lineByLine", "evalFraction", "dataSeed", "chunkLength"] as const,
  ...["masking", "maskProbability"] as const,
] as const;

/**
 * What a model was trained with, where its folder is that of a training.
 *
 * @throws {InputError} If that is damaged.
 */
export async function trainingOf(model: string): Promise<ExperimentConfig | undefined> {
  const run = runFolderOf(model);
  if (model === EMBEDDED || placeAt(join(run, EXPERIMENT_CONFIG)) === undefined) return undefined;
  return await readConfig(run);
}

/**
 * Refuses a folder in which a training was begun that has made no model.
 *
 * @throws {InputError} If it is one.
 */
export function refuseUnfinished(model: string): void {
  if (placeAt(join(runFolderOf(model), EXPERIMENT_CONFIG)) === undefined) return;
  if (placeAt(join(model, "config.json")) !== undefined) return;
  throw new InputError("the training in this folder is not finished, so there is no model yet", {
    file: model,
    mend: "Begin it again as it was begun, and it goes on; or name another model",
  });
}

/**
 * The settings by which the texts that a training held out are read again.
 *
 * @param settings What is measured, on which data.
 * @param file The folder of the model that the training made.
 * @param training What that was trained with.
 * @throws {InputError} If nothing was held out there, or the data are to be read otherwise.
 */
export function heldOutSettings(
  settings: ExperimentSettings,
  file: string,
  training: ExperimentConfig | undefined,
): ExperimentSettings {
  if (training === undefined) {
    throw new InputError("no training was made in this folder, so no texts were held out of any", {
      file,
      mend: "Name a model that was trained here, or another split",
    });
  }
  const { evalFraction, evalData, evalSplit } = training.settings;
  if (evalFraction === null) {
    const kept = keptInput(evalData ?? "");
    throw new InputError("the training of this model held no share of its texts out", {
      file,
      mend: evalData === null
        ? `It was evaluated on the split ${evalSplit}: name that`
        : kept !== undefined
        ? `It was evaluated on standard input (${kept}): pipe the same text again, and measure that`
        : `It was evaluated on ${evalData}: measure that`,
    });
  }
  const read = Object.fromEntries(READ_BY.map((name) => [name, training.settings[name]]));
  return { ...settings, ...read };
}

/** What decides how texts are divided by their order, where they lie in the same files. */
const DIVIDED_BY = ["reader", "textColumn", "separator", "lineByLine"] as const;

/** Whether two trainings held the same texts out: of the same bytes, read and drawn alike. */
export function heldOutAlike(a: ExperimentConfig, b: ExperimentConfig): boolean {
  const of = ({ settings, environment }: ExperimentConfig) => [
    environment.data_sha256,
    ...[...DIVIDED_BY, "evalFraction", "dataSeed"].map((name) =>
      settings[name as keyof ExperimentSettings]
    ),
  ];
  return a.environment.data_sha256 !== undefined && isDeepStrictEqual(of(a), of(b));
}

/** What is measured, and how it was found in the data. */
export interface MeasuredTexts {
  settings: ExperimentSettings;
  /** The split that was asked for. */
  split: Split | undefined;
  /** Whether it is one by the order of the texts alone. */
  byOrder: boolean;
}

/**
 * Whether a model was trained on some texts, as far as the files tell: on the same ones, on such in a
 * folder of theirs, or on a folder that they are in. Texts of another split than the one to train on are
 * of these only where their order alone says it, and the training divided them otherwise or not at all.
 */
export async function isTrainedOn(
  { settings, split, byOrder }: MeasuredTexts,
  training: ExperimentSettings,
): Promise<boolean> {
  const isTrain = split === undefined || split === "train";
  if (!isTrain && !byOrder) return false;
  const places = async ({ data }: ExperimentSettings) =>
    (await splitPaths(dataPath(data))).map((path) => placeOf(resolve(path)));
  const measured = await places(settings), trained = await places(training);
  const isDivided = portions(training).some(({ split }) => split === "train");
  const isSame = isDeepStrictEqual(
    [measured, ...DIVIDED_BY.map((name) => settings[name])],
    [trained, ...DIVIDED_BY.map((name) => training[name])],
  );
  if (!isTrain && isDivided && isSame) return false;
  return measured.some((place) =>
    trained.some((known) =>
      place === known || isWithin(known, place) ||
      // Of a folder, files that are named for another split are not trained on.
      isWithin(place, known) && (splitsOfPaths([relative(known, place)])[0] ?? "train") === "train"
    )
  );
}

/** How a share is told: "5 %". */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** What is to be said of measuring a model on what it was trained on. */
export function trainedOnSentence(data: string, { evalFraction }: ExperimentSettings): string {
  const held = evalFraction === null
    ? ""
    : ` The ${
      percent(evalFraction)
    } of its texts that were held out then are measured alone with ` +
      `${settingName("split")} ${HELD_OUT_TEXTS}.`;
  return `${data}: the model was trained on texts of this, so what is measured on them says less of ` +
    `what was learnt.${held}`;
}

/** Choosing β: the real sentence encoder where it is at hand, else the embedded table. */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelsFolder } from "../backend/mod.ts";
import { findDownload, hubFolder, InputError, settingName, wordSettings } from "../io/mod.ts";
import type { SemanticClassifier } from "./classifier.ts";
import { parseSemanticTable, type SemanticTable } from "./semantic_table.ts";
import {
  ENCODER_FILES,
  encoderFolder,
  type EncoderOptions,
  missingFile,
} from "./encoder_folder.ts";
import { SentenceEncoder } from "./sentence_encoder.ts";

/** The sentence encoder of the original, as it is named for transformers.js on the hub. */
export const DEFAULT_ENCODER = "Xenova/all-MiniLM-L6-v2";

/** The embedded table's file. */
export const EMBEDDED_TABLE = new URL("../../data/semantic-table.bin", import.meta.url);

/** How β is chosen. */
export interface OpenClassifierOptions extends EncoderOptions {
  /**
   * `"auto"`: the encoder where it was fetched before, else the table; never the network. `"table"`: the embedded table. Anything else: the folder of a sentence
   * encoder, or its name on the hub.
   * @default "auto"
   */
  beta?: string;
}

/** A classifier, and a sentence that says which it is. */
export interface OpenedClassifier {
  /** What scores words. */
  classifier: SemanticClassifier;
  /** What it is and why, as a line for people. */
  message: string;
  /** The same without the letter β, with settings as `settingName` marks them. */
  about: string;
}

function opened(classifier: SemanticClassifier, about: string): OpenedClassifier {
  return { classifier, message: `β: ${wordSettings(about)}`, about };
}

/**
 * Opens β.
 *
 * @throws {InputError} If what is asked for is not there or cannot be read.
 *
 * @example
 * ```ts ignore
 * const { classifier, message } = await openClassifier();
 * console.log(message);
 * const scores = await classifier.scores(["good", "bad"]); // [2, 6]
 * ```
 */
export async function openClassifier(
  { beta = "auto", ...options }: OpenClassifierOptions = {},
): Promise<OpenedClassifier> {
  if (beta === "table") {
    const table = await readEmbeddedTable();
    return opened(table, `${describeTable(table)}.`);
  }
  if (beta !== "auto") return await openEncoder(beta, options);
  const { cacheFolder = modelsFolder() } = options;
  const model = findEncoder(cacheFolder);
  if (model !== undefined) {
    await refuseDamaged(cacheFolder, model);
    return await openEncoder(model, options);
  }
  const table = await readEmbeddedTable();
  return opened(
    table,
    `${describeTable(table)}, because the model itself is not at hand ` +
      `(${settingName("beta")} takes its name, ${DEFAULT_ENCODER}, or its folder).`,
  );
}

/** Reads the table that comes with this library. */
export async function readEmbeddedTable(): Promise<SemanticTable> {
  const file = fileURLToPath(EMBEDDED_TABLE);
  try {
    return parseSemanticTable(await readFile(file), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new InputError("the embedded table of semantic scores is missing", {
      file,
      mend: "Check this folder out again, or make it with: deno task semantic-table",
      cause: error,
    });
  }
}

/** The default encoder's folder, where it was kept after fetching. */
export function findEncoder(cacheFolder: string = modelsFolder()): string | undefined {
  const folder = hubFolder(DEFAULT_ENCODER, cacheFolder);
  return missingFile(folder) === undefined ? folder : undefined;
}

/** Of the default encoder, where it was fetched before, no file may be another than came. */
async function refuseDamaged(cacheFolder: string, model: string): Promise<void> {
  const found = await findDownload(DEFAULT_ENCODER, ENCODER_FILES, cacheFolder);
  const file = found?.folder === model ? found.damaged[0] : undefined;
  if (file === undefined) return;
  const beta = settingName("beta");
  throw new InputError("the file has been damaged", {
    file: join(model, file),
    mend: `Use ${beta} ${DEFAULT_ENCODER} to have it fetched again, or ${beta} table`,
  });
}

async function openEncoder(
  model: string,
  options: EncoderOptions,
): Promise<OpenedClassifier> {
  const found = await encoderFolder(model, options);
  const { name } = found;
  // Neutral points and spreads were measured with the table's model: they hold for no other.
  const table = await readEmbeddedTable().catch(() => undefined);
  const { reference, spreads } = table && basename(table.name) === basename(name) ? table : {};
  const classifier = await SentenceEncoder.open(found, { ...options, reference, spreads });
  const where = name === model ? "" : ` in ${model}`;
  return opened(classifier, `the sentence encoder ${name}${where}.`);
}

function describeTable(table: SemanticTable): string {
  return `the embedded table of ${table.words.length.toLocaleString("en")} English words ` +
    `scored by ${table.name}`;
}

/** A model's folder as transformers.js has it. */
import { existsSync, readdirSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { Registry } from "../definition/mod.ts";
import { refuseReadPlaces } from "../experiment/mod.ts";
import {
  InputError,
  lockFolder,
  makePath,
  MODEL_CONFIG,
  removePath,
  replaceFile,
  tellLine,
} from "../io/mod.ts";
import {
  type ArchitectureDefinition,
  checkVocabulary,
  configText,
  loadPretrained,
} from "../model/mod.ts";
import { loadTokenizer } from "../tokens/mod.ts";
import { exportCard } from "./export_card.ts";
import { onnxFiles, writeOnnxFiles } from "./onnx_files.ts";

/** How a model is exported. */
export interface ExportOptions {
  /** What a model may be. @default {the built-in architectures} */
  architectures?: Registry<ArchitectureDefinition>;
  /** Whether its tokenizer keeps capitals. @default {what its files say} */
  cased?: boolean | undefined;
  /** What the card calls it. @default {the folder's name} */
  name?: string;
  /** The hub's model whose files these are, which the card names. @default none */
  baseModel?: string | undefined;
  /** Told in one line what was assumed. @default console.error */
  onMessage?: (line: string) => void;
}

/**
 * Writes a model's folder for transformers.js and ONNX Runtime: `onnx/model.onnx`,
 * `onnx/model_fp16.onnx`, the tokenizer's files, a card, and at last `config.json`.
 *
 * @param folder The model, as Hugging Face lays it out.
 * @param out A folder that is not there yet, or empty, and not in the model's.
 * @throws {InputError} If the model cannot be read or exported, or the folder is in use. Nothing is
 * written then.
 *
 * @example
 * ```ts ignore
 * await exportModel("my-model", "my-model-onnx");
 * ```
 */
export async function exportModel(
  folder: string,
  out: string,
  { architectures, cased, name = folder, baseModel, onMessage = tellLine }: ExportOptions = {},
): Promise<void> {
  refuseOccupied(out);
  refuseReadPlaces(out, [{ setting: "model", path: folder }]);
  const model = await loadPretrained(folder, { architectures, onMessage });
  const tokenizer = await loadTokenizer(folder, { cased, onMessage });
  checkVocabulary(tokenizer.vocabSize, model.config, folder);
  const files = tokenizer.files();
  if (files["tokenizer.json"] === undefined) {
    onMessage(`${folder}: transformers.js has no tokenizer of this kind; the model is for others.`);
  }
  const onnx = onnxFiles(model, folder);
  let isEmpty = !existsSync(out);
  await makePath(out);
  await using _folder = { [Symbol.asyncDispose]: () => removeEmpty(out, isEmpty) };
  await using _lock = await lockFolder(out);
  const written = ["onnx", ...Object.keys(files), "README.md", MODEL_CONFIG];
  try {
    await writeOnnxFiles(out, onnx);
    for (const [file, text] of Object.entries(files)) await replaceFile(join(out, file), text);
    await replaceFile(join(out, "README.md"), await exportCard(folder, name, out, baseModel));
    // It comes last: a folder without it is not taken for a model.
    await replaceFile(join(out, MODEL_CONFIG), configText({ ...model, tokenizer }));
    isEmpty = false;
  } catch (error) {
    for (const file of written) await removePath(join(out, file)).catch(() => {});
    throw error;
  }
}

/** Removes a folder that was made and that nothing came into after all. */
async function removeEmpty(folder: string, isOurs: boolean): Promise<void> {
  if (isOurs) await rmdir(folder).catch(() => {});
}

/** Refuses a folder that has anything but what an export that was killed left, and its lock. */
function refuseOccupied(out: string): void {
  const found = existsSync(out) ? readdirSync(out) : [];
  if (found.length === 0 || found.includes(".lock") && !found.includes(MODEL_CONFIG)) return;
  throw new InputError(`this folder has a ${found[0]}, so nothing is written into it`, {
    file: out,
    mend: "Choose a folder that is not there yet, or empty it",
  });
}

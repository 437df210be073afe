/** A model's folder as transformers.js has it. */
import type { Registry } from "../definition/mod.ts";
import { refuseReadPlaces } from "../experiment/mod.ts";
import { fileOf, MODEL_CONFIG, tellLine, writeNewFolder } from "../io/mod.ts";
import { type ArchitectureDefinition, checkVocabulary, configText } from "../model/mod.ts";
import { loadTokenizer } from "../tokens/mod.ts";
import { exportCard } from "./export_card.ts";
import { onnxFiles } from "./onnx_files.ts";
import { loadTrained } from "./trained.ts";

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
 * @throws {InputError} If the model cannot be read or exported, its head is yet to be trained, or the
 * folder is in use. Nothing is written then.
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
  refuseReadPlaces(out, [{ setting: "model", path: folder }]);
  const model = await loadTrained(folder, { architectures, onMessage });
  const tokenizer = await loadTokenizer(folder, { cased, onMessage });
  checkVocabulary(tokenizer.vocabSize, model.config, folder);
  const files = tokenizer.files();
  if (files["tokenizer.json"] === undefined) {
    onMessage(`${folder}: transformers.js has no tokenizer of this kind; the model is for others.`);
  }
  const card = await exportCard(folder, name, out, baseModel);
  const texts = {
    ...files,
    "README.md": card,
    [MODEL_CONFIG]: configText({ ...model, tokenizer }),
  };
  await writeNewFolder(
    out,
    // The configuration comes last: a folder without it is not taken for a model.
    new Map([
      ...onnxFiles(model, folder),
      ...Object.entries(texts).map(([file, text]) => [file, fileOf(text)] as const),
    ]),
  );
}

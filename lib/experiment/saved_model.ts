/** The files of a trained model: what is written of them, and whether they are still what was saved. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type FileMark,
  InputError,
  markOf,
  MODEL_CONFIG,
  MODEL_FILES,
  readJson,
  replaceFile,
  settingName,
  verifyFile,
  WEIGHTS,
} from "../io/mod.ts";
import { runFolderOf } from "./run_folder_of.ts";

/** What stands beside the runs and says what was saved: the files' sizes and hashes. */
const MARKS = "model.json";

/** The files that a model cannot do without. */
const NEEDED = [MODEL_CONFIG, WEIGHTS];

/** What an export adds to a model's folder, by the precision of each file. */
export const ONNX_FILES = {
  float32: "onnx/model.onnx",
  float16: "onnx/model_fp16.onnx",
} as const;

/** Writes down what was saved in a model's folder. */
export async function rememberModel(out: string): Promise<void> {
  const marks: Record<string, FileMark> = {};
  for (const name of MODEL_FILES) {
    if (existsSync(join(out, name))) marks[name] = await markOf(join(out, name));
  }
  const file = join(runFolderOf(out), MARKS);
  await replaceFile(file, JSON.stringify(marks, null, 2) + "\n", { marked: true });
}

/**
 * Refuses a finished model that is not what was saved: weights that were damaged, a tokenizer that is
 * gone.
 *
 * @param weightsSha256 Of the weights that the training ended with, where that is known.
 * @throws {InputError} If it is not.
 */
export async function verifyModel(out: string, weightsSha256?: string): Promise<void> {
  const mend = `Put it back as it was, or have it made again with ${settingName("restart")}`;
  const gone = NEEDED.find((name) => !existsSync(join(out, name)));
  if (gone !== undefined) {
    throw new InputError(`the training is finished, but the model's ${gone} is gone`, {
      file: out,
      mend,
    });
  }
  const file = join(runFolderOf(out), MARKS);
  // Folders that are older have none.
  const marks = existsSync(file) ? Object.entries(asObject(await readJson(file, mend))) : [];
  for (const [name, mark] of marks) await verifyFile(out, name, asObject(mark), mend);
  const weights = join(out, WEIGHTS);
  if (weightsSha256 === undefined || (await markOf(weights)).sha256 === weightsSha256) return;
  throw new InputError("these are not the weights that the training ended with", {
    file: weights,
    mend,
  });
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

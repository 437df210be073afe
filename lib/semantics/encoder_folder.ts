/** The folder of a sentence encoder, wherever it is: on this machine or on the hub. */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { modelsFolder } from "../backend/mod.ts";
import {
  ALLOW_NETWORK,
  downloadModel,
  hubEndpoint,
  HubError,
  type HubFiles,
  type HubOptions,
  InputError,
  isDownloaded,
  isHubId,
  MODEL_CONFIG,
  settingName,
  whatIsAt,
} from "../io/mod.ts";

/** Where a model's weights may be: the first that is found is taken. */
const WEIGHTS = [
  { file: "onnx/model_quantized.onnx", dtype: "q8" },
  { file: "onnx/model.onnx", dtype: "fp32" },
] as const;
const TOKENIZER = ["tokenizer.json", "tokenizer_config.json"];

/** What a sentence encoder for transformers.js needs of the hub. The configuration comes last. */
export const ENCODER_FILES: HubFiles = {
  kind: "sentence-encoder",
  async fetch(model) {
    for (const file of TOKENIZER) await model.required(file);
    await model.required(...WEIGHTS.map(({ file }) => file));
    await model.required(MODEL_CONFIG);
  },
};

/** A sentence encoder on this machine. */
export interface EncoderFolder {
  /** Where it lies: an absolute path. */
  folder: string;
  /** Its owner and name. */
  name: string;
}

/** How a sentence encoder is obtained. */
export interface EncoderOptions {
  /**
   * Where models from the hub are kept.
   * @default ".sdtrainer/models" in the project
   */
  cacheFolder?: string;
  /** Told how much of a file has come from the hub, and of how much where that is known. */
  onDownload?: (file: string, loaded: number, total: number | undefined) => void;
  /** Aborts a download. */
  signal?: AbortSignal;
}

/** A folder's weights and what their numbers are. */
export function encoderWeights(
  folder: string,
): { file: string; dtype: "q8" | "fp32" } | undefined {
  return WEIGHTS.find(({ file }) => existsSync(join(folder, file)));
}

/** What a folder lacks to be a sentence encoder for transformers.js; undefined if nothing. */
export function missingFile(folder: string): string | undefined {
  const missing = [MODEL_CONFIG, ...TOKENIZER].find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) return missing;
  return encoderWeights(folder) === undefined
    ? WEIGHTS.map(({ file }) => file).join(" or ")
    : undefined;
}

/** The last two parts of a path, or what they stand for in the cache of the hub's models. */
function nameOf(folder: string): string {
  const name = basename(folder);
  return name.includes("--") ? name.replace("--", "/") : `${basename(dirname(folder))}/${name}`;
}

/**
 * The sentence encoder that a person means: a folder in transformers.js' layout (`config.json`,
 * `tokenizer.json`, `tokenizer_config.json`, `onnx/model_quantized.onnx` or `onnx/model.onnx`) where
 * it exists, else the download of the hub's model of that name.
 *
 * @throws {InputError} If the folder lacks a file, the hub has no such model or cannot be reached.
 */
export async function encoderFolder(
  model: string,
  { cacheFolder = modelsFolder(), onDownload, signal }: EncoderOptions = {},
): Promise<EncoderFolder> {
  if ((await whatIsAt(model))?.isDirectory()) {
    const missing = missingFile(model);
    if (missing === undefined) return { folder: resolve(model), name: nameOf(resolve(model)) };
    throw new InputError(`a sentence encoder's folder needs ${missing}`, {
      file: model,
      mend: "Take the whole folder of a model made for transformers.js",
    });
  }
  if (!isHubId(model)) {
    throw new InputError("there is no such folder, and no model on the hub can have such a name", {
      file: model,
      mend: `Name a sentence encoder's folder, or one on the hub such as Xenova/all-MiniLM-L6-v2`,
    });
  }
  const options: HubOptions = {
    cacheFolder,
    ...(onDownload === undefined ? {} : { onProgress: onDownload }),
    ...(signal === undefined ? {} : { signal }),
  };
  try {
    return { folder: resolve(await downloadModel(model, ENCODER_FILES, options)), name: model };
  } catch (error) {
    throw error instanceof HubError ? explained(error, model) : error;
  }
}

/** Why a sentence encoder is not to be had, and what to take instead. */
function explained(error: HubError, model: string): InputError {
  const host = `${hubEndpoint()}/`, beta = settingName("beta");
  const elsewhere = `give a model's folder for ${beta}, or use ${beta} table`;
  switch (error.failure) {
    case "absent":
      return new InputError(
        `there is no such folder, and ${host} has no such sentence encoder for transformers.js ` +
          `(${error.problem})`,
        { file: model, mend: `Check the name, or ${elsewhere}`, cause: error },
      );
    case "unreachable":
      return new InputError(
        `there is no such folder, and ${host} cannot be reached for a model of this name ` +
          `(${error.problem})`,
        { file: model, mend: `Connect to the network, or ${elsewhere}`, cause: error },
      );
    case "forbidden":
      return new InputError(error.problem, {
        file: model,
        mend: `${ALLOW_NETWORK}, ${elsewhere}`,
        cause: error,
      });
    case "wrong":
    case "refused":
      return error;
  }
}

/**
 * Whether opening this sentence encoder would download it: it is no folder, and not in the cache.
 * What cannot be a model's name at all is not downloaded either.
 */
export async function encoderNeedsDownload(
  model: string,
  cacheFolder: string = modelsFolder(),
): Promise<boolean> {
  if ((await whatIsAt(model))?.isDirectory()) return false;
  return isHubId(model) && !await isDownloaded(model, ENCODER_FILES, cacheFolder);
}

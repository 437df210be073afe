/** The folder of a model, wherever it is: on this machine or on the hub. */
import { join } from "node:path";
import {
  BESIDE,
  BYTE_LEVEL,
  downloadModel,
  HubError,
  type HubFailure,
  type HubFiles,
  type HubModel,
  type HubOptions,
  InputError,
  isDownloaded,
  isHubId,
  MODEL_CONFIG,
  readJson,
  VOCABULARIES,
  WEIGHT_INDEX,
  WEIGHTS,
  whatIsAt,
} from "../io/mod.ts";
import { conversion } from "./conversion.ts";
import { parseShardIndex } from "./shard_index.ts";

/** Fetches what a tokenizer needs, but for the configuration. */
async function fetchTokenizer(model: HubModel): Promise<void> {
  const there = [];
  for (const name of VOCABULARIES) there.push(await model.optional(name));
  if (!there.includes(true)) {
    for (const name of BYTE_LEVEL) there.push(await model.optional(name));
    if (there.slice(VOCABULARIES.length).includes(false)) await model.required(...VOCABULARIES);
  }
  for (const name of BESIDE) await model.optional(name);
}

/** What a tokenizer alone needs of the hub; its class may stand in the model's configuration. */
const TOKENIZER_FILES: HubFiles = {
  kind: "tokenizer",
  async fetch(model) {
    await fetchTokenizer(model);
    await model.optional(MODEL_CONFIG);
  },
};

/**
 * What a masked language model needs of the hub: the vocabulary, the weights as safetensors (in one
 * file or several) and, last of all, the configuration.
 */
export const MASKED_LM_FILES: HubFiles = {
  kind: "masked-lm",
  async fetch(model) {
    await fetchTokenizer(model);
    if (await model.required(WEIGHTS, WEIGHT_INDEX) === WEIGHT_INDEX) {
      const index = join(model.folder, WEIGHT_INDEX);
      const shards = parseShardIndex(await readJson(index, "Delete it and try again"), index);
      for (const shard of new Set(shards.values())) await model.required(shard);
    }
    await model.required(MODEL_CONFIG);
  },
};

/**
 * Downloads a masked language model's files from the hub, unless they are there already: see
 * `downloadModel`.
 *
 * @param id Such as `bert-base-cased` or `google-bert/bert-base-cased`.
 * @returns The folder, for `loadPretrained` and `loadTokenizer`.
 * @throws {InputError} If the hub cannot be reached or does not have what is needed.
 */
export async function downloadPretrained(id: string, options: HubOptions): Promise<string> {
  try {
    return await downloadModel(id, MASKED_LM_FILES, options);
  } catch (error) {
    if (!(error instanceof HubError && error.problem.includes(WEIGHT_INDEX))) throw error;
    // Many of the first models have them in PyTorch's own format alone.
    throw new HubError(error.failure, error.problem, {
      ...(error.file === undefined ? {} : { file: error.file }),
      mend: `Give another model, or convert its pytorch_model.bin in Python: ${conversion(id)}`,
      cause: error,
    });
  }
}

/**
 * The folder that a person means: it itself where it exists, else the download of the hub's model of
 * that name.
 *
 * @param model A folder, or a name such as `bert-base-cased`.
 * @throws {InputError} If it is neither, or cannot be downloaded.
 */
export async function modelFolder(model: string, options: HubOptions): Promise<string> {
  return await folderOf(
    model,
    "config.json and model.safetensors",
    () => downloadPretrained(model, options),
  );
}

/**
 * The same of a tokenizer: of the hub's model of that name its files are downloaded, not the weights.
 *
 * @throws {InputError} If it is neither, or cannot be downloaded.
 */
export async function tokenizerFolder(model: string, options: HubOptions): Promise<string> {
  return await folderOf(
    model,
    VOCABULARIES.join(" or "),
    async () =>
      await downloadModel(model, await tokenizerFiles(model, options.cacheFolder), options),
  );
}

/** What of the hub holds a tokenizer: all of its model, where that is here. */
async function tokenizerFiles(model: string, cacheFolder: string): Promise<HubFiles> {
  return await isDownloaded(model, MASKED_LM_FILES, cacheFolder)
    ? MASKED_LM_FILES
    : TOKENIZER_FILES;
}

/** How the hub fails where the name may as well be that of a folder which is not there. */
const NOT_HAD: readonly HubFailure[] = ["absent", "unreachable"];

async function folderOf(
  model: string,
  files: string,
  download: () => Promise<string>,
): Promise<string> {
  if (await exists(model)) return model;
  if (!isHubId(model)) {
    throw new InputError("there is no such folder", {
      file: model,
      mend: `Give a folder with ${files}, or a model's name on the hub`,
    });
  }
  try {
    return await download();
  } catch (error) {
    if (!(error instanceof HubError && NOT_HAD.includes(error.failure))) throw error;
    // Who mistyped a folder's name never thought of the hub.
    const [file, folder] = error.failure === "absent"
      ? [model, "such folder"]
      : [error.file!, `folder ${model} here`];
    throw new HubError(error.failure, `there is no ${folder}, and ${error.problem}`, {
      file,
      mend: error.mend,
      cause: error,
    });
  }
}

/**
 * Whether `modelFolder` would have to download this model: it is no folder, its name could be one on
 * the hub, and it is not in the cache.
 */
export async function needsDownload(model: string, cacheFolder: string): Promise<boolean> {
  return !await exists(model) && isHubId(model) &&
    !await isDownloaded(model, MASKED_LM_FILES, cacheFolder);
}

/** The same of `tokenizerFolder`. */
export async function tokenizerNeedsDownload(model: string, cacheFolder: string): Promise<boolean> {
  return !await exists(model) && isHubId(model) &&
    !await isDownloaded(model, await tokenizerFiles(model, cacheFolder), cacheFolder);
}

async function exists(path: string): Promise<boolean> {
  return await whatIsAt(path) !== undefined;
}

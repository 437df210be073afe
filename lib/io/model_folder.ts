/** The folder of a model, wherever it is. */
import { stat } from "node:fs/promises";
import { InputError } from "./errors.ts";
import { downloadPretrained, type HubOptions, isDownloaded, isHubId } from "./hub.ts";

/**
 * The folder that a person means: it itself where it exists, else the download of the hub's model of
 * that name.
 *
 * @param model A folder, or a name such as `bert-base-cased`.
 * @throws {InputError} If it is neither, or cannot be downloaded.
 */
export async function modelFolder(model: string, options: HubOptions): Promise<string> {
  if (await exists(model)) return model;
  if (!isHubId(model)) {
    throw new InputError("there is no such folder", {
      file: model,
      mend: "Give a folder with config.json and model.safetensors, or a model's name on the hub",
    });
  }
  return await downloadPretrained(model, options);
}

/**
 * Whether `modelFolder` would have to download this model: it is no folder, its name could be one on
 * the hub, and it is not in the cache.
 */
export async function needsDownload(model: string, cacheFolder: string): Promise<boolean> {
  return !await exists(model) && isHubId(model) && !await isDownloaded(model, cacheFolder);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(() => true, () => false);
}

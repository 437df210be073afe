/** Where models and tokenizers are, by what a setting names. */
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../backend/mod.ts";
import { freshTokenizer, isFresh, modelFolder, tokenizerFolder } from "../model/mod.ts";
import { EMBEDDED, EMBEDDED_MODEL } from "./embedded.ts";
import type { Say } from "./events.ts";
import { refuseUnfinished } from "./training_of.ts";

/**
 * The folder of a model: the embedded one, one that is named, or one of the hub, which is downloaded.
 *
 * @throws {InputError} If there is none, or it is that of a training that is not finished.
 */
export async function folderOfModel(
  model: string,
  say?: Say,
  signal?: AbortSignal,
): Promise<string> {
  return await obtained(model, modelFolder, say, signal);
}

/** The same of what is obtained in some way. */
async function obtained(
  model: string,
  folderOf: typeof modelFolder,
  say: Say = () => {},
  signal?: AbortSignal,
): Promise<string> {
  if (model !== EMBEDDED) refuseUnfinished(model);
  return model === EMBEDDED ? fileURLToPath(EMBEDDED_MODEL) : await folderOf(model, {
    cacheFolder: `${cacheFolder()}/models`,
    onProgress: (file, done, total) =>
      total !== undefined && say(`Downloading ${model}, ${file}`, { done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/**
 * The folder of a model's tokenizer: its own, or of a fresh model that which its name says.
 *
 * @throws {InputError} If there is none.
 */
export async function folderOfTokenizer(
  model: string,
  say?: Say,
  signal?: AbortSignal,
): Promise<string> {
  return isFresh(model)
    ? await obtained(freshTokenizer(model) ?? EMBEDDED, tokenizerFolder, say, signal)
    : await folderOfModel(model, say, signal);
}

/** Tokenizers on disk: the files beside a model's weights in a Hugging Face folder. */

import { lstat, mkdir, stat, writeFile } from "node:fs/promises";
import { cannotWrite, InputError, parseJson, readUtf8 } from "../io/mod.ts";
import { createTokenizer, type Tokenizer } from "./tokenizer.ts";
import { parseVocabulary } from "./vocabulary.ts";

/** A file's text, or undefined if there is none. */
async function readIfThere(file: string): Promise<string | undefined> {
  const isThere = await lstat(file).then(() => true, () => false);
  return isThere ? await readUtf8(file, "Fetch the file again, or make it readable") : undefined;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readIfThere(file);
  const mend = "Fetch the file again, or remove it where a vocab.txt stands beside it";
  return text === undefined ? undefined : parseJson(text, file, mend);
}

/**
 * The tokenizer of a model's folder: its `tokenizer.json`, or its `vocab.txt` where that is all
 * there is. A `tokenizer_config.json` beside them is respected; without one, text stays cased.
 *
 * @param folder Path of the folder.
 * @throws {InputError} If the folder is missing or holds no BERT tokenizer.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const isFolder = await stat(folder).then((entry) => entry.isDirectory(), () => false);
  if (!isFolder) {
    throw new InputError("there is no such folder", {
      file: folder,
      mend: "Give the folder of a BERT model",
    });
  }
  const given = await readJson(`${folder}/tokenizer_config.json`);
  const config = given === undefined ? {} : given;
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new InputError("it is not a JSON object", {
      file: `${folder}/tokenizer_config.json`,
      mend: "Remove it, or fetch the model's own",
    });
  }
  const options = { config: config as Record<string, unknown> };
  const json = await readJson(`${folder}/tokenizer.json`);
  if (json !== undefined) {
    return createTokenizer({ ...options, json, file: `${folder}/tokenizer.json` });
  }
  const file = `${folder}/vocab.txt`;
  const text = await readIfThere(file);
  if (text === undefined) {
    throw new InputError("it holds neither tokenizer.json nor vocab.txt", {
      file: folder,
      mend: "Give the folder of a BERT model with its tokenizer's files",
    });
  }
  return createTokenizer({ ...options, vocabulary: parseVocabulary(text, file), file });
}

/**
 * Writes `vocab.txt`, `tokenizer.json`, `tokenizer_config.json` and `special_tokens_map.json`, so
 * that Hugging Face's libraries open the folder. It is made if it is not there.
 *
 * @throws {InputError} If the folder cannot be written.
 */
export async function saveTokenizer(tokenizer: Tokenizer, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(tokenizer.files())) {
      await writeFile(`${folder}/${name}`, text);
    }
  } catch (error) {
    throw cannotWrite(error, folder);
  }
}

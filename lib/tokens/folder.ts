/** Tokenizers on disk: the files beside a model's weights in a Hugging Face folder. */

import { lstat, mkdir, stat, writeFile } from "node:fs/promises";
import { cannotWrite, InputError, parseJson, readUtf8, tellLine } from "../io/mod.ts";
import { type AddedToken, parseAddedTokensDecoder, parseAddedTokensFile } from "./added_tokens.ts";
import { hasBertSteps } from "./bert_tokenizer.ts";
import { caseMessage } from "./case.ts";
import { byteLevelJson } from "./byte_level_files.ts";
import {
  checkClass,
  classMessage,
  isByteLevel,
  JAPANESE,
  tokenizerClass,
  withUsualTokens,
} from "./classes.ts";
import { japaneseTokenizer } from "./japanese/japanese_tokenizer.ts";
import { isObject, type JsonObject } from "./json.ts";
import { judgedTokenizer } from "./judged_tokenizer.ts";
import { namedSpecialTokens } from "./special_tokens.ts";
import {
  checkTokenizerJson,
  completed,
  makeTokenizerJson,
  type TokenizerJson,
  withConfig,
} from "./tokenizer_json.ts";
import type { Tokenizer } from "./types.ts";
import { modelIds } from "./word_model.ts";
import { parseVocabulary } from "./vocabulary.ts";

/** How a folder's tokenizer is loaded. */
export interface LoadTokenizerOptions {
  /**
   * Whether capitals are kept, whatever the files say.
   *
   * @default what the files say; lower case where they are silent, as in Transformers
   */
  cased?: boolean | undefined;
  /**
   * Told in one line what was assumed, and what in the folder contradicts itself.
   *
   * @default console.error
   */
  onMessage?: ((line: string) => void) | undefined;
}

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

/** A JSON object in a file; an empty one where there is no file. */
async function readObject(file: string): Promise<JsonObject> {
  const json = await readJson(file);
  if (json === undefined) return {};
  if (isObject(json)) return json;
  throw new InputError("it is not a JSON object", {
    file,
    mend: "Remove it, or fetch the model's own",
  });
}

/** What the files beside `tokenizer.json` and `vocab.txt` say. */
interface Surroundings {
  /** The configuration with all that names special tokens. */
  config: JsonObject;
  /** Added tokens. */
  added: AddedToken[];
}

/**
 * Older folders name special tokens in `special_tokens_map.json` and list added ones in
 * `added_tokens.json`; newer ones have `added_tokens_decoder`, which replaces both, as in
 * Transformers.
 */
async function readSurroundings(folder: string): Promise<Surroundings> {
  const file = `${folder}/tokenizer_config.json`;
  const config = await readObject(file);
  const map = await readObject(`${folder}/special_tokens_map.json`);
  if (config["added_tokens_decoder"] !== undefined) {
    const added = parseAddedTokensDecoder(config["added_tokens_decoder"], file);
    return { config: { ...config, ...map, ...config }, added };
  }
  const named = { ...config, ...map };
  const special = new Set(namedSpecialTokens(named).map(({ content }) => content));
  const list = `${folder}/added_tokens.json`;
  const added = parseAddedTokensFile(await readObject(list), list, (token) => special.has(token));
  return { config: named, added };
}

/** A folder's `tokenizer.json`, or the one that its `vocab.txt` comes to. */
async function readTokenizer(
  folder: string,
  { config, added }: Surroundings,
  cased: boolean | undefined,
): Promise<{ json: TokenizerJson; file: string; hasJson: boolean }> {
  const own = `${folder}/tokenizer.json`;
  const json = await readJson(own);
  if (json !== undefined) {
    const parsed = checkTokenizerJson(json, own);
    if (cased !== undefined && parsed.normalizer?.["type"] !== "BertNormalizer") {
      throw new InputError("its own steps decide about capitals", {
        file: own,
        place: "normalizer",
        mend: "Leave out whether text is cased",
      });
    }
    const given = withConfig(parsed, config, cased);
    return { json: completed(given, config, added, own), file: own, hasJson: true };
  }
  const bytes = isByteLevel(config["tokenizer_class"])
    ? await readByteLevel(folder, { config, added })
    : undefined;
  if (bytes !== undefined) return bytes;
  const file = `${folder}/vocab.txt`;
  const vocabulary = await readVocabulary(file);
  if (vocabulary === undefined) throw noVocabulary(folder);
  const lowercase = cased === undefined ? config["do_lower_case"] ?? true : !cased;
  const settled = { ...config, do_lower_case: lowercase };
  const made = makeTokenizerJson(vocabulary, settled, file, added);
  return { json: made, file, hasJson: false };
}

/** What `vocab.json` and `merges.txt` come to; undefined where one of them is missing. */
async function readByteLevel(
  folder: string,
  { config, added }: Surroundings,
): Promise<{ json: TokenizerJson; file: string; hasJson: boolean } | undefined> {
  const file = `${folder}/vocab.json`;
  const vocab = await readJson(file), merges = await readIfThere(`${folder}/merges.txt`);
  if (vocab === undefined || merges === undefined) return undefined;
  return { json: byteLevelJson({ vocab, merges }, config, file, added), file, hasJson: true };
}

/** A vocabulary's file; undefined if there is none. */
async function readVocabulary(file: string): Promise<string[] | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : parseVocabulary(text, file);
}

function noVocabulary(folder: string): InputError {
  return new InputError("it holds neither tokenizer.json nor vocab.txt", {
    file: folder,
    mend: "Give the folder of a model with its tokenizer's files",
  });
}

/** A Japanese tokenizer, which has no `tokenizer.json` that says all of it. */
async function readJapanese(
  folder: string,
  { config, added }: Surroundings,
  cased: boolean | undefined,
): Promise<Tokenizer> {
  const file = { vocabulary: `${folder}/vocab.txt`, config: `${folder}/tokenizer_config.json` };
  const vocabulary = await readVocabulary(file.vocabulary);
  if (vocabulary === undefined) throw noVocabulary(folder);
  const settled = cased === undefined ? config : { ...config, do_lower_case: !cased };
  return await japaneseTokenizer(vocabulary, settled, added, file);
}

/**
 * The tokenizer of a model's folder: its `tokenizer.json`, or its `vocab.txt` where that is all
 * there is. The files beside them are respected: `tokenizer_config.json`, `special_tokens_map.json`,
 * `added_tokens.json`. Where none of them says whether text is cased, it is lower-cased, as
 * Transformers does, and that is told.
 *
 * @param folder Path of the folder.
 * @throws {InputError} If the folder is missing or holds no tokenizer that is known here.
 */
export async function loadTokenizer(
  folder: string,
  { cased, onMessage = tellLine }: LoadTokenizerOptions = {},
): Promise<Tokenizer> {
  const isFolder = await stat(folder).then((entry) => entry.isDirectory(), () => false);
  if (!isFolder) {
    throw new InputError("there is no such folder", {
      file: folder,
      mend: "Give the folder of a model",
    });
  }
  const read = await readSurroundings(folder);
  const named = tokenizerClass(read.config, await readObject(`${folder}/config.json`));
  const config = withUsualTokens(read.config, named);
  const surroundings = { ...read, config };
  if (named === JAPANESE) return await readJapanese(folder, surroundings, cased);
  const { json, file, hasJson } = await readTokenizer(folder, surroundings, cased);
  checkClass(named, hasJson, `${folder}/tokenizer_config.json`);
  const other = hasJson ? classMessage(named, hasBertSteps(json), folder) : undefined;
  if (other !== undefined) onMessage(other);
  const lowercase = json.normalizer?.["lowercase"] === true;
  const settled = cased === undefined ? config : { ...config, do_lower_case: !cased };
  if (json.normalizer?.["type"] === "BertNormalizer") {
    const vocabulary = [...modelIds(json.model)!.keys()];
    const source = { asked: cased, config, hasJson };
    const line = caseMessage(vocabulary, lowercase, source, folder);
    if (line !== undefined) onMessage(line);
  }
  const tokenizer = await judgedTokenizer(json, settled, file, onMessage);
  if (tokenizer.encode("").length === 0) {
    onMessage(
      `${folder}: texts are taken without tokens before and behind them, as its tokenizer.json has it.`,
    );
  }
  return tokenizer;
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

/** The older files of a byte-level vocabulary, `vocab.json` and `merges.txt`, as a `tokenizer.json`. */
import { InputError } from "../io/mod.ts";
import type { AddedToken } from "./added_tokens.ts";
import { isObject, type JsonObject } from "./json.ts";
import { specialTokensOf } from "./special_tokens.ts";
import { completed, type TokenizerJson } from "./tokenizer_json.ts";
import { specialTokenIds } from "./vocabulary.ts";

/**
 * The `tokenizer.json` of the two files: GPT-2's words as bytes, joined by the merges, `<s>` before
 * a text and `</s>` behind, as Transformers makes it for a `RobertaTokenizer`.
 *
 * @param files The parsed `vocab.json`, and the text of `merges.txt`: a pair a line.
 * @param config A `tokenizer_config.json` that names the special tokens.
 * @param file Path of the vocabulary, for messages.
 * @param added Tokens that other files add.
 * @throws {InputError} If the vocabulary is none, or lacks a special token.
 */
export function byteLevelJson(
  files: { vocab: unknown; merges: string },
  config: Readonly<JsonObject>,
  file: string,
  added: readonly AddedToken[],
): TokenizerJson {
  const { vocab, merges } = files;
  if (!isObject(vocab)) {
    throw new InputError("it is not a JSON object", { file, mend: "Fetch the model's own" });
  }
  const tokens = specialTokensOf(config);
  const ids = new Map(Object.entries(vocab as Record<string, number>));
  const { cls, sep } = specialTokenIds(ids, tokens, file);
  const add_prefix_space = config["add_prefix_space"] === true;
  const step = { type: "ByteLevel", add_prefix_space, trim_offsets: true, use_regex: true };
  const json: TokenizerJson = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: step,
    post_processor: {
      ...{ type: "RobertaProcessing", sep: [tokens.sep, sep], cls: [tokens.cls, cls] },
      ...{ trim_offsets: true, add_prefix_space },
    },
    decoder: { ...step, add_prefix_space: true },
    model: {
      ...{ type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: "" },
      ...{ end_of_word_suffix: "", fuse_unk: false, byte_fallback: false, vocab },
      // The first line says the version.
      merges: merges.split(/\r?\n/).filter((line) => line !== "" && !/^#version/.test(line)),
    },
  };
  return completed(json, config, added, file);
}

/** Hugging Face's `tokenizer.json` of a BERT tokenizer: what is read of it, and how one is made. */

import { InputError, shown } from "../io/mod.ts";
import { SPECIAL_TOKEN_ROLES, type SpecialTokenRole, specialTokensOf } from "./special_tokens.ts";
import { specialTokenIds } from "./vocabulary.ts";

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** The fields of a `tokenizer.json` that this library reads. Others are kept as they are. */
export interface TokenizerJson extends JsonObject {
  normalizer: JsonObject | null;
  model: JsonObject & { vocab: Record<string, number> };
  added_tokens: { id: number; content: string; special?: unknown }[];
}

const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const isAddedToken = (value: unknown): boolean =>
  isObject(value) && typeof value["content"] === "string" && Number.isSafeInteger(value["id"]);

/**
 * Makes sure that a parsed `tokenizer.json` is one of a WordPiece tokenizer.
 *
 * @throws {InputError} If it is of another kind or its vocabulary is missing.
 */
export function checkTokenizerJson(json: unknown, file: string): TokenizerJson {
  const model = isObject(json) && isObject(json["model"]) ? json["model"] : {};
  const type = model["type"];
  if (type !== undefined && type !== "WordPiece") {
    throw new InputError(`the tokenizer is of type ${shown(type)}`, {
      file,
      place: "model.type",
      mend: "Give a BERT model: its tokenizer is of type WordPiece",
    });
  }
  if (!isObject(json) || !isObject(model["vocab"])) {
    throw new InputError("it holds no vocabulary", {
      file,
      place: "model.vocab",
      mend: "Give the tokenizer.json of a BERT model, or remove it and give a vocab.txt",
    });
  }
  const added = json["added_tokens"] ?? [];
  if (!Array.isArray(added) || !added.every(isAddedToken)) {
    throw new InputError("the added tokens are not a list of objects with id and content", {
      file,
      place: "added_tokens",
      mend: "Give the tokenizer.json of a BERT model, or remove it and give a vocab.txt",
    });
  }
  const normalizer = isObject(json["normalizer"]) ? json["normalizer"] : null;
  return { ...json, model, added_tokens: added, normalizer } as TokenizerJson;
}

/**
 * Lets a `tokenizer_config.json` have its say about the normalizer, as Hugging Face's
 * `BertTokenizerFast` does: lower case, accents, Chinese characters.
 */
export function withConfig(json: TokenizerJson, config: Readonly<JsonObject>): TokenizerJson {
  if (json.normalizer?.["type"] !== "BertNormalizer") return json;
  const normalizer = { ...json.normalizer };
  const named = [
    ["do_lower_case", "lowercase"],
    ["strip_accents", "strip_accents"],
    ["tokenize_chinese_chars", "handle_chinese_chars"],
  ] as const;
  for (const [option, field] of named) {
    if (config[option] !== undefined) normalizer[field] = config[option];
  }
  return { ...json, normalizer };
}

/**
 * The `tokenizer.json` of a vocabulary: BERT's normalizer, pre-tokenizer, WordPiece, `[CLS]` before
 * and `[SEP]` after, as Hugging Face's converter writes them for a `BertTokenizer`.
 *
 * @param vocabulary The tokens in the order of their ids.
 * @param config A `tokenizer_config.json`; text is kept cased where it does not say
 * `do_lower_case: true`.
 * @param file Path of the vocabulary, for the messages.
 * @throws {InputError} If the vocabulary lacks a special token.
 */
export function makeTokenizerJson(
  vocabulary: readonly string[],
  config: Readonly<JsonObject>,
  file: string,
): TokenizerJson {
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const tokens = specialTokensOf(config);
  const special = specialTokenIds(ids, tokens, file);
  const piece = (role: SpecialTokenRole) => ({ SpecialToken: { id: tokens[role], type_id: 0 } });
  const second = (role: SpecialTokenRole) => ({ SpecialToken: { id: tokens[role], type_id: 1 } });
  const sequence = (id: "A" | "B", type_id: number) => ({ Sequence: { id, type_id } });
  const entry = (role: SpecialTokenRole) => ({
    id: tokens[role],
    ids: [special[role]],
    tokens: [tokens[role]],
  });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_TOKEN_ROLES.map((role) => ({
      id: special[role],
      content: tokens[role],
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })).sort((a, b) => a.id - b.id),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: config["tokenize_chinese_chars"] ?? true,
      strip_accents: config["strip_accents"] ?? null,
      lowercase: config["do_lower_case"] ?? false,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [piece("cls"), sequence("A", 0), piece("sep")],
      pair: [piece("cls"), sequence("A", 0), piece("sep"), sequence("B", 1), second("sep")],
      special_tokens: { [tokens.cls]: entry("cls"), [tokens.sep]: entry("sep") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: tokens.unk,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  };
}

/** Hugging Face's `tokenizer.json`: what is read of it, and how one is made. */

import { InputError, shown } from "../io/mod.ts";
import {
  type AddedToken,
  isTokenId,
  joinAddedTokens,
  parseAddedToken,
  wrongAddedTokens,
} from "./added_tokens.ts";
import { isLikeBert } from "./classes.ts";
import { isObject, type JsonObject } from "./json.ts";
import { type SpecialTokenRole, specialTokensOf } from "./special_tokens.ts";
import { textEnds } from "./text_ends.ts";
import { specialTokenIds } from "./vocabulary.ts";
import { MODEL_KINDS, modelIds, modelKind } from "./word_model.ts";

/** The fields of a `tokenizer.json` that this library reads. Others are kept as they are. */
export interface TokenizerJson extends JsonObject {
  normalizer: JsonObject | null;
  pre_tokenizer: JsonObject | null;
  post_processor: JsonObject | null;
  model: JsonObject;
  added_tokens: AddedToken[];
}

const MEND = "Give the tokenizer.json of the model, or remove it and give a vocab.txt";

/** The added tokens of a `tokenizer.json`, whatever is left out. */
function addedTokens(value: unknown, file: string): AddedToken[] {
  const wrong = () => wrongAddedTokens("added_tokens", file, MEND);
  if (!Array.isArray(value)) throw wrong();
  return value.map((entry: unknown) => {
    const id = isObject(entry) ? entry["id"] : undefined;
    const token = isTokenId(id) ? parseAddedToken(entry, id, { special: false }) : undefined;
    if (token === undefined) throw wrong();
    return token;
  });
}

/** Whether the class is one of Transformers' that take a `tokenizer.json` as it is. */
function isGeneric(config: Readonly<JsonObject>): boolean {
  const name = config["tokenizer_class"];
  return name === "PreTrainedTokenizerFast" || name === "TokenizersBackend";
}

/** A step of tokenizing, or null where there is none. */
function stepOf(json: JsonObject, field: string): JsonObject | null {
  return isObject(json[field]) ? json[field] : null;
}

/**
 * Makes sure that a parsed `tokenizer.json` is one of a tokenizer of a known type.
 *
 * @throws {InputError} If it is of another kind or its vocabulary is missing.
 */
export function checkTokenizerJson(json: unknown, file: string): TokenizerJson {
  const model = isObject(json) && isObject(json["model"]) ? json["model"] : {};
  const type = modelKind(model);
  if (!MODEL_KINDS.includes(type as string)) {
    throw new InputError(`the tokenizer is of type ${shown(type)}`, {
      file,
      place: "model.type",
      mend: `Give a model whose tokenizer is of one of the types ${MODEL_KINDS.join(", ")}`,
    });
  }
  if (!isObject(json) || modelIds(model) === undefined) {
    throw new InputError("it holds no vocabulary", { file, place: "model.vocab", mend: MEND });
  }
  return {
    ...json,
    model,
    added_tokens: addedTokens(json["added_tokens"] ?? [], file),
    normalizer: stepOf(json, "normalizer"),
    pre_tokenizer: stepOf(json, "pre_tokenizer"),
    post_processor: stepOf(json, "post_processor"),
  } as TokenizerJson;
}

/**
 * Lets a `tokenizer_config.json` have its say about the normalizer, as Hugging Face's
 * `BertTokenizerFast` does: lower case, accents, Chinese characters; and about the space before a text,
 * as `RobertaTokenizer` does. Classes that take a `tokenizer.json` as it is ask nobody else.
 *
 * @param cased Whether capitals are kept, whatever the files say.
 */
export function withConfig(
  json: TokenizerJson,
  config: Readonly<JsonObject>,
  cased?: boolean,
): TokenizerJson {
  const { pre_tokenizer } = json;
  if (
    /^Roberta/.test(String(config["tokenizer_class"])) && pre_tokenizer?.["type"] === "ByteLevel"
  ) {
    const add_prefix_space = config["add_prefix_space"] === true;
    return { ...json, pre_tokenizer: { ...pre_tokenizer, add_prefix_space } };
  }
  if (json.normalizer?.["type"] !== "BertNormalizer") return json;
  const normalizer = { ...json.normalizer };
  const named = [
    ["do_lower_case", "lowercase"],
    ["strip_accents", "strip_accents"],
    ["tokenize_chinese_chars", "handle_chinese_chars"],
  ] as const;
  for (const [option, field] of isGeneric(config) ? [] : named) {
    if (config[option] !== undefined) normalizer[field] = config[option];
  }
  if (cased !== undefined) normalizer["lowercase"] = !cased;
  return { ...json, normalizer };
}

/** `[CLS]` before a text and `[SEP]` behind it, as Hugging Face's converter writes it. */
function bertTemplate(
  tokens: Readonly<Record<SpecialTokenRole, string>>,
  ids: Readonly<Record<SpecialTokenRole, number>>,
): JsonObject {
  const piece = (role: SpecialTokenRole) => ({ SpecialToken: { id: tokens[role], type_id: 0 } });
  const second = (role: SpecialTokenRole) => ({ SpecialToken: { id: tokens[role], type_id: 1 } });
  const sequence = (id: "A" | "B", type_id: number) => ({ Sequence: { id, type_id } });
  const entry = (role: SpecialTokenRole) => ({
    id: tokens[role],
    ids: [ids[role]],
    tokens: [tokens[role]],
  });
  return {
    type: "TemplateProcessing",
    single: [piece("cls"), sequence("A", 0), piece("sep")],
    pair: [piece("cls"), sequence("A", 0), piece("sep"), sequence("B", 1), second("sep")],
    special_tokens: { [tokens.cls]: entry("cls"), [tokens.sep]: entry("sep") },
  };
}

/**
 * A `tokenizer.json` with the tokens that the files beside it add, and `[CLS]` and `[SEP]` around
 * texts whatever it says of that where its class is one of BERT's, as in Transformers.
 *
 * @param config The `tokenizer_config.json`: the special tokens that it names are found in texts,
 * and get ids of their own where the vocabulary lacks them, as in Transformers.
 * @param added Tokens that other files add.
 * @throws {InputError} If two tokens contradict each other, or a special token is missing.
 */
export function completed(
  json: TokenizerJson,
  config: Readonly<JsonObject>,
  added: readonly AddedToken[],
  file: string,
): TokenizerJson {
  const ids = modelIds(json.model)!;
  const tokens = specialTokensOf(config);
  const added_tokens = joinAddedTokens(
    ids,
    { own: json.added_tokens, others: added },
    config,
    file,
  );
  for (const { content, id } of added_tokens) ids.set(content, id);
  const special = specialTokenIds(ids, tokens, file);
  const { tokenizer_class: name } = config;
  const isBert = name === undefined || isLikeBert(name);
  const isReplaced = isBert && !isFramed(json.post_processor, ids, special);
  return {
    ...json,
    added_tokens,
    post_processor: isReplaced ? bertTemplate(tokens, special) : json.post_processor,
  };
}

/** Whether `[CLS]` and `[SEP]` are put around texts, or it cannot be told. */
function isFramed(
  step: JsonObject | null,
  ids: ReadonlyMap<string, number>,
  { cls, sep }: Readonly<Record<SpecialTokenRole, number>>,
): boolean {
  try {
    const { before, behind } = textEnds(step, ids);
    return before[0] === cls && behind.at(-1) === sep;
  } catch {
    // The file is refused for it.
    return true;
  }
}

/**
 * The `tokenizer.json` of a vocabulary: BERT's normalizer, pre-tokenizer, WordPiece, `[CLS]` before
 * and `[SEP]` after, as Hugging Face's converter writes them for a `BertTokenizer`.
 *
 * @param vocabulary The tokens in the order of their ids; empty ones are ids without a token, and
 * of two equal ones the later counts.
 * @param config A `tokenizer_config.json`; text is kept cased where it does not say
 * `do_lower_case: true`.
 * @param file Path of the vocabulary, for the messages.
 * @param added Tokens that other files add to the vocabulary.
 * @throws {InputError} If the vocabulary lacks a special token.
 */
export function makeTokenizerJson(
  vocabulary: readonly string[],
  config: Readonly<JsonObject>,
  file: string,
  added: readonly AddedToken[] = [],
): TokenizerJson {
  const entries = vocabulary.map((token, id) => [token, id] as const);
  const json: TokenizerJson = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: config["tokenize_chinese_chars"] ?? true,
      strip_accents: config["strip_accents"] ?? null,
      lowercase: config["do_lower_case"] ?? false,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: null,
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: specialTokensOf(config).unk,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(entries.filter(([token]) => token !== "")),
    },
  };
  // The class is BERT's, whatever it is called: a vocabulary alone says nothing of the steps.
  const complete = completed(json, { ...config, tokenizer_class: "BertTokenizer" }, added, file);
  return { ...complete, added_tokens: complete.added_tokens.toSorted((a, b) => a.id - b.id) };
}

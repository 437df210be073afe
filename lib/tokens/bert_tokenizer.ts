/** The tokenizer that a `tokenizer.json` describes. */
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import type { JsonObject } from "./json.ts";
import { UnknownStep } from "./normalizers.ts";
import { PieceTokenizer, toJson, toVocabTxt, unusable } from "./piece_tokenizer.ts";
import { pieceSpelling } from "./pieces.ts";
import { type Steps, unknownStep, writtenSteps } from "./steps.ts";
import { textEnds } from "./text_ends.ts";
import { TextPieces } from "./text_pieces.ts";
import type { TokenizerJson } from "./tokenizer_json.ts";
import type { Tokenizer } from "./types.ts";
import { isWordwise, remembering, WordCache } from "./word_cache.ts";
import { modelIds, modelKind, wordModel } from "./word_model.ts";

/** What turns ids into text: the library inside transformers.js. It needs none of the other steps. */
export function makeDecoder(json: TokenizerJson, config: Readonly<JsonObject>) {
  const decoding = { ...json, normalizer: null, pre_tokenizer: null, post_processor: null };
  const inner = new HuggingFaceTokenizer(decoding, config);
  return (ids: readonly number[], skip_special_tokens: boolean) =>
    inner.decode([...ids], { skip_special_tokens });
}

/** The ids of a text without anything around them. */
function makeEncoder(json: TokenizerJson, steps: Steps): (text: string) => readonly number[] {
  const model = wordModel(json.model, modelIds(json.model)!);
  const pieces = new TextPieces(json.added_tokens, steps.normalize);
  // Where words are remembered with their signs and added tokens, their parts need not be.
  const wordwise = isWordwise(json);
  const known = wordwise ? model : remembering(model);
  const whole = (text: string) =>
    pieces.cut(text).flatMap((piece) =>
      typeof piece === "number" ? [piece] : steps.preTokenize(piece).flatMap(known)
    );
  if (!wordwise) return whole;
  const cache = new WordCache(whole);
  return (text) => cache.encode(text);
}

/** Whether the steps are BERT's own, which Transformers' class of that name takes for granted. */
export function hasBertSteps({ normalizer, pre_tokenizer }: TokenizerJson): boolean {
  return normalizer?.["type"] === "BertNormalizer" &&
    pre_tokenizer?.["type"] === "BertPreTokenizer";
}

/**
 * The tokenizer of a whole `tokenizer.json`.
 *
 * @param config The `tokenizer_config.json` beside it.
 * @param file Its path, for the messages.
 * @param steps Who computes its steps, where it is not this library.
 * @throws {InputError} If no tokenizer can be made of it.
 */
export function bertTokenizer(
  json: TokenizerJson,
  config: Readonly<JsonObject>,
  file: string,
  steps?: Steps,
): Tokenizer {
  const ids = modelIds(json.model)!;
  for (const { id, content } of json.added_tokens) ids.set(content, id);
  const isWordPiece = modelKind(json.model) === "WordPiece";
  try {
    return new PieceTokenizer({
      ids,
      added: json.added_tokens,
      config,
      spelling: pieceSpelling(json),
      ends: textEnds(json.post_processor, ids),
      encode: makeEncoder(json, steps ?? writtenSteps(json)),
      isWordwise: isWordwise(json),
      decode: makeDecoder(json, config),
      files: (vocabulary) => ({
        others: {
          ...(isWordPiece ? { "vocab.txt": toVocabTxt(vocabulary) } : {}),
          "tokenizer.json": toJson(json),
        },
        config: {
          tokenizer_class: hasBertSteps(json) ? "BertTokenizer" : "PreTrainedTokenizerFast",
          ...(isWordPiece ? { do_lower_case: json.normalizer?.["lowercase"] ?? false } : {}),
          clean_up_tokenization_spaces: true,
          ...config,
        },
      }),
      file,
      same: steps === undefined ? { json, config, file } : undefined,
    });
  } catch (error) {
    throw error instanceof UnknownStep ? unknownStep(error, file) : unusable(file, error);
  }
}

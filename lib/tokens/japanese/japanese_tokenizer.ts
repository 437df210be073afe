/** Transformers' `BertJapaneseTokenizer`: words by MeCab, then pieces or characters. */
import type { AddedToken } from "../added_tokens.ts";
import { makeDecoder } from "../bert_tokenizer.ts";
import type { JsonObject } from "../json.ts";
import { PieceTokenizer, toVocabTxt } from "../piece_tokenizer.ts";
import { pieceSpelling } from "../pieces.ts";
import { JAPANESE } from "../classes.ts";
import { textEnds } from "../text_ends.ts";
import { TextPieces } from "../text_pieces.ts";
import { makeTokenizerJson } from "../tokenizer_json.ts";
import type { Tokenizer } from "../types.ts";
import { remembering } from "../word_cache.ts";
import { modelIds } from "../word_model.ts";
import { type WordModel, wordPiece } from "../word_piece.ts";
import { notKnown, unspaced, wordSplitter } from "./word_splitters.ts";

/** What makes ids of a word. */
function wordModel(
  ids: ReadonlyMap<string, number>,
  unk: number,
  config: Readonly<JsonObject>,
  file: string,
): WordModel {
  const idOf = (token: string) => ids.get(token) ?? unk;
  if (config["do_subword_tokenize"] === false) return (word) => [idOf(word)];
  const kind = config["subword_tokenizer_type"] ?? "wordpiece";
  if (kind === "wordpiece") {
    const model = wordPiece(ids, { unk });
    return (word) => unspaced(word).flatMap(model);
  }
  if (kind === "character") return (word) => [...word.normalize("NFKC")].map(idOf);
  throw notKnown("subword_tokenizer_type", kind, file);
}

/** A tokenizer as it is saved, but for its vocabulary. */
function savedConfig(config: Readonly<JsonObject>, added: readonly AddedToken[]): JsonObject {
  return {
    ...config,
    tokenizer_class: JAPANESE,
    added_tokens_decoder: Object.fromEntries(
      added.toSorted((a, b) => a.id - b.id).map(({ id, ...token }) => [id, token]),
    ),
  };
}

/**
 * The tokenizer of a Japanese BERT's `vocab.txt` and `tokenizer_config.json`.
 *
 * @param vocabulary The tokens in the order of their ids.
 * @param added Tokens that other files add.
 * @param file The vocabulary's file, and the configuration's, for messages.
 * @throws {InputError} If it finds words in a way that is not computed here, or its dictionary is
 * missing.
 */
export async function japaneseTokenizer(
  vocabulary: readonly string[],
  config: Readonly<JsonObject>,
  added: readonly AddedToken[],
  file: { vocabulary: string; config: string },
): Promise<Tokenizer> {
  const json = makeTokenizerJson(vocabulary, config, file.vocabulary, added);
  const ids = modelIds(json.model)!;
  for (const { id, content } of json.added_tokens) ids.set(content, id);
  const unk = ids.get(String(json.model["unk_token"]))!;
  const model = remembering(wordModel(ids, unk, config, file.config));
  const split = await wordSplitter(config, file.config);
  // Added tokens are found as they stand, whatever else they say.
  const tokens = json.added_tokens.map((token) => ({ ...token, normalized: false }));
  const pieces = new TextPieces(tokens, (text) => text);
  return new PieceTokenizer({
    ids,
    added: json.added_tokens,
    config,
    spelling: pieceSpelling(json),
    ends: textEnds(json.post_processor, ids),
    encode: (text) =>
      pieces.cut(text).flatMap((piece) =>
        typeof piece === "number" ? [piece] : split(piece).flatMap(model)
      ),
    decode: makeDecoder(json, config),
    files: (vocabulary) => ({
      others: { "vocab.txt": toVocabTxt(vocabulary) },
      config: savedConfig(config, json.added_tokens),
    }),
    file: file.vocabulary,
  });
}

/** The model of a `tokenizer.json`, which cuts words into pieces: which kinds are written here. */
import { bytePair, bytePairOptions } from "./byte_pair.ts";
import { isObject, type JsonObject } from "./json.ts";
import { unigram, unigramOptions, unigramPieces } from "./unigram.ts";
import { type WordModel, wordPiece, wordPieceOptions } from "./word_piece.ts";

/** A model's ids by token. */
type Ids = ReadonlyMap<string, number>;

/** Each kind of model by Hugging Face's name. */
const MODELS: Readonly<Record<string, (model: JsonObject, ids: Ids) => WordModel>> = {
  WordPiece: (model, ids) => wordPiece(ids, wordPieceOptions(model, ids)),
  BPE: (model, ids) => bytePair(ids, bytePairOptions(model, ids)),
  Unigram: (model, ids) => unigram(ids, unigramOptions(model)),
};

/** The kinds that there are. */
export const MODEL_KINDS: readonly string[] = Object.keys(MODELS);

/** The kind of a model; the first files did not say it. */
export function modelKind(model: JsonObject): unknown {
  const untold = Array.isArray(model["vocab"]) ? "Unigram" : "WordPiece";
  return model["type"] ?? (model["merges"] === undefined ? untold : "BPE");
}

/** The ids of a model's tokens, or undefined where it has none. */
export function modelIds(model: JsonObject): Map<string, number> | undefined {
  const { vocab } = model;
  if (modelKind(model) === "Unigram") {
    const pieces = unigramPieces(model);
    return pieces && new Map(pieces.map(([piece], id) => [piece, id]));
  }
  return isObject(vocab) ? new Map(Object.entries(vocab as Record<string, number>)) : undefined;
}

/**
 * What cuts words.
 *
 * @throws {TypeError} If the model asks for what is not written here, or is malformed.
 */
export function wordModel(model: JsonObject, ids: Ids): WordModel {
  return MODELS[String(modelKind(model))]!(model, ids);
}

/** Tokenizers: loading, encoding, decoding and saving them, and training a WordPiece vocabulary. */

export * from "./folder.ts";
export { SPECIAL_TOKENS } from "./special_tokens.ts";
export {
  DICTIONARIES,
  dictionaryCache,
  type DictionaryName,
} from "./japanese/dictionary_folder.ts";
export type { JsonObject } from "./json.ts";
export * from "./tokenizer.ts";
export * from "./train_vocabulary.ts";
export * from "./types.ts";

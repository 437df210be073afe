/** What a tokenizer is to everything else. */

import type { JsonObject } from "./json.ts";

/** How a text is turned into ids. */
export interface EncodeOptions {
  /**
   * Whether `[CLS]` comes before the text and `[SEP]` after it.
   *
   * @default {true}
   */
  addSpecialTokens?: boolean;
}

/** How ids are turned into text. */
export interface DecodeOptions {
  /**
   * Whether special tokens are left out.
   *
   * @default {false}
   */
  skipSpecialTokens?: boolean;
}

/** What makes the same tokenizer in another thread: plain data. */
export interface SameTokenizer {
  /** Its whole `tokenizer.json`. */
  json: JsonObject;
  /** The `tokenizer_config.json` beside it. */
  config: Readonly<JsonObject>;
  /** Where it comes from, for messages. */
  file: string;
}

/** Turns text into the ids of a vocabulary's tokens, and back. */
export interface Tokenizer {
  /** The tokens; a token's index is its id. */
  readonly vocabulary: readonly string[];
  /** The number of tokens. */
  readonly vocabSize: number;
  /** The id of `[PAD]`, which fills up. */
  readonly padTokenId: number;
  /** The id of `[UNK]`, a word without pieces in the vocabulary. */
  readonly unkTokenId: number;
  /** The id of `[CLS]`, the start of a text. */
  readonly clsTokenId: number;
  /** The id of `[SEP]`, the end of a text. */
  readonly sepTokenId: number;
  /** The id of `[MASK]`, the place of a word to guess. */
  readonly maskTokenId: number;
  /** The five above, ascending: what is never masked. */
  readonly specialTokenIds: readonly number[];
  /** How many ids are put behind a text: one where `[SEP]` is. */
  readonly tokensBehind: number;
  /** The ids of a text, `[CLS]` and `[SEP]` around them if not told otherwise. */
  encode(text: string, options?: EncodeOptions): number[];
  /**
   * The same ids, special tokens around them, in their order: of a long text in several lists, where
   * the tokenizer's steps allow that.
   */
  encodeInParts(text: string): Iterable<readonly number[]>;
  /**
   * The text of ids: the pieces of a word joined, no space before punctuation and inside
   * contractions (`clean_up_tokenization_spaces`, which is on unless `tokenizer_config.json` says
   * otherwise, as in Transformers 4, with which the original ran; Transformers 5 has it off).
   */
  decode(ids: readonly number[], options?: DecodeOptions): string;
  /**
   * The word or the letters that a token stands for: "ing" for the piece `##ing`, and for
   * punctuation itself. Undefined for special tokens and the placeholders of a vocabulary.
   *
   * @throws {RangeError} If the vocabulary has no such id.
   */
  wordOf(id: number): string | undefined;
  /**
   * Whether a token goes on with the word of the token before it, as `##ing` does.
   *
   * @throws {RangeError} If the vocabulary has no such id.
   */
  continuesWord(id: number): boolean;
  /** What makes the same one again; undefined where another program has a part in it. */
  readonly same?: SameTokenizer | undefined;
  /** The files of a model's folder that hold this tokenizer: their contents by name. */
  files(): Record<string, string>;
}

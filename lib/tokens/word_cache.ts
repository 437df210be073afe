/** Tokenizing each word once. */

import { ownText } from "../io/mod.ts";
import type { TokenizerJson } from "./tokenizer_json.ts";
import type { WordModel } from "./word_piece.ts";

/** Words that are remembered at most: more than any language model's text needs often. */
const MOST_WORDS = 200_000;

/** Characters of a word that is remembered: what is longer, as text without spaces, comes once. */
const LONGEST = 64;

/** White space by which all steps of BERT's tokenizer end a word. */
const SPACE = /[ \t\r\n]+/;

/**
 * Whether a tokenizer's parts are BERT's, by which a text's ids are those of its words one after the
 * other, between `[CLS]` and `[SEP]`.
 */
export function isWordwise(json: TokenizerJson): boolean {
  const { normalizer, model, added_tokens } = json;
  const before = json["pre_tokenizer"], after = json["post_processor"];
  const around = after?.["single"];
  return (normalizer === null || normalizer["type"] === "BertNormalizer") &&
    before?.["type"] === "BertPreTokenizer" && model["type"] === "WordPiece" &&
    after?.["type"] === "TemplateProcessing" && Array.isArray(around) && around.length === 3 &&
    isSequence(around[1]) && (json["truncation"] ?? null) === null &&
    added_tokens.every(({ content }) => !SPACE.test(content));
}

function isSequence(piece: unknown): boolean {
  return typeof piece === "object" && piece !== null && "Sequence" in piece;
}

/** Remembers the ids of words, most of which a text has again and again. */
export class WordCache {
  readonly #encode: (word: string) => readonly number[];
  readonly #ids = new Map<string, readonly number[]>();

  /** @param encode Gives the ids of a word without any around them. */
  constructor(encode: (word: string) => readonly number[]) {
    this.#encode = encode;
  }

  /** The ids of a text's words. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const word of text.split(SPACE)) {
      for (const id of this.word(word)) ids.push(id);
    }
    return ids;
  }

  /** The ids of one word. */
  word(word: string): readonly number[] {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const ids = this.#encode(word);
    if (this.#ids.size < MOST_WORDS && word.length <= LONGEST) this.#ids.set(ownText(word), ids);
    return ids;
  }
}

/** A model that remembers the words that it was given. */
export function remembering(model: WordModel): WordModel {
  const cache = new WordCache(model);
  return (word) => cache.word(word);
}

/** Tokenizing each word once. */

import type { TokenizerJson } from "./tokenizer_json.ts";
import type { WordModel } from "./word_piece.ts";

/** Words that are remembered at most: more than any language model's text needs often. */
const MOST_WORDS = 200_000;

/** Characters of a word that is remembered: what is longer, as text without spaces, comes once. */
const LONGEST = 64;

/** FNV-1a begins with it, and takes in one UTF-16 unit after the other. */
const HASH = 0x811c9dc5 | 0;
const mixed = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

function hashOf(word: string): number {
  let hash = HASH;
  for (let i = 0; i < word.length; i++) hash = mixed(hash, word.charCodeAt(i));
  return hash;
}

/** The same list with space for as much again. */
function doubled<T extends Uint16Array | Int32Array>(list: T): T {
  const larger = new (list.constructor as new (length: number) => T)(2 * list.length);
  larger.set(list);
  return larger;
}

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

/**
 * Remembers the ids of words, most of which a text has again and again. A word is looked for by its
 * UTF-16 units where it stands in the text: to cut it out takes longer than all the rest.
 */
export class WordCache {
  readonly #encode: (word: string) => readonly number[];
  /** The words' units end to end, and where each one begins; likewise their ids. */
  #units = new Uint16Array(2 ** 14);
  readonly #starts = [0];
  #ids = new Int32Array(2 ** 12);
  readonly #firsts = [0];
  /** Open addressing: one more than a word's place in these lists, 0 where there is none. */
  #places = new Int32Array(2 ** 12);

  /** @param encode Gives the ids of a word without any around them; of an empty one none. */
  constructor(encode: (word: string) => readonly number[]) {
    this.#encode = encode;
  }

  /** The ids of a text's words. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (let start = 0, at = 0, hash = HASH; at <= text.length; at++) {
      const unit = at < text.length ? text.charCodeAt(at) : 32;
      if (unit !== 32 && unit !== 9 && unit !== 10 && unit !== 13) {
        hash = mixed(hash, unit);
        continue;
      }
      if (start < at) this.#add(ids, text, start, at, hash);
      [start, hash] = [at + 1, HASH];
    }
    return ids;
  }

  /** The ids of one word. */
  word(word: string): readonly number[] {
    const ids: number[] = [];
    this.#add(ids, word, 0, word.length, hashOf(word));
    return ids;
  }

  #add(ids: number[], text: string, start: number, end: number, hash: number): void {
    const slot = this.#slotOf(text, start, end, hash), place = this.#places[slot]!;
    if (place !== 0) {
      const behind = this.#firsts[place]!;
      for (let i = this.#firsts[place - 1]!; i < behind; i++) ids.push(this.#ids[i]!);
      return;
    }
    const own = this.#encode(text.slice(start, end));
    for (const id of own) ids.push(id);
    if (this.#starts.length <= MOST_WORDS && end - start <= LONGEST) {
      this.#places[slot] = this.#starts.length;
      this.#keep(text, start, end, own);
    }
  }

  /** Where a word is, or would be. */
  #slotOf(text: string, start: number, end: number, hash: number): number {
    const last = this.#places.length - 1;
    for (let slot = (hash ^ hash >>> 15) & last;; slot = (slot + 1) & last) {
      const place = this.#places[slot]!;
      if (place === 0 || this.#isAt(place - 1, text, start, end)) return slot;
    }
  }

  #isAt(place: number, text: string, start: number, end: number): boolean {
    const first = this.#starts[place]!;
    if (this.#starts[place + 1]! - first !== end - start) return false;
    for (let i = start; i < end; i++) {
      if (this.#units[first + i - start] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  #keep(text: string, start: number, end: number, ids: readonly number[]): void {
    let at = this.#starts.at(-1)!;
    while (at + end - start > this.#units.length) this.#units = doubled(this.#units);
    for (let i = start; i < end; i++) this.#units[at++] = text.charCodeAt(i);
    const first = this.#firsts.at(-1)!, count = this.#starts.push(at) - 1;
    while (first + ids.length > this.#ids.length) this.#ids = doubled(this.#ids);
    this.#ids.set(ids, first);
    this.#firsts.push(first + ids.length);
    if (2 * count < this.#places.length) return;
    this.#places = new Int32Array(2 * this.#places.length);
    for (let place = 1; place <= count; place++) {
      const units = this.#units.subarray(this.#starts[place - 1], this.#starts[place]);
      const word = String.fromCharCode(...units);
      this.#places[this.#slotOf(word, 0, word.length, hashOf(word))] = place;
    }
  }
}

/** A model that remembers the words that it was given. */
export function remembering(model: WordModel): WordModel {
  const cache = new WordCache(model);
  return (word) => cache.word(word);
}

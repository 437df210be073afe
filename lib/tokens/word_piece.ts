/** The third step of tokenizing: a word's pieces, the longest from the left. */
import type { JsonObject } from "./json.ts";

/** The ids of a word's tokens. */
export type WordModel = (word: string) => readonly number[];

/** How WordPiece cuts words. */
export interface WordPieceOptions {
  /** The id of a word that cannot be put together from the vocabulary. */
  unk: number;
  /** What marks the pieces that go on with a word. @default "##" */
  prefix?: string;
  /** Words of more characters than this are not looked at. @default 100 */
  longest?: number;
}

/** WordPiece with a vocabulary: ids by token. */
export function wordPiece(ids: ReadonlyMap<string, number>, options: WordPieceOptions): WordModel {
  const { unk, prefix = "##", longest = 100 } = options;
  return (word) => {
    // Characters are code points: no piece may end within one.
    const ends: number[] = [0];
    for (const character of word) ends.push(ends.at(-1)! + character.length);
    const count = ends.length - 1;
    if (count > longest) return [unk];
    const found: number[] = [];
    for (let start = 0; start < count;) {
      let end = count;
      let id: number | undefined;
      for (; end > start; end--) {
        const piece = word.slice(ends[start], ends[end]);
        id = ids.get(start === 0 ? piece : prefix + piece);
        if (id !== undefined) break;
      }
      if (id === undefined) return [unk];
      found.push(id);
      start = end;
    }
    return found;
  };
}

/**
 * The options in the `model` of a `tokenizer.json`.
 *
 * @throws {TypeError} If one is none.
 */
export function wordPieceOptions(
  model: JsonObject,
  ids: ReadonlyMap<string, number>,
): WordPieceOptions {
  const {
    unk_token: token = "[UNK]",
    continuing_subword_prefix: prefix = "##",
    max_input_chars_per_word: longest = 100,
  } = model;
  if (typeof token !== "string" || typeof prefix !== "string" || typeof longest !== "number") {
    throw new TypeError("its model's settings are of other types");
  }
  const unk = ids.get(token);
  if (unk === undefined) throw new TypeError(`the vocabulary lacks its unknown token ${token}`);
  return { unk, prefix, longest };
}

/** Unigram: of all ways to cut a word into pieces, the one whose scores sum to the most. */
import type { JsonObject } from "./json.ts";
import type { WordModel } from "./word_piece.ts";

/** How words are cut. */
export interface UnigramOptions {
  /** The score of each piece, a logarithm of its probability. */
  scores: ReadonlyMap<string, number>;
  /** The id of what the vocabulary lacks. */
  unk: number;
}

/** By so much a character that is no piece scores less than the least of the pieces. */
const UNKNOWN_PENALTY = 10;

/** Where a way to cut a word comes from. */
interface Best {
  score: number;
  /** Where its last piece begins. */
  start: number;
  /** Whether that is a character that is no piece. */
  isUnknown: boolean;
}

/**
 * Unigram (Kudo, arXiv 1804.10959) with a vocabulary: ids by token. Characters that are no pieces and
 * stand in a row are one.
 */
export function unigram(
  ids: ReadonlyMap<string, number>,
  { scores, unk }: UnigramOptions,
): WordModel {
  let longest = 1, least = Infinity;
  for (const [piece, score] of scores) {
    longest = Math.max(longest, piece.length);
    least = Math.min(least, score);
  }
  const unknown = least - UNKNOWN_PENALTY;
  return (word) => {
    const best: (Best | undefined)[] = [{ score: 0, start: 0, isUnknown: false }];
    const offer = (start: number, end: number, score: number, isUnknown: boolean) => {
      const total = best[start]!.score + score, known = best[end];
      // Of two equal ones the first counts.
      if (known === undefined || total > known.score) {
        best[end] = { score: total, start, isUnknown };
      }
    };
    for (let start = 0; start < word.length;) {
      const next = start + lengthAt(word, start);
      const most = Math.min(word.length, start + longest);
      for (let end = next; end <= most; end += lengthAt(word, end)) {
        const score = scores.get(word.slice(start, end));
        if (score !== undefined) offer(start, end, score, false);
      }
      if (!scores.has(word.slice(start, next))) offer(start, next, unknown, true);
      start = next;
    }
    return traced(word, best, ids, unk);
  };
}

/** UTF-16 units of the character at a place: no piece may end within one. */
function lengthAt(word: string, at: number): number {
  return (word.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** The ids of the best way, from its end. */
function traced(
  word: string,
  best: readonly (Best | undefined)[],
  ids: ReadonlyMap<string, number>,
  unk: number,
): number[] {
  const pieces: { text: string; isUnknown: boolean }[] = [];
  for (let end = word.length; end > 0;) {
    const { start, isUnknown } = best[end]!;
    const text = word.slice(start, end), behind = pieces.at(-1);
    if (isUnknown && behind?.isUnknown) behind.text = text + behind.text;
    else pieces.push({ text, isUnknown });
    end = start;
  }
  return pieces.reverse().map(({ text }) => ids.get(text) ?? unk);
}

/** The pieces and scores in the `model` of a `tokenizer.json`; undefined where they are none. */
export function unigramPieces({ vocab }: JsonObject): [piece: string, score: number][] | undefined {
  if (!Array.isArray(vocab)) return undefined;
  const isPiece = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "number";
  return vocab.length > 0 && vocab.every(isPiece) ? vocab : undefined;
}

/**
 * The options in the `model` of a `tokenizer.json`.
 *
 * @throws {TypeError} If one is none, or asks for what is not written here.
 */
export function unigramOptions(model: JsonObject): UnigramOptions {
  if (model["byte_fallback"] === true) throw new TypeError("its model has byte_fallback");
  const pieces = unigramPieces(model)!;
  const { unk_id: unk } = model;
  if (typeof unk !== "number" || pieces[unk] === undefined) {
    throw new TypeError("its model's unk_id is none of its pieces");
  }
  return { scores: new Map(pieces), unk };
}

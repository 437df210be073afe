/** From passages to tokens, in whichever thread. */
import { lineChunk } from "./line_chunk.ts";
import { CHUNK_LENGTH, type ChunkOptions, type TextEncoderToIds } from "./load_chunks.ts";
import type { Passage } from "./passage.ts";
import { packed } from "./passage_spans.ts";
import { TextMaker, type Windows } from "./texts.ts";

/** What an encoder counts besides. */
export interface Census {
  /** Tokens, but for those around texts. */
  tokens: number;
  /** Those of them that stand for words that the vocabulary lacks. */
  unknown: number;
}

/** A tokenizer that may count what it encodes. */
export interface CountingEncoder extends TextEncoderToIds {
  /** What was counted since the last time. */
  take?(): Census;
  /** Something that was counted elsewhere. */
  add?(census: Census): void;
}

/** How passages are encoded. It is sent from one thread to another. */
export interface EncodingOptions extends Omit<ChunkOptions, "note"> {
  /**
   * Whether each text is a chunk by itself, cut behind `length` tokens, instead of all end to end.
   * @default false
   */
  lineByLine?: boolean;
  /** Of passages with such windows there are ids; the others' are counted. @default {all} */
  taken?: readonly Windows[];
}

/** Some of what passages came to. It is sent from one thread to another. */
export interface Piece {
  /** Ids, end to end; of a long text not all. */
  ids: Int32Array<ArrayBuffer>;
  /** How many each line has, where each is a chunk. */
  lines: number[];
  /** A number for each passage that ends in it: see {@linkcode packed}. */
  passages: number[];
  /** Lines that were cut. */
  cut: number;
  /** Lines in which nothing can be masked. */
  without: number;
  /** What the tokenizer counted. */
  census?: Census;
}

/** A piece has hardly more ids: others have their turn between two. */
const IDS = 2 ** 14;

/** The ids of a text, a long one's in parts. */
export function idsOf(tokenizer: TextEncoderToIds, text: string): Iterable<readonly number[]> {
  return tokenizer.encodeInParts?.(text) ?? [tokenizer.encode(text)];
}

/** The ids of some passages, piece by piece: of each the same, whichever come together. */
export function* encodePieces(
  passages: readonly Passage[],
  tokenizer: CountingEncoder,
  options: EncodingOptions,
): Generator<Piece> {
  const { length = CHUNK_LENGTH, lineByLine = false, taken } = options;
  const maker = new TextMaker(options);
  let lists: (readonly number[])[] = [], encoded = 0;
  let rest = { lines: [] as number[], passages: [] as number[], cut: 0, without: 0 };
  const piece = (): Piece => {
    const ids = new Int32Array(lists.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const list of lists) {
      ids.set(list, at);
      at += list.length;
    }
    const census = tokenizer.take?.();
    const made = { ids, ...rest, ...(census && { census }) };
    [lists, encoded] = [[], 0];
    rest = { lines: [], passages: [], cut: 0, without: 0 };
    return made;
  };
  const line = (text: string): (readonly number[])[] => {
    const found = lineChunk(tokenizer, text, length);
    if (found?.isCut) rest.cut++;
    if (found !== undefined) return [found.ids];
    if (text.trim() !== "") rest.without++;
    return [];
  };
  for (const passage of passages) {
    const { texts, windows } = maker.make(passage);
    let units = 0;
    for (const text of texts) {
      for (const ids of lineByLine ? line(text) : idsOf(tokenizer, text)) {
        units += lineByLine ? 1 : ids.length;
        encoded += ids.length;
        if (taken?.includes(windows) ?? true) {
          lists.push(ids);
          if (lineByLine) rest.lines.push(ids.length);
        }
        if (encoded >= IDS) yield piece();
      }
    }
    rest.passages.push(packed(units, windows));
  }
  yield piece();
}

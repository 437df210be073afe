/** One reading of passages, of any size: each is encoded, told of and forgotten. */
import { InputError } from "../io/mod.ts";
import { type CountingEncoder, encodePieces, type EncodingOptions, type Piece } from "./encode.ts";
import { lineNotes } from "./line_chunk.ts";
import { CHUNK_LENGTH, chunksError } from "./load_chunks.ts";
import type { Meanwhile } from "./meanwhile.ts";
import type { Passage } from "./passage.ts";
import { unitsOf, windowsOf } from "./passage_spans.ts";
import type { Note } from "./readers/define_reader.ts";
import type { RowSource } from "./rows.ts";
import { type PassageCounts, TextMaker, WINDOWS, type Windows } from "./texts.ts";

/** What chunks are made of, and how. */
export interface ChunkSource {
  /** The passages, which are read as often as they are needed. */
  passages: RowSource;
  /** What makes ids of them. */
  tokenizer: CountingEncoder;
  /** How chunks are made. */
  options: EncodingOptions & {
    file: string;
    /** How there would be more text, for a message. @default "Give more text" */
    more?: string;
    /** Chunks that are needed at least, for a message. @default 1 */
    least?: number;
    /** Takes a sentence that people should know of how chunks were made. */
    note?: Note;
  };
  /** Lets others have their turn. */
  meanwhile: Meanwhile;
  /** Told of each passage when it is counted. */
  onPassage?: (passage: Passage) => void;
  /** Other threads that encode. @default {this one does} */
  threads?: Threads;
}

/** Threads that encode passages. */
export interface Threads {
  /** So many lists of passages are encoded at once. */
  readonly atOnce: number;
  /** Begins to encode; the pieces of one list come before those of the next. */
  encode(passages: readonly Passage[], options: EncodingOptions): AsyncIterable<Piece>;
}

/** Another thread is given passages of so many characters together. */
const CHARACTERS = 2 ** 19;

/** What was counted of the passages that were encoded: plain data, which can be kept. */
export interface Totals extends PassageCounts {
  /** Passages. */
  seen: number;
  /** Whether one has more than white space. */
  hasText: boolean;
  /** Tokens, or lines, of passages with each kind of windows. */
  units: number[];
  /** Lines that are longer than a chunk, and those in which nothing can be masked. */
  cut: number;
  without: number;
  /** What the tokenizer counted. */
  tokens: number;
  unknown: number;
}

/** None was encoded yet. */
export function noTotals(): Totals {
  const none = { seen: 0, cut: 0, without: 0, tokens: 0, unknown: 0, hasText: false };
  return { ...none, units: [0, 0, 0, 0], passages: [0, 0, 0, 0], characters: [0, 0, 0, 0] };
}

/** What is told of passages while they are read. */
export interface PassageVisitor {
  /** Ids of passages' texts, and how many each line has where each is a chunk. */
  ids?(ids: Int32Array, lines: readonly number[]): void;
  /** A passage behind its ids, and its number: see `packed`. */
  passage(passage: Passage, number: number): void;
  /** All that was told of until now is whole. */
  amid?(totals: Totals): void | Promise<void>;
}

/** What a reading came to. */
export interface Encoded {
  /** Tokens, or lines, that are in chunks or left over at the end. */
  units: number;
  /** Whole chunks. */
  count: number;
  /** Whether they are of windows around blanks, so that whole passages have more text. */
  inWindows: boolean;
  /** Passages of which windows are taken: the others' tokens are not counted. */
  taken: ReadonlySet<Windows>;
  /** Whether tokens are left out by that. */
  isPartial: boolean;
}

/** Passages that may have to be read yet, those of a list at once. */
export async function all(
  passages: readonly (Passage | Promise<Passage>)[],
): Promise<readonly Passage[]> {
  return passages.some((passage) => passage instanceof Promise)
    ? await Promise.all(passages)
    : passages as readonly Passage[];
}

/** That data were not the same in two readings. */
export function notTheSame(file: string): InputError {
  return new InputError("it was not the same when it was read again", {
    file,
    mend: "Let nothing change it while it is read",
  });
}

/**
 * Reads passages once.
 *
 * @param onNone Called where there is no text at all, with the number of passages, to say what can
 * be done.
 * @param totals Those of the passages that were told of before, which are passed over.
 * @throws {InputError} If the text is shorter than one chunk.
 */
export async function encodePassages(
  source: ChunkSource,
  onNone: (passages: number) => void | Promise<void>,
  visitor: PassageVisitor,
  totals: Totals = noTotals(),
): Promise<Encoded> {
  const { tokenizer, options } = source;
  const { length = CHUNK_LENGTH, lineByLine = false, note } = options;
  try {
    await eachPiece(source, visitor, totals);
  } finally {
    tokenizer.add?.(totals);
  }
  const { units: unitsOf, seen } = totals;
  const { windows: taken, inWindows } = new TextMaker(options, totals).taken();
  const of = (kinds: readonly Windows[]) =>
    kinds.reduce<number>((sum, kind) => sum + unitsOf[kind]!, 0);
  const units = of([...taken]);
  for (const sentence of lineNotes(totals, units, length)) note?.(sentence);
  if (!totals.hasText) await onNone(seen);
  const count = Math.floor(units / (lineByLine ? 1 : length));
  if (count === 0) {
    const texts = lineByLine ? 0 : seen;
    throw chunksError({ ...options, tokens: units, length, inWindows, texts });
  }
  return { units, count, inWindows, taken, isPartial: units < of(Object.values(WINDOWS)) };
}

/** Goes through the passages that were not counted yet, and counts them. */
async function eachPiece(
  { passages, tokenizer, options, meanwhile, onPassage, threads }: ChunkSource,
  visitor: PassageVisitor,
  totals: Totals,
): Promise<void> {
  const { construction, seed, length, lineByLine, taken } = options;
  const encoding: EncodingOptions = { construction, seed, length, lineByLine, taken };
  const maker = new TextMaker(options, totals);
  const begun: { passages: readonly Passage[]; pieces: AsyncIterable<Piece> | Iterable<Piece> }[] =
    [];
  const begin = (list: readonly Passage[]) =>
    void begun.push({
      passages: list,
      pieces: threads?.encode(list, encoding) ?? encodePieces(list, tokenizer, encoding),
    });
  const end = async (atOnce: number) => {
    while (begun.length > atOnce) {
      const { passages, pieces } = begun.shift()!;
      let next = 0;
      for await (const piece of pieces) {
        visitor.ids?.(piece.ids, piece.lines);
        for (const number of piece.passages) {
          const passage = passages[next++]!, windows = windowsOf(number);
          maker.count(passage, windows);
          totals.units[windows]! += unitsOf(number);
          totals.hasText ||= /\S/.test(passage.text);
          visitor.passage(passage, number);
        }
        totals.seen += piece.passages.length;
        totals.cut += piece.cut;
        totals.without += piece.without;
        totals.tokens += piece.census?.tokens ?? 0;
        totals.unknown += piece.census?.unknown ?? 0;
        if (meanwhile.isDue) await meanwhile.pause();
      }
      await visitor.amid?.(totals);
    }
  };
  let list: Passage[] = [], characters = 0, known = totals.seen;
  for await (const rows of passages) {
    const first = Math.min(known, rows.length);
    known -= first;
    const some = await all((onPassage ? rows : rows.slice(first)).map((row) => row.passage()));
    if (onPassage !== undefined) some.forEach(onPassage);
    for (const passage of onPassage ? some.slice(first) : some) {
      list.push(passage);
      characters += passage.text.length;
    }
    if (characters >= (threads === undefined ? 1 : CHARACTERS)) {
      begin(list);
      [list, characters] = [[], 0];
      await end(threads?.atOnce ?? 0);
    }
    if (meanwhile.isDue) await meanwhile.pause();
  }
  begin(list);
  await end(0);
}

/** The tokens of a text of any size in a folder: written in one reading, and chunks read from there. */
import { join } from "node:path";
import type { Chunks } from "./chunks.ts";
import { type ChunkSource, encodePassages, notTheSame, type PassageVisitor } from "./encoded.ts";
import { CHUNK_LENGTH } from "./load_chunks.ts";
import type { Passage } from "./passage.ts";
import { packed, type Span, spansOf, textsIn } from "./passage_spans.ts";
import type { RowSource } from "./rows.ts";
import type { Windows } from "./texts.ts";
import { NumberReader, NumberWriter, type Width } from "./token_files.ts";

/**
 * The files of a store. `ids`: the tokens, end to end. `passages`: a number for each passage, in four
 * bytes. `ends`: where each line's tokens end, in eight bytes, where each line is a chunk.
 */
const FILES = { ids: "ids", passages: "passages", ends: "ends" } as const;

/** A vocabulary of at most so many entries has ids of two bytes. */
const SHORT = 2 ** 16;

/** What must be known of a store to read it, as JSON. */
export interface StoredTokens {
  /** Tokens, or lines, in all. */
  units: number;
  /** How many there are. */
  passages: number;
  /** Bytes of an id. */
  width: Width;
  /** Whether each line is a chunk. */
  lineByLine: boolean;
  /** The least and the most tokens of a line. */
  lengths: readonly [number, number];
  /** Whether they are of windows around blanks. */
  inWindows: boolean;
  /** Of passages with such windows there are tokens. */
  taken: readonly Windows[];
}

/**
 * Writes the tokens of some passages into a folder. It is for the caller that the folder is whole or not
 * there.
 *
 * @param vocabSize Entries of the vocabulary: they decide how many bytes an id takes.
 * @param onNone See `encodePassages`.
 * @throws {InputError} If the text is shorter than one chunk, has changed while it was read, or the
 * operating system refuses.
 */
export async function writeTokens(
  folder: string,
  source: ChunkSource,
  vocabSize: number,
  onNone: (passages: number) => void | Promise<void>,
): Promise<StoredTokens> {
  const width = vocabSize <= SHORT ? 2 : 4;
  const { lineByLine = false } = source.options;
  let lengths: readonly [number, number] = [Infinity, 0];
  const write = async (from: ChunkSource, taken?: ReadonlySet<Windows>) => {
    using ids = new NumberWriter(join(folder, FILES.ids), width);
    using passages = new NumberWriter(join(folder, FILES.passages), 4);
    using ends = lineByLine ? new NumberWriter(join(folder, FILES.ends), 8) : undefined;
    lengths = [Infinity, 0];
    const visitor: PassageVisitor = {
      ids(some, windows) {
        if (taken?.has(windows) === false) return;
        for (const id of some) ids.push(id);
        ends?.push(ids.length);
        lengths = [Math.min(lengths[0], some.length), Math.max(lengths[1], some.length)];
      },
      passage: (_, units, windows) => passages.push(packed(units, windows)),
    };
    const encoded = await encodePassages(from, onNone, visitor);
    for (const file of [ids, passages, ends]) file?.end();
    return { ...encoded, passages: passages.length };
  };
  let written = await write(source);
  if (written.isPartial) {
    // Which passages are left out is known now, and they are few: all is read again without them.
    const { onPassage: _, ...again } = source;
    const { units, taken } = written;
    written = await write(again, taken);
    if (written.units !== units) throw notTheSame(source.options.file);
  }
  const { units, passages, inWindows, taken } = written;
  return { units, passages, width, lineByLine, lengths, inWindows, taken: [...taken] };
}

/** The tokens in a folder, which may be removed meanwhile where the system keeps open files. */
export class TokenStore implements Disposable {
  readonly #stored: StoredTokens;
  readonly #length: number;
  readonly #files: DisposableStack;
  readonly #ids: NumberReader;
  readonly #passages: NumberReader;
  readonly #ends: NumberReader | undefined;

  /**
   * Opens the files; disposing of it closes them.
   *
   * @param length Tokens of a chunk, where lines are none.
   * @throws {InputError} If one cannot be opened.
   */
  constructor(folder: string, stored: StoredTokens, length: number = CHUNK_LENGTH) {
    this.#stored = stored;
    this.#length = length;
    using files = new DisposableStack();
    const open = (name: string, width: Width) =>
      files.use(new NumberReader(join(folder, name), width));
    this.#ids = open(FILES.ids, stored.width);
    this.#passages = open(FILES.passages, 4);
    this.#ends = stored.lineByLine ? open(FILES.ends, 8) : undefined;
    this.#files = files.move();
  }

  /** How many chunks there are. */
  get count(): number {
    return Math.floor(this.#stored.units / this.#unit);
  }

  /** Whether they are of windows around blanks, so that whole passages have more text. */
  get inWindows(): boolean {
    return this.#stored.inWindows;
  }

  get #unit(): number {
    return this.#stored.lineByLine ? 1 : this.#length;
  }

  /** @param number From 0 to below the count. */
  #chunk(number: number): Int32Array {
    if (this.#ends === undefined) {
      return new Int32Array(this.#ids.read(number * this.#length, this.#length));
    }
    const [start, end] = number === 0
      ? [0, this.#ends.read(0, 1)[0]!]
      : this.#ends.read(number - 1, 2) as unknown as [number, number];
    return new Int32Array(this.#ids.read(start, end - start));
  }

  /** Chunks in an order: each is read when it is asked for, and not kept. */
  chunks(numbers: Uint32Array): Chunks {
    const at = (index: number) => {
      const number = numbers[index];
      return number === undefined ? undefined : this.#chunk(number);
    };
    return {
      length: numbers.length,
      at,
      lengths: this.#stored.lineByLine ? this.#stored.lengths : [this.#length],
      *[Symbol.iterator]() {
        for (let i = 0; i < numbers.length; i++) yield at(i)!;
      },
    };
  }

  /**
   * The passages that some chunks have tokens of, in their order, and once each. They are looked for
   * in the data, without their tokens. Whether these have changed is for the caller to find out.
   *
   * @param rows The passages that the store was made of.
   * @param isWanted Whether a chunk's passages are.
   */
  async *passages(
    rows: RowSource,
    isWanted: (number: number) => boolean,
  ): AsyncGenerator<{ passage: Passage; chunks: number[] }> {
    const spans = this.#spans()[Symbol.iterator]();
    for await (const some of rows) {
      for (const row of some) {
        const { done, value } = spans.next();
        if (done) return;
        const chunks: number[] = [];
        for (let n = value.first; n < value.end; n++) if (isWanted(n)) chunks.push(n);
        if (chunks.length > 0) yield { passage: await row.passage(), chunks };
      }
    }
  }

  /** How many passages some chunks have tokens of. */
  texts(numbers: Uint32Array): number {
    return textsIn(this.#spans(), numbers, this.count);
  }

  #spans(): Iterable<Span> {
    const { passages, taken } = this.#stored;
    return spansOf(this.#passages.first(passages), new Set(taken), this.#unit);
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    this.#files.dispose();
  }
}

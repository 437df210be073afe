/** The tokens of a text of any size in a folder: written in one reading, and chunks read from there. */
import { join } from "node:path";
import { InputError } from "../io/mod.ts";
import type { Chunks } from "./chunks.ts";
import { type ChunkSource, encodePassages, type PassageVisitor } from "./encoded.ts";
import { CHUNK_LENGTH } from "./load_chunks.ts";
import type { Passage } from "./passage.ts";
import type { RowSource } from "./rows.ts";
import type { Windows } from "./texts.ts";
import { NumberReader, NumberWriter, type Width } from "./token_files.ts";

/**
 * The files of a store. `ids`: the tokens, end to end. `passages`: a number for each passage, in four
 * bytes. `ends`: where each line's tokens end, in eight bytes, where each line is a chunk.
 */
const FILES = { ids: "ids", passages: "passages", ends: "ends" } as const;

/** In a passage's number, its tokens stand above what windows it has. */
const KINDS = 4;

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
      passage: (_, units, windows) => passages.push(units * KINDS + windows),
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
    if (written.units !== units) {
      throw new InputError("it was not the same when it was read again", {
        file: source.options.file,
        mend: "Let nothing change it while it is read",
      });
    }
  }
  const { units, passages, inWindows, taken } = written;
  return { units, passages, width, lineByLine, lengths, inWindows, taken: [...taken] };
}

/** The tokens in a folder. */
export class TokenStore implements Disposable {
  readonly #folder: string;
  readonly #stored: StoredTokens;
  readonly #length: number;
  readonly #ids: NumberReader;
  readonly #ends: NumberReader | undefined;

  /**
   * Opens the files; disposing of it closes them.
   *
   * @param length Tokens of a chunk, where lines are none.
   */
  constructor(folder: string, stored: StoredTokens, length: number = CHUNK_LENGTH) {
    this.#folder = folder;
    this.#stored = stored;
    this.#length = length;
    this.#ids = new NumberReader(join(folder, FILES.ids), stored.width);
    this.#ends = stored.lineByLine ? new NumberReader(join(folder, FILES.ends), 8) : undefined;
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
   * in the data, without their tokens.
   *
   * @param rows The passages that the store was made of.
   * @param isWanted Whether a chunk's passages are.
   */
  async *passages(
    rows: RowSource,
    isWanted: (number: number) => boolean,
  ): AsyncGenerator<{ passage: Passage; chunks: number[] }> {
    const spans = this.#spans();
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
    const wanted = new Uint8Array(this.count);
    for (const number of numbers) wanted[number] = 1;
    let texts = 0;
    for (const { first, end } of this.#spans()) {
      if (wanted.subarray(first, end).includes(1)) texts++;
    }
    return texts;
  }

  /** For each passage the chunks that have tokens of it, from the first one to before the end. */
  *#spans(): Generator<{ first: number; end: number }> {
    const { passages, taken } = this.#stored, unit = this.#unit;
    using reader = new NumberReader(join(this.#folder, FILES.passages), 4);
    let start = 0;
    for (const number of reader.first(passages)) {
      const units = taken.includes(number % KINDS as Windows) ? Math.floor(number / KINDS) : 0;
      const first = Math.floor(start / unit), end = Math.ceil((start + units) / unit);
      yield { first, end: units === 0 ? first : Math.min(this.count, end) };
      start += units;
    }
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    this.#ids[Symbol.dispose]();
    this.#ends?.[Symbol.dispose]();
  }
}

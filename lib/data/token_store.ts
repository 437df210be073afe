/** The tokens of a text of any size in a folder: written in one reading, and chunks read from there. */
import { dirname, join } from "node:path";
import type { Chunks } from "./chunks.ts";
import { type ChunkSource, encodePassages, noTotals, notTheSame } from "./encoded.ts";
import { CHUNK_LENGTH } from "./load_chunks.ts";
import type { Passage } from "./passage.ts";
import { type Span, spansOf, textsIn } from "./passage_spans.ts";
import type { RowSource } from "./rows.ts";
import type { Windows } from "./texts.ts";
import { keptAside, NumberReader, NumberWriter, type Width } from "./token_files.ts";
import { type Mark, Marks } from "./token_marks.ts";

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

/** So many chunks are read at once, where they are read in their order in the store. */
const BLOCK = 2 ** 10;

/** Tokens between two marks: some 64 MB of English text. */
const PART = 2 ** 24;

/** How {@linkcode writeTokens} goes about it. */
export interface WriteTokensOptions {
  /** Tokens between two marks, from which writing goes on. @default {16 million} */
  part?: number;
  /** Told of what was found there. */
  tell?: (line: string) => void;
  /** Whether the text is what it was: nothing that was read of another is marked. */
  isSame?: () => Promise<boolean>;
}

/**
 * Writes the tokens of some passages into a folder, or what lacks of them where a process was killed. It
 * is for the caller that the folder is whole or not there. Whatever encodes them, the files are the same.
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
  { part = PART, tell = () => {}, isSame = () => Promise.resolve(true) }: WriteTokensOptions = {},
): Promise<StoredTokens> {
  const { options, meanwhile } = source, { lineByLine = false } = options;
  const width = vocabSize <= SHORT ? 2 : 4;
  const marks = await Marks.read(folder, async () => {
    if (meanwhile.isDue) await meanwhile.pause();
  }, tell);
  const write = async (from: ChunkSource) => {
    const { totals, lengths, files } = structuredClone(marks.last) ??
      { totals: noTotals(), lengths: [null, 0], files: {} } as Mark;
    if (totals.seen > 0) {
      tell(`The tokens of ${totals.seen} passages of ${options.file} are there.`);
    }
    using open = new DisposableStack();
    const writer = (name: string, width: Width) =>
      open.use(new NumberWriter(join(folder, name), width, (files[name]?.size ?? 0) / width));
    const ids = writer(FILES.ids, width), passages = writer(FILES.passages, 4);
    const ends = lineByLine ? writer(FILES.ends, 8) : undefined;
    let marked = ids.length;
    const encoded = await encodePassages(from, onNone, {
      ids(some, lines) {
        let end = ids.length;
        for (const id of some) ids.push(id);
        for (const length of lines) {
          ends!.push(end += length);
          lengths[0] = Math.min(lengths[0] ?? length, length);
          lengths[1] = Math.max(lengths[1], length);
        }
      },
      passage: (_, number) => passages.push(number),
      async amid(totals) {
        if (ids.length - marked < part) return;
        if (!await isSame()) throw notTheSame(options.file);
        marked = ids.length;
        const files: Mark["files"] = {};
        files[FILES.ids] = await ids.mark();
        files[FILES.passages] = await passages.mark();
        if (ends !== undefined) files[FILES.ends] = await ends.mark();
        await marks.add(structuredClone({ totals, lengths, files }));
      },
    }, totals);
    for (const file of [ids, passages, ends]) file?.end();
    return {
      ...encoded,
      passages: passages.length,
      lengths: [lengths[0] ?? 0, lengths[1]] as const,
    };
  };
  const again = (taken: readonly Windows[]) => ({ ...source, options: { ...options, taken } });
  let written = await write(marks.taken === null ? source : again(marks.taken));
  if (written.isPartial && marks.taken === null) {
    // Which passages are left out is known now, and they are few: all is read again without them.
    const { units, taken } = written;
    await marks.begin([...taken]);
    const { onPassage: _, ...rest } = again([...taken]);
    written = await write(rest);
    if (written.units !== units) throw notTheSame(options.file);
  }
  const { units, passages, lengths, inWindows, taken } = written;
  return { units, passages, width, lineByLine, lengths, inWindows, taken: [...taken] };
}

/** Chunks that are read from a store. */
export interface StoredChunks extends Chunks {
  /** The number of the one at an index, in the store. */
  number(index: number): number;
}

/** The tokens in a folder, which may be removed meanwhile where the system keeps open files. */
export class TokenStore implements Disposable {
  readonly #folder: string;
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
    this.#folder = folder;
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

  /** Those chunks whose bit is set, in the order of the store, of which much is read at once. */
  *#marked(bits: Uint8Array): Generator<Int32Array> {
    const { count } = this, length = this.#length;
    for (let first = 0; first < count; first += BLOCK) {
      const most = Math.min(BLOCK, count - first);
      const block = this.#ids.read(first * length, most * length);
      for (let i = 0; i < most; i++) {
        if ((bits[first + i >> 3]! >> (first + i & 7) & 1) === 0) continue;
        yield new Int32Array(block.subarray(i * length, (i + 1) * length));
      }
    }
  }

  /** Chunks in an order: each is read when it is asked for, and not kept; nor is the order, if long. */
  chunks(numbers: Uint32Array): StoredChunks {
    const { length } = numbers, chunk = (number: number) => this.#chunk(number);
    const order = this.#files.use(keptAside(numbers, dirname(this.#folder)));
    const number = (index: number) => order.read(index, 1)[0]!;
    const chunks: StoredChunks = {
      length,
      number,
      at: (index) => index < length ? chunk(number(index)) : undefined,
      lengths: this.#stored.lineByLine ? this.#stored.lengths : [this.#length],
      inAnyOrder: () => {
        if (this.#stored.lineByLine) return chunks;
        const bits = new Uint8Array(Math.ceil(this.count / 8));
        for (const number of order.first(length)) bits[number >> 3]! |= 1 << (number & 7);
        return this.#marked(bits);
      },
      *[Symbol.iterator]() {
        for (const number of order.first(length)) yield chunk(number);
      },
    };
    return chunks;
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

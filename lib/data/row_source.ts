/** Rows of data that are gone through, and not kept. */
import { bounds } from "./divide.ts";
import { cutLength, cutSpans, pieceOf } from "./cut.ts";
import { Meanwhile } from "./meanwhile.ts";
import type { Passage, Split } from "./passage.ts";
import {
  areFew,
  membership,
  type Row,
  RowCounter,
  type RowSource,
  type Tally,
  type WhichPassages,
} from "./rows.ts";

/** So many passages of a list or a long text are given at once. */
const BATCH = 256;

/** Rows that can be gone through again: each time, `go` is called. */
export function rowSource(
  go: () => AsyncIterator<readonly Row[]> | AsyncGenerator<readonly Row[]>,
): RowSource {
  return { [Symbol.asyncIterator]: go };
}

/** The rows of a list. */
export function listed(rows: readonly Row[]): RowSource {
  return rowSource(async function* () {
    for (let start = 0; start < rows.length; start += BATCH) {
      yield rows.slice(start, start + BATCH);
    }
  });
}

/** What rows there are, one source after the other. */
export function joined(sources: readonly RowSource[]): RowSource {
  return rowSource(async function* () {
    for (const source of sources) yield* source;
  });
}

/** The first rows. */
export function limited(source: RowSource, limit: number): RowSource {
  return rowSource(async function* () {
    let left = limit;
    if (left === 0) return;
    for await (const rows of source) {
      yield rows.slice(0, left);
      left -= Math.min(left, rows.length);
      if (left === 0) return;
    }
  });
}

/** The rows of some files, which are one set of data. */
export class Rows {
  readonly #sources: readonly RowSource[];
  readonly #file: string;
  readonly #meanwhile: Meanwhile;
  #tally: Tally | undefined;
  #pieces: RowSource | undefined;
  #pieceCount = 0;

  /** @param file Where they are from, for messages. */
  constructor(sources: readonly RowSource[], file: string, meanwhile: Meanwhile) {
    this.#sources = sources;
    this.#file = file;
    this.#meanwhile = meanwhile;
  }

  /** All of them. */
  get all(): RowSource {
    return joined(this.#sources);
  }

  /** All of them; where they are too few to be divided, the pieces that they are cut into. */
  async divisible(): Promise<{ rows: RowSource; isCut: boolean }> {
    const counter = new RowCounter();
    for await (const rows of this.all) {
      counter.count(rows);
      // More rows change nothing, and there may be many.
      if (!areFew(counter)) return { rows: this.all, isCut: false };
    }
    return { rows: this.#pieces ??= await this.#cut(), isCut: true };
  }

  /** Whether there are some, and none says its split. */
  async areSilent(): Promise<boolean> {
    const { rows, silent } = this.#tally ??= await this.#count();
    return rows > 0 && silent === rows;
  }

  /**
   * Those of a split: see `WhichPassages`.
   *
   * @throws {InputError} If none is.
   */
  async ofSplit(split: Split): Promise<RowSource> {
    const tally = this.#tally ??= await this.#count();
    if (areFew(tally)) {
      const pieces = this.#pieces ??= await this.#cut();
      return slice(pieces, ...bounds(this.#pieceCount, split));
    }
    const { all } = this;
    const file = this.#file;
    membership(tally, split, file);
    if (tally.silent === tally.rows) return slice(all, ...bounds(tally.rows, split));
    return rowSource(async function* () {
      const isOfSplit = membership(tally, split, file);
      for await (const rows of all) yield rows.filter(isOfSplit);
    });
  }

  async #count(): Promise<Tally> {
    const counter = new RowCounter();
    for (const source of this.#sources) {
      if (source.count !== undefined) {
        const count = await source.count();
        counter.rows += count;
        counter.silent += count;
      } else {
        for await (const rows of source) {
          counter.count(rows);
          if (this.#meanwhile.isDue) await this.#meanwhile.pause();
        }
      }
    }
    return counter;
  }

  /** Passages cut into pieces: they are few, so they are kept, and where they are cut. */
  async #cut(): Promise<RowSource> {
    const passages: Passage[] = [];
    for await (const rows of this.all) {
      for (const row of rows) passages.push(await row.passage());
    }
    const length = cutLength(passages);
    const cuts: { passage: Passage; spans: Uint32Array | undefined }[] = [];
    for (const passage of passages) {
      const pieces = cutSpans(passage, length), spans: number[] = [];
      for (const { start, end } of pieces ?? []) {
        spans.push(start, end);
        if (this.#meanwhile.isDue) await this.#meanwhile.pause();
      }
      cuts.push({ passage, spans: pieces && Uint32Array.from(spans) });
      this.#pieceCount += pieces ? spans.length / 2 : 1;
    }
    const meanwhile = this.#meanwhile;
    return rowSource(async function* () {
      for (const { passage, spans } of cuts) {
        if (spans === undefined) yield [{ passage: () => passage }];
        const count = (spans?.length ?? 0) / 2;
        for (let first = 0; first < count; first += BATCH) {
          const end = Math.min(first + BATCH, count);
          yield Array.from({ length: end - first }, (_, i): Row => {
            const [start, end] = spans!.subarray(2 * (first + i));
            return { passage: () => pieceOf(passage, start!, end!, first + i) };
          });
          // They are at hand, but what is made of them is far from done.
          meanwhile.read(spans![2 * end - 1]! - spans![2 * first]!);
        }
      }
    });
  }
}

/** The rows from one place to before another. */
function slice(source: RowSource, start: number, end: number): RowSource {
  return rowSource(async function* () {
    let at = 0;
    for await (const rows of source) {
      const some = rows.slice(Math.max(0, start - at), Math.max(0, end - at));
      at += rows.length;
      if (some.length > 0) yield some;
      if (at >= end) return;
    }
  });
}

/** Rows as a source of them. */
export function sourceOf(given: readonly Row[] | RowSource): RowSource {
  return Symbol.asyncIterator in given ? given : listed(given);
}

/**
 * The passages of one file's rows.
 *
 * @throws {InputError} If none is of the split.
 */
export async function passagesOf(
  given: readonly Row[] | RowSource,
  { split, limit = Infinity }: WhichPassages,
  file: string,
): Promise<Passage[]> {
  const rows = new Rows([sourceOf(given)], file, new Meanwhile());
  return await collected(
    limited(split === undefined ? rows.all : await rows.ofSplit(split), limit),
  );
}

/** All passages of some rows. */
export async function collected(source: RowSource): Promise<Passage[]> {
  const passages: Passage[] = [];
  for await (const rows of source) {
    for (const passage of await Promise.all(rows.map((row) => row.passage()))) {
      passages.push(passage);
    }
  }
  return passages;
}

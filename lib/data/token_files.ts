/** Files of numbers, written from their beginning to their end and read anywhere, a few at a time. */
import { createHash } from "node:crypto";
import { closeSync, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { disk, type FileMark, InputError, unreadable } from "../io/mod.ts";

/** How numbers lie in a file: whole ones, without a sign but for the last, in as many bytes. */
const ARRAYS = { 2: Uint16Array, 4: Uint32Array, 8: Float64Array } as const;

/** Bytes of a number: 8 for whole ones of up to 2^53. */
export type Width = 2 | 4 | 8;

const MEND = "Let nothing change it: the same command goes on, and makes it again";

/** So many numbers are written, or read one after the other, at once. */
const BLOCK = 2 ** 16;

/** Writes numbers to the end of a file. */
export class NumberWriter implements Disposable {
  readonly #path: string;
  readonly #file: number;
  readonly #block: Uint16Array | Uint32Array | Float64Array;
  readonly #most: number;
  #hash = createHash("sha256");
  #used = 0;
  #length: number;

  /** @param length So many numbers it has already; what is behind them goes. */
  constructor(path: string, width: Width, length = 0) {
    this.#path = path;
    this.#file = openSync(path, "a");
    ftruncateSync(this.#file, length * width);
    this.#length = length;
    this.#block = new ARRAYS[width](BLOCK);
    this.#most = Math.min(2 ** (8 * width) - 1, Number.MAX_SAFE_INTEGER);
  }

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** @throws {RangeError} If it takes more bytes. */
  push(number: number): void {
    if (!(number >= 0 && number <= this.#most)) {
      throw new RangeError(`A number is from 0 to ${this.#most} here: got ${number}.`);
    }
    this.#block[this.#used++] = number;
    this.#length++;
    if (this.#used === BLOCK) this.end();
  }

  /** Writes what is left. */
  end(): void {
    const bytes = new Uint8Array(this.#block.buffer, 0, this.#used * this.#block.BYTES_PER_ELEMENT);
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#file, bytes, done, bytes.length - done);
    }
    this.#hash.update(bytes);
    this.#used = 0;
  }

  /** Flushes all to the disk: how much there is, and the hash of what is new since the last time. */
  async mark(): Promise<FileMark> {
    this.end();
    await disk.flush(this.#path);
    const sha256 = this.#hash.digest("hex");
    this.#hash = createHash("sha256");
    return { size: this.#length * this.#block.BYTES_PER_ELEMENT, sha256 };
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

/** Numbers that can be read anywhere. */
export type ReadableNumbers = Pick<NumberReader, "read" | "first" | typeof Symbol.dispose>;

/** So many bytes of numbers are held in memory. */
const FEW = 2 ** 20;

/**
 * Numbers that are not held in memory but in a file, which nobody else sees; few, or where there can be no
 * such file, in memory all the same.
 *
 * @param folder Where it may be.
 */
export function keptAside(numbers: Uint32Array, folder: string): ReadableNumbers {
  if (numbers.byteLength > FEW) {
    try {
      const file = join(folder, `${crypto.randomUUID()}.unfinished`);
      try {
        writeFileSync(file, numbers);
        return new NumberReader(file, 4);
      } finally {
        // Open files keep their content, but on Windows, which refuses.
        rmSync(file, { force: true });
      }
    } catch {
      // Nothing can be written there, or not so much.
    }
  }
  const own = numbers.slice();
  return {
    read: (start, count) => own.subarray(start, start + count),
    first: (count) => own.subarray(0, count).values(),
    [Symbol.dispose]() {},
  };
}

/** Reads numbers of a file. */
export class NumberReader implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #width: Width;

  /** @throws {InputError} If it cannot be opened. */
  constructor(path: string, width: Width) {
    this.#path = path;
    this.#width = width;
    try {
      this.#file = Deno.openSync(path);
    } catch (cause) {
      throw unreadable(cause, path, MEND);
    }
  }

  /**
   * Some of them.
   *
   * @param start The first one's place, from 0.
   * @throws {InputError} If the file ends before.
   */
  read(start: number, count: number): Uint16Array | Uint32Array | Float64Array {
    const numbers = new ARRAYS[this.#width](count), bytes = new Uint8Array(numbers.buffer);
    this.#file.seekSync(start * this.#width, Deno.SeekMode.Start);
    for (let done = 0; done < bytes.length;) {
      const some = this.#file.readSync(bytes.subarray(done));
      if (some === null) {
        throw new InputError("the file ended while it was read", {
          file: this.#path,
          mend: MEND,
        });
      }
      done += some;
    }
    return numbers;
  }

  /** The first so many, one after the other. */
  *first(count: number): IterableIterator<number> {
    for (let start = 0; start < count; start += BLOCK) {
      yield* this.read(start, Math.min(BLOCK, count - start));
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

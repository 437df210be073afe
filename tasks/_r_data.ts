/** Reads texts out of R's lazy-load databases, the form in which Debian ships `janeaustenr`. */

import { Buffer } from "node:buffer";
import { gunzipSync, inflateSync } from "node:zlib";

const STRING_VECTOR = 16, STRING = 9, INTEGER_VECTOR = 13;

/** Walks through R's serialization format 3 in XDR byte order ("R Internals", section 1.8). */
class RReader {
  #offset: number;

  constructor(readonly bytes: Buffer) {
    if (bytes.toString("latin1", 0, 2) !== "X\n") throw new TypeError("Not R's XDR format.");
    // Header: format, version of the writer, oldest version that reads it, length of encoding.
    this.#offset = 18 + bytes.readInt32BE(14);
  }

  int32(): number {
    const value = this.bytes.readInt32BE(this.#offset);
    this.#offset += 4;
    return value;
  }

  /** A vector of strings, without its attributes. */
  strings(): string[] {
    this.#expect(STRING_VECTOR);
    return Array.from({ length: this.int32() }, () => {
      this.#expect(STRING);
      const length = this.int32();
      const start = this.#offset;
      this.#offset += Math.max(length, 0);
      return this.bytes.toString("utf8", start, this.#offset);
    });
  }

  integers(): number[] {
    this.#expect(INTEGER_VECTOR);
    return Array.from({ length: this.int32() }, () => this.int32());
  }

  /** Passes over the next `count` 32-bit words. */
  skip(count: number): void {
    this.#offset += 4 * count;
  }

  #expect(type: number): void {
    const found = this.int32() & 0xff;
    if (found !== type) throw new TypeError(`Expected R's type ${type}, found ${found}.`);
  }
}

/**
 * The character vectors of a package's `data/Rdata.rdb`, in the order of its index.
 *
 * @param base Path of the database without `.rdb` and `.rdx`.
 */
export function readRStrings(base: string): string[][] {
  const index = new RReader(gunzipSync(Deno.readFileSync(`${base}.rdx`)));
  // A list whose first element is the list of places: two types, and the length of the outer one.
  index.skip(3);
  const places = Array.from({ length: index.int32() }, () => index.integers());
  const database = Buffer.from(Deno.readFileSync(`${base}.rdb`));
  // Each entry is the length of its contents in four bytes, then a zlib stream.
  return places.map(([offset, length]) =>
    new RReader(inflateSync(database.subarray(offset! + 4, offset! + length!))).strings()
  );
}

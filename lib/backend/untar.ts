/** Taking the needed files out of a compressed tar, one block at a time. */
import { createReadStream } from "node:fs";
import * as path from "node:path";
import { createGunzip } from "node:zlib";

const BLOCK = 512;

/**
 * Writes those files of a compressed tar whose path `wanted` accepts to a folder, without their own
 * folders. The file is known to be sound, by its hash.
 */
export async function unpackTar(
  file: string,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  const reader = new BlockReader(createReadStream(file).pipe(createGunzip()));
  const decoder = new TextDecoder();
  for (;;) {
    const header = await reader.take(BLOCK);
    if (header === undefined || header[0] === 0) return;
    const text = (from: number, to: number) =>
      decoder.decode(header.subarray(from, to)).replace(/\0.*$/s, "");
    const size = parseInt(text(124, 136), 8), name = text(0, 100);
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    if (!wanted(name)) {
      await reader.pass(padded, () => Promise.resolve());
      continue;
    }
    using out = await Deno.open(path.join(folder, path.basename(name)), {
      write: true,
      createNew: true,
    });
    let left = size;
    await reader.pass(padded, async (bytes) => {
      for (let part = bytes.subarray(0, left); part.length > 0;) {
        const written = await out.write(part);
        part = part.subarray(written);
        left -= written;
      }
    });
    await out.sync();
  }
}

/** Takes bytes from a stream in the lengths that are wanted. */
class BlockReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** So many bytes; undefined where there are fewer. */
  async take(length: number): Promise<Uint8Array | undefined> {
    const taken = new Uint8Array(length);
    let done = 0;
    await this.pass(length, (bytes) => {
      taken.set(bytes, done);
      done += bytes.length;
      return Promise.resolve();
    });
    return done === length ? taken : undefined;
  }

  /** Gives so many bytes to a function, a part at a time. */
  async pass(length: number, use: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    for (let left = length; left > 0;) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#source.next();
        if (done) return;
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      await use(part);
    }
  }
}

/** The text of a file of data, piece by piece: for files of any size. */
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { filePieces, InputError } from "../../io/mod.ts";
import type { Meanwhile } from "../meanwhile.ts";
import { withLineFeeds } from "../passage.ts";
import {
  escapeIn,
  GZIP_DAMAGED,
  isCompressed,
  MEND,
  notUtf8,
  NUL,
  READABLE,
} from "./characters.ts";
import { foreignBytes } from "./foreign_bytes.ts";

/** So many bytes tell what a text is that is not UTF-8. */
const SOME = 2 ** 16;

async function* rawPieces(file: string, meanwhile?: Meanwhile): AsyncGenerator<Uint8Array> {
  for await (const piece of filePieces(file, READABLE)) {
    meanwhile?.read(piece.length);
    if (meanwhile?.isDue) await meanwhile.pause();
    yield piece;
  }
}

async function* unzipped(
  first: Uint8Array,
  others: AsyncGenerator<Uint8Array>,
  file: string,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from((async function* () {
    yield first;
    yield* others;
  })());
  const gunzip = createGunzip({ chunkSize: SOME });
  // What goes wrong is thrown by the stream that is read.
  pipeline(source, gunzip, () => {});
  try {
    for await (const piece of gunzip) yield piece;
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code !== "string" || !code.startsWith("Z_")) throw cause;
    throw new InputError(GZIP_DAMAGED, { file, mend: "Fetch it or make it again", cause });
  }
}

/** A file's bytes; of a file that gzip compressed, those in it. */
async function* dataPieces(file: string, meanwhile?: Meanwhile): AsyncGenerator<Uint8Array> {
  const pieces = rawPieces(file, meanwhile);
  try {
    const { value: first } = await pieces.next();
    if (first === undefined) return;
    if (isCompressed(first)) yield* unzipped(first, pieces, file);
    else {
      yield first;
      yield* pieces;
    }
  } finally {
    await pieces.return(undefined);
  }
}

/** Counts lines and looks for what no text holds. */
class Watch {
  readonly #file: string;
  #line = 1;
  /** What an escape sequence may have begun with. */
  #end = "";

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws {InputError} If it is plainly no text in UTF-8. */
  see(text: string): void {
    const nul = text.indexOf("\0");
    if (nul !== -1) throw new InputError(NUL.problem, this.#at(text, nul, NUL.mend));
    const seen = this.#end + text;
    const escape = escapeIn(seen);
    if (escape !== -1) {
      throw new InputError(
        "the file is not UTF-8 text, but ISO-2022-JP",
        this.#at(seen, escape, "Save it as UTF-8"),
      );
    }
    this.#end = text.slice(-2);
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#line++;
  }

  #at(text: string, index: number, mend: string) {
    const line = this.#line + text.slice(0, index).split("\n").length - 1;
    return { file: this.#file, place: `line ${line}`, mend };
  }
}

/**
 * A file's text, piece by piece, its lines ended with line feeds.
 *
 * @throws {InputError} If it cannot be read, is not UTF-8, or is plainly something else.
 */
export async function* textPieces(file: string, meanwhile?: Meanwhile): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const watch = new Watch(file);
  // A file's first piece has as many bytes as are looked at, or all that there are.
  let start: Uint8Array = new Uint8Array(), hasNul = false, held = "";
  const decode = (bytes?: Uint8Array) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw notUtf8(start, hasNul, file, error);
    }
  };
  for await (const bytes of dataPieces(file, meanwhile)) {
    if (start.length === 0) {
      const foreign = foreignBytes(bytes);
      if (foreign !== undefined) {
        throw new InputError(foreign.problem, { file, mend: MEND, ...foreign });
      }
      start = bytes.subarray(0, SOME);
    }
    hasNul ||= bytes.includes(0);
    const text = decode(bytes);
    watch.see(text);
    // A carriage return at the end may have its line feed in the next piece.
    const whole = held + text;
    held = whole.endsWith("\r") ? "\r" : "";
    yield withLineFeeds(whole.slice(0, whole.length - held.length));
  }
  const rest = held + decode();
  if (rest !== "") yield withLineFeeds(rest);
}

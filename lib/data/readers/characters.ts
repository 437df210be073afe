/** The text of a file of data, and its bytes. */
import { open, stat } from "node:fs/promises";
import { constants, gunzipSync } from "node:zlib";
import { InputError, LONGEST_TEXT, readBytes, utf8Text } from "../../io/mod.ts";
import { foreignBytes, foreignEncoding } from "./foreign_bytes.ts";

/** So many bytes of a file are looked at to tell what it is; of a compressed one fewer. */
const START = { plain: 65_536, compressed: 8192 };

/** What is done about what is none of it. */
export const MEND = "Give plain text, CSV, JSON or Parquet";

/** What is done about a file that cannot be read. */
export const READABLE = "Give the path of a file that is there and readable";

/** What is said of a compressed file that cannot be decompressed. */
export const GZIP_DAMAGED = "the gzip file is damaged or cut off";

/** What is said of text with NUL characters. */
export const NUL = {
  problem: "the file holds NUL characters, as UTF-16 and binary files do",
  mend: `${MEND}, texts saved as UTF-8`,
};

/** Whether a file is one that gzip compressed. */
export function isCompressed(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * A file's bytes; of a file that gzip compressed, those in it.
 *
 * @throws {InputError} If it cannot be read or decompressed.
 */
export async function readData(file: string): Promise<Uint8Array> {
  const bytes = await readBytes(file, READABLE);
  if (!isCompressed(bytes)) return bytes;
  try {
    const { buffer, byteOffset, length } = gunzipSync(bytes, { maxOutputLength: LONGEST_TEXT });
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    const isLarge = (cause as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
    throw new InputError(
      isLarge ? "what is in this gzip file is too large" : GZIP_DAMAGED,
      { file, mend: isLarge ? "Divide it into several files" : "Fetch it or make it again", cause },
    );
  }
}

/**
 * A file's text.
 *
 * @throws {InputError} If it cannot be read, is not UTF-8, or is plainly something else.
 */
export async function readCharacters(file: string): Promise<string> {
  const bytes = await readData(file);
  const foreign = foreignBytes(bytes);
  if (foreign !== undefined) {
    throw new InputError(foreign.problem, { file, mend: MEND, ...foreign });
  }
  const text = decoded(bytes, file);
  const at = text.indexOf("\0");
  if (at !== -1) {
    throw new InputError(NUL.problem, { file, place: lineOf(text, at), mend: NUL.mend });
  }
  const escape = escapeIn(text);
  if (escape === -1) return text;
  throw new InputError("the file is not UTF-8 text, but ISO-2022-JP", {
    file,
    place: lineOf(text, escape),
    mend: "Save it as UTF-8",
  });
}

/** How ISO-2022-JP, which has no bytes above 127, goes over to Japanese. */
const ESCAPES = ["\x1b$B", "\x1b$@"];

/** Where Japanese in ISO-2022-JP begins in a text; -1 where there is none. */
export function escapeIn(text: string): number {
  const found = ESCAPES.map((escape) => text.indexOf(escape)).filter((at) => at !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}

function lineOf(text: string, at: number): string {
  return `line ${text.slice(0, at).split("\n").length}`;
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return utf8Text(bytes, file);
  } catch (error) {
    // One that is too long may be UTF-8.
    if (error instanceof InputError && error.cause === undefined) throw error;
    throw notUtf8(bytes, bytes.includes(0), file, error);
  }
}

/**
 * Says what a file is that is not UTF-8.
 *
 * @param start How it begins.
 * @param hasNul Whether there is a byte 0 in it.
 */
export function notUtf8(
  start: Uint8Array,
  hasNul: boolean,
  file: string,
  cause: unknown,
): InputError {
  if (hasNul) return new InputError("the file is not text", { file, mend: MEND, cause });
  const encoding = foreignEncoding(start);
  const probably = encoding === undefined ? "" : `, but probably ${encoding}`;
  return new InputError(`the file is not UTF-8 text${probably}`, {
    file,
    mend: "Save it as UTF-8",
    cause,
  });
}

/** How a file begins, as far as it can be read: what is not UTF-8 is replaced. */
export interface FileStart {
  text: string;
  /** Whether that is all of it. */
  isWhole: boolean;
  /** Whether it was compressed. */
  wasCompressed: boolean;
}

/**
 * How a file begins, decompressed; nothing where it cannot be read, which reading it will say.
 */
export async function readStart(file: string): Promise<FileStart> {
  const nothing = { text: "", isWhole: false, wasCompressed: false };
  // To open a pipe that nobody writes to never ends.
  if (!(await stat(file).catch(() => undefined))?.isFile()) return nothing;
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return nothing;
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(START.plain), 0, START.plain, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const decoder = new TextDecoder();
    if (!isCompressed(bytes)) {
      const isWhole = bytesRead < START.plain;
      return { ...nothing, text: decoder.decode(bytes, { stream: !isWhole }), isWhole };
    }
    const some = gunzipSync(bytes.subarray(0, START.compressed), {
      finishFlush: constants.Z_SYNC_FLUSH,
    }).subarray(0, START.plain);
    const isWhole = bytesRead <= START.compressed && some.length < START.plain;
    return { text: decoder.decode(some, { stream: !isWhole }), isWhole, wasCompressed: true };
  } catch {
    return nothing;
  } finally {
    await handle.close();
  }
}

/** Reads files that people give. Whatever is wrong with one becomes an InputError. */

import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import { MORE_FILES } from "./disk.ts";
import { InputError } from "./errors.ts";

/** The longest text, in bytes, that JavaScript can hold whatever is in it. */
export const LONGEST_TEXT = 2 ** 29 - 25;

/** Bytes of a file that are read at once, where it is read in pieces. */
const PIECE = 2 ** 18;

/** An operating system's error code, such as `EACCES`, in brackets. */
function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? ` (${code})` : "";
}

/**
 * A file's bytes.
 *
 * @param mend What to do where it cannot be read.
 * @throws {InputError} If there is no such file, it is a folder or a device, or it cannot be read.
 */
export async function readBytes(file: string, mend: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // Reading a pipe or a device may never end.
    if ((await stat(file)).isFile()) return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw unreadable(cause, file, mend);
  }
  throw new InputError("this is not a file", { file, mend });
}

/** What a file's reading failed with, as an error that names the file and the mend. */
export function unreadable(cause: unknown, file: string, mend: string): InputError {
  const code = codeOf(cause);
  const problem = code === " (ENOENT)" ? "there is no such file" : `the file cannot be read${code}`;
  const tooMany = code === " (EMFILE)" || code === " (ENFILE)";
  return new InputError(problem, { file, mend: tooMany ? MORE_FILES : mend, cause });
}

/**
 * A file's bytes, piece by piece, for files of any size.
 *
 * @param mend What to do where it cannot be read.
 * @throws {InputError} As {@linkcode readBytes}.
 */
export async function* filePieces(
  file: string,
  mend: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let handle: FileHandle | undefined;
  try {
    if ((await stat(file)).isFile()) handle = await open(file);
  } catch (cause) {
    throw unreadable(cause, file, mend);
  }
  if (handle === undefined) throw new InputError("this is not a file", { file, mend });
  try {
    for (;;) {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(PIECE), 0, PIECE, null)
        .catch((cause) => {
          throw unreadable(cause, file, mend);
        });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * A file's text, without the byte order mark that may come first.
 *
 * @param mend What to do where it cannot be read.
 * @throws {InputError} As {@linkcode readBytes}, and if the bytes are not UTF-8.
 */
export async function readUtf8(file: string, mend: string): Promise<string> {
  return utf8Text(await readBytes(file, mend), file);
}

/**
 * The text that bytes stand for, without the byte order mark that may come first.
 *
 * @param file Their file, for the message.
 * @throws {InputError} If they are not UTF-8, or more than a text can have.
 */
export function utf8Text(bytes: Uint8Array, file: string): string {
  if (bytes.length > LONGEST_TEXT) {
    throw new InputError(`the file has ${bytes.length} bytes, more than a text can have`, {
      file,
      mend: "Divide it into several files",
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError("the file is not UTF-8 text", {
      file,
      mend: "Save it as UTF-8",
      cause,
    });
  }
}

/** Where V8 found that a text is not JSON, if it says so. */
function placeOf(error: unknown): { place?: string } {
  const message = String(error);
  const at = /\(line (\d+) column (\d+)\)$/.exec(message);
  if (at !== null) return { place: `line ${at[1]}, column ${at[2]}` };
  return message.endsWith("Unexpected end of JSON input") ? { place: "the end" } : {};
}

/**
 * The value that a JSON text stands for.
 *
 * @param file Its file, for the message.
 * @param mend What to do where it is not JSON.
 * @throws {InputError} If it is not JSON, with the place.
 */
export function parseJson(text: string, file: string, mend: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError("it is not valid JSON", { file, ...placeOf(cause), mend, cause });
  }
}

/** The value in a JSON file. See {@linkcode readUtf8} and {@linkcode parseJson}. */
export async function readJson(file: string, mend: string): Promise<unknown> {
  return parseJson(await readUtf8(file, mend), file, mend);
}

/** Safetensors files on disk, read and written tensor by tensor. */

import { type FileHandle, open, stat } from "node:fs/promises";
import { CALL_BYTES, inBrackets, InputError, writeParts } from "../io/mod.ts";
import { decodeNumbers } from "./number_formats.ts";
import type { NamedTensor, NamedTensors } from "./named_tensors.ts";
import { encodeParts, type SafetensorsOptions } from "./safetensors.ts";
import {
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  readableFormat,
  type SafetensorsHeader,
} from "./safetensors_header.ts";

/**
 * An open safetensors file. Its header is read and checked at once, its tensors when asked for.
 *
 * @example
 * ```ts ignore
 * await using file = await SafetensorsFile.open("model.safetensors");
 * const bias = await file.read("cls.predictions.bias");
 * ```
 */
export class SafetensorsFile implements AsyncDisposable {
  /** The file's name. */
  readonly file: string;
  /** Its tensors and its metadata. */
  readonly header: SafetensorsHeader;
  readonly #handle: FileHandle;

  private constructor(file: string, header: SafetensorsHeader, handle: FileHandle) {
    this.file = file;
    this.header = header;
    this.#handle = handle;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws {InputError} If the file is missing, is cut off or is no safetensors file.
   */
  static async open(file: string): Promise<SafetensorsFile> {
    const handle = await openForReading(file);
    try {
      const { size } = await handle.stat();
      const start = await readBytes(handle, 0, Math.min(size, LENGTH_BYTES), file);
      const length = headerLength(start, size, file);
      const header = await readBytes(handle, LENGTH_BYTES, length, file);
      return new SafetensorsFile(file, parseHeader(header, size, file), handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Read one tensor, as float32.
   *
   * @throws {InputError} If there is no such tensor or its numbers are not floating-point.
   */
  async read(name: string): Promise<NamedTensor> {
    const entry = this.header.entries.get(name);
    if (entry === undefined) {
      throw new InputError("there is no such tensor", {
        file: this.file,
        place: name,
        mend: "Give a file that has it",
      });
    }
    const format = readableFormat(entry, this.file);
    const bytes = await readBytes(this.#handle, entry.begin, entry.end - entry.begin, this.file);
    const data = format === "F32" ? new Float32Array(bytes.buffer) : decodeNumbers(bytes, format);
    return { shape: entry.shape, data };
  }

  /** Close the file; `await using` does it by itself. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Read all tensors of a safetensors file, whatever their number format, as float32.
 *
 * @throws {InputError} If the file is missing, is cut off, is no safetensors file, or holds numbers
 * that are not floating-point.
 */
export async function readSafetensors(
  file: string,
): Promise<{ tensors: NamedTensors; metadata: Record<string, string> }> {
  await using opened = await SafetensorsFile.open(file);
  const tensors: NamedTensors = new Map();
  for (const name of opened.header.entries.keys()) tensors.set(name, await opened.read(name));
  return { tensors, metadata: opened.header.metadata };
}

/**
 * Write tensors to a safetensors file. The file appears under its name only when it is whole.
 *
 * @example
 * ```ts ignore
 * await writeSafetensors("model.safetensors", tensors, { dtype: "F16" });
 * ```
 */
export async function writeSafetensors(
  file: string,
  tensors: NamedTensors,
  options: SafetensorsOptions = {},
): Promise<void> {
  await writeParts(file, encodeParts(tensors, options));
}

async function openForReading(file: string): Promise<FileHandle> {
  const mend = "Give an existing safetensors file";
  try {
    // Opening a pipe would wait for somebody to write to it.
    if ((await stat(file)).isFile()) return await open(file, "r");
  } catch (cause) {
    const { code } = cause as { code?: string };
    const problem = code === "ENOENT"
      ? "there is no such file"
      : `it cannot be opened${inBrackets(code)}`;
    throw new InputError(problem, { file, mend, cause });
  }
  throw new InputError("this is not a file", { file, mend });
}

async function readBytes(
  handle: FileHandle,
  position: number,
  length: number,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const wanted = Math.min(length - done, CALL_BYTES);
    const { bytesRead } = await handle.read(bytes, done, wanted, position + done);
    if (bytesRead === 0) {
      throw new InputError("the file became shorter while it was read", {
        file,
        mend: "Wait until it is written, then try again",
      });
    }
    done += bytesRead;
  }
  return bytes;
}

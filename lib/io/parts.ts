/** Files in parts, which are made or read when somebody wants them. */
import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { replaceFileBy, type ReplaceOptions } from "./replace.ts";

/** A finished file: so many bytes, in parts. */
export interface FileInParts {
  /** Bytes of all parts. */
  readonly size: number;
  /** The file's bytes. */
  parts(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Bytes a call of the operating system moves; it takes no more than 2 GiB at once. */
export const CALL_BYTES: number = 64 * 1024 * 1024;

/** A file of these bytes, or of this text. */
export function fileOf(content: string | Uint8Array): FileInParts {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { size: bytes.length, parts: () => [bytes] };
}

/** A file on this machine. */
export async function fileAt(path: string): Promise<FileInParts> {
  const { size } = await stat(path);
  return { size, parts: () => createReadStream(path) };
}

/**
 * Writes a file from its parts. It appears under its name only when it is whole.
 *
 * @throws {InputError} If the operating system refuses.
 */
export async function writeParts(
  file: string,
  parts: ReturnType<FileInParts["parts"]>,
  options: ReplaceOptions = {},
): Promise<void> {
  await replaceFileBy(file, async (unfinished) => {
    const handle = await open(unfinished, "w");
    try {
      for await (const part of parts) await writeBytes(handle, part);
    } finally {
      await handle.close();
    }
  }, options);
}

async function writeBytes(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const wanted = Math.min(bytes.length - done, CALL_BYTES);
    done += (await handle.write(bytes, done, wanted)).bytesWritten;
  }
}

/** The operations by which results reach the disk, and what is said where one is refused. */

import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { InputError } from "./errors.ts";

/** An error of the operating system as a sentence; any other error as it is. */
export function cannotWrite(error: unknown, file: string): unknown {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== "string") return error;
  return new InputError(`it cannot be written (${code})`, {
    file,
    mend: code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG"
      ? "Make space on the disk, and the same command goes on"
      : "Choose a folder that exists and may be written to",
    cause: error,
  });
}

/** Flushes what was written to a file or folder. */
async function flush(path: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    await handle.sync();
  } catch (error) {
    // Windows neither opens nor flushes folders, and some network drives refuse to.
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL"].includes((error as { code: string }).code)) {
      throw error;
    }
  } finally {
    await handle?.close();
  }
}

/** The operations by which results reach the disk. */
export interface Disk {
  /** Makes a folder and those that it is in. */
  makeFolder(path: string): Promise<void>;
  /** Writes a file and flushes it. */
  writeFile(path: string, content: string | Uint8Array): Promise<void>;
  /** Flushes what was written to a file or folder. */
  flush(path: string): Promise<void>;
  /** Gives a file or folder another name, in the place of a file that has it. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or folder with all that is in it, if it is there. */
  remove(path: string): Promise<void>;
}

/** They are an object so that tests can end the process between any two of them. */
export const disk: Disk = {
  async makeFolder(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
  },
  async writeFile(path: string, content: string | Uint8Array): Promise<void> {
    const handle = await open(path, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  flush,
  async rename(from: string, to: string): Promise<void> {
    await rename(from, to);
  },
  async remove(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true });
  },
};

/**
 * Makes a folder and those that it is in, where they are not there.
 *
 * @throws {InputError} If the operating system refuses, as where a file has the name.
 */
export async function makePath(folder: string): Promise<void> {
  try {
    await disk.makeFolder(folder);
  } catch (error) {
    throw cannotWrite(error, folder);
  }
}

/**
 * Removes a file or folder, if it is there.
 *
 * @throws {InputError} If the operating system refuses, as in a folder that is read-only.
 */
export async function removePath(path: string): Promise<void> {
  try {
    await disk.remove(path);
  } catch (error) {
    throw cannotWrite(error, path);
  }
}

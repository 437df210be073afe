/** The operations by which results reach the disk, and what is said where one is refused. */

import { type FileHandle, lstat, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { constants } from "node:os";
import { dirname } from "node:path";
import { InputError } from "./errors.ts";

const FULL = "Make space on the disk, and the same command goes on";

/** What to do where too many files are open. */
export const MORE_FILES = "Raise the limit on open files (ulimit -n), and the same command goes on";

/** What to do about errors of the operating system that are no matter of the folder. */
const MENDS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: "Raise the limit on the size of a file (ulimit -f), and the same command goes on",
  EMFILE: MORE_FILES,
  ENFILE: MORE_FILES,
};

/** The name of an operating system's error; undefined of any other. */
function codeOf(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === "string") return code;
  // Of some, such as EFBIG, Deno's synchronous functions say the number alone.
  const number = /\(os error (\d+)\)$/.exec(`${message}`)?.[1];
  return Object.entries(constants.errno).find(([, value]) => `${value}` === number)?.[0];
}

/** An error of the operating system as a sentence; any other error as it is. */
export function cannotWrite(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new InputError(`it cannot be written (${code})`, {
    file,
    mend: MENDS[code] ?? "Choose a folder that exists and may be written to",
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
 * What keeps a folder from being made because it stands in its place, as an error; undefined where
 * nothing does.
 */
export async function inTheWay(folder: string, cause: unknown): Promise<InputError | undefined> {
  const { code } = (cause ?? {}) as { code?: unknown };
  if (code !== "EEXIST" && code !== "ENOTDIR") return undefined;
  for (let path = folder;; path = dirname(path)) {
    const found = await stat(path).catch(() => lstat(path)).catch(() => undefined);
    if (found !== undefined && !found.isDirectory()) {
      const what = found.isFile() ? "a file" : found.isSymbolicLink() ? "a dead link" : "no folder";
      return new InputError(`${what} stands where a folder is to be made (${code})`, {
        file: path,
        mend: "Move it elsewhere, and the same command goes on",
        cause,
      });
    }
    if (dirname(path) === path) return undefined;
  }
}

/**
 * Makes a folder and those that it is in, where they are not there.
 *
 * @throws {InputError} If the operating system refuses, as where a file has the name.
 */
export async function makePath(folder: string): Promise<void> {
  try {
    await disk.makeFolder(folder);
  } catch (error) {
    throw await inTheWay(folder, error) ?? cannotWrite(error, folder);
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

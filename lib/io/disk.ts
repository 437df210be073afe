/**
 * Writing that a crash cannot leave half done: files and folders are written beside their place,
 * flushed to the disk and renamed into it. A folder carries a manifest, by which it is checked when
 * it is read.
 */

import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError, shown } from "./errors.ts";
import { readJson } from "./read_file.ts";

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

/** What unfinished files and folders are called, after their own name. */
const UNFINISHED = ".unfinished";

/**
 * Writes a file so that under its name there is always a whole one: this one or the one before.
 *
 * @throws {InputError} If the operating system refuses, as on a full disk.
 */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${file}${UNFINISHED}`;
  try {
    await disk.writeFile(unfinished, content);
    await disk.rename(unfinished, file);
    await disk.flush(dirname(file));
  } catch (error) {
    throw cannotWrite(error, file);
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

const MANIFEST = "manifest.json";
const FORMAT = "SDTrainer checkpoint";
const VERSION = 1;

/** A file's size and hash. */
export interface FileMark {
  size: number;
  sha256: string;
}

/** A file's size and hash as they are. */
export async function markOf(file: string): Promise<FileMark> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(1 << 20);
  const handle = await open(file, "r");
  try {
    let size = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, size);
      if (bytesRead === 0) return { size, sha256: hash.digest("hex") };
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Writes a folder beside its place: fills it, adds a manifest of its files' sizes and hashes,
 * flushes everything and renames it. What stands in its place is removed just before.
 *
 * @param fill Writes the files, none of them in a folder within.
 * @throws {InputError} If the operating system refuses, as on a full disk.
 */
export async function writeFolder(
  folder: string,
  fill: (unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = `${folder}${UNFINISHED}`;
  try {
    await disk.remove(unfinished);
    await disk.makeFolder(unfinished);
    await fill(unfinished);
    const files: Record<string, FileMark> = {};
    for (const name of (await readdir(unfinished)).sort()) {
      await disk.flush(join(unfinished, name));
      files[name] = await markOf(join(unfinished, name));
    }
    const manifest = { format: FORMAT, version: VERSION, files };
    await disk.writeFile(join(unfinished, MANIFEST), JSON.stringify(manifest, null, 2) + "\n");
    await disk.flush(unfinished);
    await disk.remove(folder);
    await disk.rename(unfinished, folder);
    await disk.flush(dirname(folder));
  } catch (error) {
    throw cannotWrite(error, folder);
  }
}

/**
 * Checks a folder against its manifest.
 *
 * @throws {InputError} If the manifest or a file is missing or damaged; it names the file.
 */
export async function verifyFolder(folder: string): Promise<void> {
  const file = join(folder, MANIFEST);
  const mend = "Remove this checkpoint";
  const manifest = await readJson(file, mend);
  const { format, version, files } = asObject(manifest);
  if (format !== FORMAT) {
    throw new InputError("this is not a checkpoint's manifest", { file, mend });
  }
  if (version !== VERSION) {
    throw new InputError(`it is of version ${shown(version)}, but ${VERSION} is understood here`, {
      file,
      place: "version",
      mend: "Go on with the version of SDTrainer that wrote it",
    });
  }
  const marks = Object.entries(asObject(files));
  if (marks.length === 0) throw new InputError("it names no files", { file, place: "files", mend });
  for (const [name, mark] of marks) await verifyFile(folder, name, asObject(mark), mend);
}

async function verifyFile(
  folder: string,
  name: string,
  { size, sha256 }: Record<string, unknown>,
  mend: string,
): Promise<void> {
  if (!/^[\w.-]+$/.test(name)) {
    throw new InputError(`${shown(name)} is not the name of a file beside it`, {
      file: join(folder, MANIFEST),
      place: "files",
      mend,
    });
  }
  const file = join(folder, name);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new InputError("the file is missing", { file, mend });
  if (found.size !== size) {
    const problem = `the file has ${found.size} bytes, but ${shown(size)} were written`;
    throw new InputError(problem, { file, mend });
  }
  if ((await markOf(file)).sha256 === sha256) return;
  throw new InputError("the file is not what was written (its SHA-256 differs)", { file, mend });
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

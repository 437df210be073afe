/** Folders with a manifest of their files' sizes and hashes, by which they are checked when read. */

import { createHash } from "node:crypto";
import { lstat, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { disk, removePath } from "./disk.ts";
import { InputError, shown } from "./errors.ts";
import { MODEL_CARD, MODEL_FILES } from "./model_files.ts";
import { readJson } from "./read_file.ts";
import { replaceFolder } from "./replace.ts";

const MANIFEST = "manifest.json";
const FORMAT = "SDTrainer checkpoint";
const VERSION = 1;

/** A file's size and hash. */
export interface FileMark {
  /** Bytes. */
  size: number;
  /** SHA-256, as hexadecimal digits. */
  sha256: string;
}

/** Told of bytes that were read. Reading goes on when it is done with them, and ends where it throws. */
export type OnBytes = (bytes: number) => void | Promise<void>;

/**
 * A file's size and hash as they are.
 *
 * @param part Where what is looked at begins and ends, in bytes. @default {all of it}
 */
export async function markOf(
  file: string,
  onBytes?: OnBytes,
  { start = 0, end = Infinity }: { start?: number; end?: number } = {},
): Promise<FileMark> {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(1 << 20);
  const handle = await open(file, "r");
  try {
    let size = 0;
    for (;;) {
      const most = Math.min(buffer.length, end - start - size);
      const { bytesRead } = await handle.read(buffer, 0, most, start + size);
      if (bytesRead === 0) return { size, sha256: hash.digest("hex") };
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
      await onBytes?.(bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Writes a folder as {@linkcode replaceFolder} does, with a manifest of its files' sizes and hashes,
 * by which {@linkcode verifyFolder} checks it.
 *
 * @param fill Writes the files, none of them in a folder within.
 * @param how.onBytes Told of the files' bytes when these are hashed.
 * @param how.marks See {@linkcode replaceFolder}.
 * @throws {InputError} If the operating system refuses, as on a full disk, or what stands in its
 * place holds files of somebody else.
 */
export async function writeFolder(
  folder: string,
  fill: (unfinished: string) => Promise<void>,
  { onBytes, marks }: { onBytes?: OnBytes; marks?: string } = {},
): Promise<void> {
  await refuseOthers(folder);
  await replaceFolder(folder, async (unfinished) => {
    await fill(unfinished);
    const files: Record<string, FileMark> = {};
    const names = (await readdir(unfinished)).filter((name) => name !== MANIFEST && name !== marks);
    for (const name of names.sort()) {
      await disk.flush(join(unfinished, name));
      files[name] = await markOf(join(unfinished, name), onBytes);
    }
    const manifest = { format: FORMAT, version: VERSION, files };
    await disk.writeFile(join(unfinished, MANIFEST), JSON.stringify(manifest, null, 2) + "\n");
    if (marks !== undefined) await disk.remove(join(unfinished, marks));
  }, marks);
}

/**
 * What a folder without a manifest may have of ours: a model's files, by Hugging Face's names, and
 * what a checkpoint has besides.
 */
const KNOWN_FILES: readonly string[] = [
  ...[...MODEL_FILES, MODEL_CARD, "optimizer.safetensors", "trainer_state.json"],
];

/** What a folder's manifest lists; undefined where it has none that is ours. */
async function listedIn(folder: string): Promise<string[] | undefined> {
  const { format, files } = asObject(await readJson(join(folder, MANIFEST), "").catch(() => ({})));
  return format === FORMAT ? Object.keys(asObject(files)) : undefined;
}

/** Whether a folder has a manifest that {@linkcode writeFolder} wrote. */
export async function isWritten(folder: string): Promise<boolean> {
  return await listedIn(folder) !== undefined;
}

/**
 * Removes a folder that {@linkcode writeFolder} wrote, or a model's. What others put there stays,
 * and then so does the folder, without what was ours in it.
 *
 * @returns Whether it is gone.
 * @throws {InputError} If the operating system refuses.
 */
export async function removeWritten(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) return true;
  if (!found.isDirectory()) return false;
  const { ours, others } = await contentOf(folder);
  if (others === 0) {
    await removePath(folder);
    return true;
  }
  // The manifest last: it lists what is still to be removed.
  for (const name of [...ours.filter((name) => name !== MANIFEST), MANIFEST]) {
    await removePath(join(folder, name));
  }
  return false;
}

/** Whether a folder has nothing but what others put there. */
export async function isOfOthers(folder: string): Promise<boolean> {
  const { ours, others } = await contentOf(folder).catch(() => ({ ours: [], others: 0 }));
  return ours.length === 0 && others > 0;
}

/** What of a folder is ours, and how much is not. */
async function contentOf(folder: string): Promise<{ ours: string[]; others: number }> {
  const known = await listedIn(folder) ?? KNOWN_FILES;
  const names = new Set([...known, ...known.map((name) => `${name}.unfinished`), MANIFEST]);
  const entries = await readdir(folder, { withFileTypes: true });
  const ours = entries.filter((entry) => entry.isFile() && names.has(entry.name))
    .map(({ name }) => name);
  return { ours, others: entries.length - ours.length };
}

/** Refuses a place in which something stands that this program did not write. */
async function refuseOthers(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory() && (await contentOf(folder)).others === 0) return;
  throw new InputError("it holds what this program did not write, so it is not replaced", {
    file: folder,
    mend: "Move that elsewhere, and the same command goes on",
  });
}

/**
 * Checks a folder against its manifest.
 *
 * @throws {InputError} If the manifest or a file is missing or damaged; it names the file.
 */
export async function verifyFolder(folder: string, onBytes?: OnBytes): Promise<void> {
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
  for (const [name, mark] of marks) await verifyFile(folder, name, asObject(mark), mend, onBytes);
}

/**
 * Checks a file against its mark.
 *
 * @param mark What is known of it, as JSON has it.
 * @param mend What to do where it is not that.
 * @throws {InputError} If it is missing or another one.
 */
export async function verifyFile(
  folder: string,
  name: string,
  { size, sha256 }: Record<string, unknown>,
  mend: string,
  onBytes?: OnBytes,
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
  if ((await markOf(file, onBytes)).sha256 === sha256) return;
  throw new InputError("the file is not what was written (its SHA-256 differs)", { file, mend });
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

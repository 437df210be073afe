/**
 * Writing that a crash cannot leave half done: files and folders are written beside their place,
 * flushed to the disk and renamed into it.
 */

import { link, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { cannotWrite, disk } from "./disk.ts";
import { tryLockFile } from "./lock.ts";

/** What unfinished files and folders are called, after their own name. */
export const UNFINISHED = ".unfinished";

/** How the names end of what is {@linkcode ReplaceOptions.marked}: nobody else gives such names. */
export const UNFINISHED_NAME = "\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.unfinished";

const IS_MARKED = new RegExp(`^${UNFINISHED_NAME}$`);

/** Of what another process may be writing: whole days pass between two looks at what was left. */
const STALE_MS = 24 * 60 * 60 * 1000;

/** Options of {@linkcode replaceFile} and {@linkcode replaceFileBy}. */
export interface ReplaceOptions {
  /**
   * Whether several processes may write the file at the same time: it is then one's or another's.
   * Where a lock keeps them apart, what a killed one left is written over; else it stays for a day.
   * @default false
   */
  shared?: boolean;
  /**
   * Whether its unfinished name is one that nobody else would give, so that no file of a person is
   * taken for it. What killed processes left is removed: for whoever alone writes, as by a lock.
   * @default false
   */
  marked?: boolean;
}

/**
 * Writes a file so that under its name there is always a whole one: this one or the one before.
 *
 * @throws {InputError} If the operating system refuses, as on a full disk.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  options: ReplaceOptions = {},
): Promise<void> {
  await place(file, (unfinished) => disk.writeFile(unfinished, content), options);
}

/**
 * Writes a file as {@linkcode replaceFile} does, in pieces or by another program.
 *
 * @param fill Writes all of it under the name that it is given. It is flushed afterwards.
 * @throws {InputError} If the operating system refuses, as on a full disk.
 */
export async function replaceFileBy(
  file: string,
  fill: (unfinished: string) => Promise<void>,
  options: ReplaceOptions = {},
): Promise<void> {
  await place(file, async (unfinished) => {
    await fill(unfinished);
    await disk.flush(unfinished);
  }, options);
}

async function place(
  file: string,
  write: (unfinished: string) => Promise<void>,
  { shared = false, marked = shared }: ReplaceOptions,
): Promise<void> {
  if (marked) await removeLeft(file, shared ? STALE_MS : 0);
  const unfinished = marked
    ? `${file}.${crypto.randomUUID()}${UNFINISHED}`
    : `${file}${UNFINISHED}`;
  try {
    await write(unfinished);
    await disk.rename(unfinished, file);
    await disk.flush(dirname(file));
  } catch (error) {
    await disk.remove(unfinished).catch(() => {});
    throw cannotWrite(error, file);
  }
}

/**
 * Writes a file that nobody has written yet, so that of several processes which try it at once, on one
 * machine or on several that share a drive, one's is there and whole.
 *
 * @returns Whether it was this one's.
 * @throws {InputError} If the operating system refuses.
 */
export async function createFile(file: string, content: string): Promise<boolean> {
  const unfinished = `${file}.${crypto.randomUUID()}${UNFINISHED}`;
  try {
    await disk.writeFile(unfinished, content);
    // A second name is given only where none is; unlike a lock that holds over NFS, too.
    await link(unfinished, file);
    await disk.flush(dirname(file));
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === "EEXIST") return false;
    throw cannotWrite(error, file);
  } finally {
    await disk.remove(unfinished).catch(() => {});
  }
}

/** Removes what processes that were killed left of a file, so many milliseconds ago or more. */
async function removeLeft(file: string, age: number): Promise<void> {
  const folder = dirname(file), name = basename(file);
  for (const left of await readdir(folder).catch(() => [])) {
    if (!left.startsWith(name) || !IS_MARKED.test(left.slice(name.length))) continue;
    const path = join(folder, left);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || age > 0 && Date.now() - found.mtimeMs < age) continue;
    await disk.remove(path).catch(() => {});
  }
}

/**
 * Removes what processes that were killed left of the files and folders below a folder. For whoever
 * alone writes there, as by a lock.
 */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith(UNFINISHED)) await disk.remove(join(folder, name));
  }
}

/**
 * Removes what processes that were killed left of the files and folders in a folder, each of which is
 * written under a lock of its own, `name.lock`: what another process is writing stays.
 *
 * @param isWanted Whether something stays all the same. @default {nothing does}
 */
export async function removeAbandoned(
  folder: string,
  isWanted: (path: string) => Promise<boolean> = () => Promise.resolve(false),
): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(UNFINISHED)) continue;
    const path = join(folder, name);
    await using lock = await tryLockFile(`${path.slice(0, -UNFINISHED.length)}.lock`);
    if (lock !== undefined && !await isWanted(path)) await disk.remove(path);
  }
}

/**
 * Writes a folder beside its place: fills it, flushes it and renames it. What stands in its place is
 * removed just before. Only one process may do so at a time.
 *
 * @param fill Writes the files under the name that it is given.
 * @param marks A file in it by which who fills it goes on with what is there: while there is such a
 * file, what is unfinished stays. In the end there is none. @default {what was left is removed}
 * @throws {InputError} If the operating system refuses, as on a full disk.
 */
export async function replaceFolder(
  folder: string,
  fill: (unfinished: string) => Promise<void>,
  marks?: string,
): Promise<void> {
  const unfinished = `${folder}${UNFINISHED}`;
  const discard = async () => {
    const isMarked = marks !== undefined &&
      await stat(join(unfinished, marks)).then(() => true, () => false);
    if (!isMarked) await disk.remove(unfinished);
  };
  try {
    await discard();
    await disk.makeFolder(unfinished);
    await fill(unfinished);
    await disk.flush(unfinished);
    await disk.remove(folder);
    await disk.rename(unfinished, folder);
    await disk.flush(dirname(folder));
  } catch (error) {
    await discard().catch(() => {});
    throw cannotWrite(error, folder);
  }
}

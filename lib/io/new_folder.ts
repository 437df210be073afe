/** Folders of which all is written at once, for others to open. */
import { existsSync } from "node:fs";
import { readdir, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makePath, removePath } from "./disk.ts";
import { InputError } from "./errors.ts";
import { LOCK, lockFolder } from "./lock.ts";
import { type FileInParts, writeParts } from "./parts.ts";
import { UNFINISHED_NAME } from "./replace.ts";

/** A file's own name, also while it is written. */
function finished(name: string): string {
  return name.replace(new RegExp(`${UNFINISHED_NAME}$`), "");
}

/** The first thing in a folder that is none of these files, and no folder of them. */
async function strange(
  folder: string,
  paths: readonly string[],
  within = "",
): Promise<string | undefined> {
  for (const entry of await readdir(join(folder, within), { withFileTypes: true })) {
    const path = `${within}${entry.name}`;
    const isOurs = entry.isDirectory()
      ? paths.some((each) => each.startsWith(`${path}/`))
      : entry.isFile() && (path === LOCK || paths.includes(finished(path)));
    if (!isOurs) return path;
    const found = entry.isDirectory() ? await strange(folder, paths, `${path}/`) : undefined;
    if (found !== undefined) return found;
  }
}

/** Refuses a folder with anything but what was killed while it wrote these files. */
async function refuseOccupied(folder: string, paths: readonly string[]): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const isLeft = names.includes(LOCK) && !existsSync(join(folder, paths.at(-1)!));
  const found = isLeft ? await strange(folder, paths) : names.find((name) => name !== LOCK);
  if (found === undefined) return;
  throw new InputError(`this folder has a ${found}, so nothing is written into it`, {
    file: folder,
    mend: "Choose a folder that is not there yet, or empty it",
  });
}

/**
 * Writes files into a folder that is not there yet or empty, or has nothing but what was left by one
 * that was killed while it wrote the same: its lock and some of the files, which are written over.
 *
 * @param files By their paths from the folder, with `/`. A folder without the last is not whole.
 * @throws {InputError} If anything else is there, another process is at work in the folder, or the
 * operating system refuses. Nothing of them is left then.
 */
export async function writeNewFolder(
  folder: string,
  files: ReadonlyMap<string, FileInParts>,
): Promise<void> {
  const paths = [...files.keys()];
  // Before a lock is put there, and again when no other process can write there any more.
  await refuseOccupied(folder, paths);
  let isEmpty = !existsSync(folder);
  await makePath(folder);
  await using _folder = { [Symbol.asyncDispose]: () => removeEmpty(folder, isEmpty) };
  await using _lock = await lockFolder(folder);
  await refuseOccupied(folder, paths);
  try {
    for (const [path, file] of files) {
      await makePath(dirname(join(folder, path)));
      await writeParts(join(folder, path), file.parts(), { marked: true });
    }
    isEmpty = false;
  } catch (error) {
    const names = new Set(paths.map((path) => path.split("/")[0]!));
    for (const name of await readdir(folder)) {
      if (names.has(finished(name))) await removePath(join(folder, name)).catch(() => {});
    }
    throw error;
  }
}

/** Removes a folder that was made and that nothing came into after all. */
async function removeEmpty(folder: string, isOurs: boolean): Promise<void> {
  if (isOurs) await rmdir(folder).catch(() => {});
}

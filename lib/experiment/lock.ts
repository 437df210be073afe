/** Keeps two processes from writing into one experiment's folder. */

import { readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { pid } from "node:process";
import { cannotWrite } from "../disk.ts";
import { InputError, shown } from "../errors.ts";

/** Who holds a folder: the content of its lock file. */
interface Holder {
  pid: number;
  host: string;
  /** When it began, in ISO 8601. */
  since: string;
}

/** Tries to take the lock; undefined where the file was removed meanwhile and it is to be tried anew. */
async function tryLock(folder: string, file: string): Promise<Deno.FsFile | undefined> {
  const handle = await Deno.open(file, { create: true, read: true, write: true });
  try {
    if (!await handle.tryLock(true)) throw await isHeld(folder, file);
    const [ours, there] = await Promise.all([handle.stat(), stat(file).catch(() => undefined)]);
    if (there !== undefined && (ours.ino === null || ours.ino === there.ino)) return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
  handle.close();
  return undefined;
}

async function isHeld(folder: string, file: string): Promise<InputError> {
  const holder = await readFile(file, "utf8").then(JSON.parse).catch(() => undefined);
  const { pid, host, since } = (holder ?? {}) as Partial<Holder>;
  const who = pid === undefined
    ? ""
    : ` (process ${shown(pid)} on ${shown(host)}, since ${shown(since)})`;
  return new InputError(`another process is at work in this folder${who}`, {
    file: folder,
    mend: "Wait until it is done, or choose another folder with --out",
  });
}

/**
 * Takes a folder for this process until the result is disposed of. The operating system holds the
 * lock and lets go of it when the process ends, however it ends: a lock file that is left behind
 * stops nobody.
 *
 * @throws {InputError} If another process has it; the message says which, where and since when.
 */
export async function lockFolder(folder: string): Promise<AsyncDisposable> {
  const file = join(folder, ".lock");
  try {
    let handle: Deno.FsFile | undefined;
    while (handle === undefined) handle = await tryLock(folder, file);
    const holder: Holder = { pid, host: hostname(), since: new Date().toISOString() };
    await handle.truncate();
    await handle.write(new TextEncoder().encode(JSON.stringify(holder) + "\n"));
    const held = handle;
    return {
      async [Symbol.asyncDispose]() {
        // A folder that cannot be written any more keeps the file, which stops nobody.
        await rm(file, { force: true }).catch(() => {});
        held.close();
      },
    };
  } catch (error) {
    throw cannotWrite(error, folder);
  }
}

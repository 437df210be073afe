/** Bytes that come only once, kept in a file that can be read again and again. */
import { createHash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { UNUSED_MS } from "./cache.ts";
import { cannotWrite, disk, makePath } from "./disk.ts";
import { InputError } from "./errors.ts";
import { KEPT_DIGITS, KEPT_NAME } from "./kept_input.ts";
import { tryLockFile } from "./lock.ts";
import { removeAbandoned, UNFINISHED } from "./replace.ts";

/**
 * Keeps what a program was given on standard input. The same bytes are the same file, so that what reads
 * them goes on by the same path.
 *
 * @param pieces What comes, to its end.
 * @param folder Where it is kept; files that nobody asked for in a long time are removed there, and what
 * processes that were killed had of theirs.
 * @param onBytes Told how many bytes have come.
 * @returns The file.
 * @throws {InputError} If nothing comes, or it cannot be written, as on a full disk.
 */
export async function spool(
  pieces: AsyncIterable<Uint8Array>,
  folder: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<string> {
  await makePath(folder);
  await removeOld(folder);
  // Where the file system has no locks, what is left only stays longer.
  await removeAbandoned(folder).catch(() => {});
  const name = join(folder, `${KEPT_NAME}${crypto.randomUUID()}`), unfinished = name + UNFINISHED;
  await using _ = await tryLockFile(`${name}.lock`, undefined, true);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const handle = await open(unfinished, "w");
    try {
      for await (const piece of pieces) {
        await handle.writeFile(piece);
        hash.update(piece);
        onBytes(bytes += piece.length);
      }
    } finally {
      await handle.close();
    }
    if (bytes === 0) {
      throw new InputError("nothing came on standard input", {
        mend: "Pipe text into the command, or name a file",
      });
    }
    await disk.flush(unfinished);
    const file = join(folder, `${KEPT_NAME}${hash.digest("hex").slice(0, KEPT_DIGITS)}`);
    await disk.rename(unfinished, file);
    await disk.flush(folder);
    return file;
  } catch (error) {
    await disk.remove(unfinished).catch(() => {});
    throw cannotWrite(error, folder);
  }
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name), found = await stat(file).catch(() => undefined);
    const isOld = found !== undefined && Date.now() - found.mtimeMs > UNUSED_MS;
    if (isOld && name.startsWith(KEPT_NAME)) await disk.remove(file);
  }
}

/** What data are, wherever they lie: the hash of their files' bytes and of how each is read. */
import { createHash, type Hash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { filePieces, unreadable } from "../io/mod.ts";
import type { Meanwhile } from "./meanwhile.ts";
import type { Part } from "./parts.ts";
import { READERS } from "./readers/readers.ts";

const MEND = "Give data that may be read, and let nothing change them";

/**
 * SHA-256 of files and of all that is in folders, with the names in these, what reads them and the splits
 * that they are of, as hexadecimal digits; undefined where a reader that is not built in reads one, of which nobody knows what else its
 * passages depend on.
 *
 * @param meanwhile Told of each file's bytes.
 * @throws {InputError} If a file cannot be read.
 */
export async function identityOf(
  parts: readonly Part[],
  meanwhile: Meanwhile,
): Promise<string | undefined> {
  if (!parts.every(({ choice }) => READERS.has(choice.definition.name))) return undefined;
  const hash = createHash("sha256");
  for (const { path, split, choice } of parts) {
    hash.update(`part ${JSON.stringify([split, choice.text])}\n`);
    await add(hash, path, meanwhile);
  }
  return hash.digest("hex");
}

/**
 * Sizes and times of all these files: as long as they stay, what was read is what is there, without
 * reading it again.
 *
 * @throws {InputError} If one is not there any more.
 */
export async function stateOf(paths: readonly string[]): Promise<string> {
  const states: string[] = [];
  for (const path of paths) {
    const found = await stat(path, { bigint: true }).catch((cause: unknown) => {
      throw unreadable(cause, path, MEND);
    });
    states.push(`${found.dev} ${found.ino} ${found.size} ${found.mtimeNs}`);
    if (!found.isDirectory()) continue;
    states.push(await stateOf((await readdir(path)).sort().map((name) => join(path, name))));
  }
  return states.join("\n");
}

async function add(hash: Hash, path: string, meanwhile: Meanwhile): Promise<void> {
  const failed = (cause: unknown): never => {
    throw unreadable(cause, path, MEND);
  };
  const found = await stat(path).catch(failed);
  if (found.isDirectory()) {
    const names = (await readdir(path).catch(failed)).sort();
    hash.update(`folder ${JSON.stringify(names)}\n`);
    for (const name of names) await add(hash, join(path, name), meanwhile);
    return;
  }
  hash.update(`file ${found.size}\n`);
  for await (const piece of filePieces(path, MEND)) {
    hash.update(piece);
    meanwhile.read(piece.length);
    if (meanwhile.isDue) await meanwhile.pause();
  }
}

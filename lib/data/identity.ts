/** What data are, whatever they are called: the hash of their bytes. */
import { createHash, type Hash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { cannotRead } from "../io/mod.ts";
import type { Meanwhile } from "./meanwhile.ts";

/** Bytes that are read at once. */
const BLOCK = 2 ** 20;

/**
 * SHA-256 of files and of all that is in folders, with the names in these, as hexadecimal digits.
 *
 * @param meanwhile Told of each file's bytes.
 */
export async function identityOf(paths: readonly string[], meanwhile: Meanwhile): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) await add(hash, path, meanwhile);
  return hash.digest("hex");
}

async function add(hash: Hash, path: string, meanwhile: Meanwhile): Promise<void> {
  const found = await stat(path);
  if (found.isDirectory()) {
    const names = (await readdir(path)).sort();
    hash.update(`folder ${JSON.stringify(names)}\n`);
    for (const name of names) await add(hash, join(path, name), meanwhile);
    return;
  }
  hash.update(`file ${found.size}\n`);
  if (!found.isFile()) return;
  const buffer = new Uint8Array(BLOCK);
  const file = await open(path, "r");
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, BLOCK, null);
      if (bytesRead === 0) return;
      hash.update(buffer.subarray(0, bytesRead));
      meanwhile.read(bytesRead);
      if (meanwhile.isDue) await meanwhile.pause();
    }
  } finally {
    await file.close();
  }
}

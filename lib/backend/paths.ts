/** Where things lie on this machine. */
import * as path from "node:path";
import { cacheFolder, isRefusal, mayNotRead } from "../io/mod.ts";

export { cacheFolder, cacheFolders, PROJECT_FOLDER } from "../io/mod.ts";

/** Where models from the hub are kept. */
export function modelsFolder(): string {
  return path.join(cacheFolder(), "models");
}

/**
 * Where the C library lies on Linux. The system would look a name without a folder up, but in a
 * permission it cannot be named.
 */
export const LIBC_FILES: readonly string[] = [
  "/lib/x86_64-linux-gnu/libc.so.6",
  "/lib/aarch64-linux-gnu/libc.so.6",
  "/lib64/libc.so.6",
  "/usr/lib/libc.so.6",
];

/**
 * What is at a path, or undefined where there is nothing.
 *
 * @throws {InputError} If the operating system does not let this user look.
 */
export async function statOrUndefined(file: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(file);
  } catch (error) {
    // NotADirectory: a file lies where the path has a folder.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw isRefusal(error) ? mayNotRead(file, error) : error;
  }
}

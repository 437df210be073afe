/**
 * Where paths begin. `deno task` changes into the project's folder and leaves the one that it was
 * called in as `INIT_CWD`: there a person's relative paths begin, so it is gone back to before
 * anything looks at one. What is the project's own is named from there.
 */
import { realpathSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { cacheFolder, PROJECT_FOLDER } from "../lib/io/mod.ts";

/** Goes to the folder that `deno task` was called in, if that is what started this process. */
function goBack(): void {
  const called = Deno.env.get("INIT_CWD");
  if (called === undefined || realpathSync(Deno.cwd()) !== realpathSync(PROJECT_FOLDER)) return;
  // Processes started from here are not called by deno task.
  Deno.env.delete("INIT_CWD");
  if (statSync(called, { throwIfNoEntry: false })?.isDirectory()) Deno.chdir(called);
}

goBack();

/** As short as it can be said from here: relative below this folder, else absolute. */
function named(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}

/** A file or folder of the project. */
export function inProject(path: string): string {
  return named(join(PROJECT_FOLDER, path));
}

/** A file or folder of the cache. */
export function inCache(path: string): string {
  return named(join(resolve(cacheFolder()), path));
}

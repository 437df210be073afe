/** Where what is downloaded, compiled and kept lies on this machine. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "./errors.ts";

if (!import.meta.url.startsWith("file:")) {
  throw new InputError(
    "SDTrainer reads its data from files beside its code, which is not on disk",
    {
      file: import.meta.url,
      mend: "Clone it and link the clone, or import npm:sdtrainer (docs/library.md)",
    },
  );
}

/** The project's folder: where `deno.json` and `node_modules` lie. */
export const PROJECT_FOLDER: string = fileURLToPath(new URL("../../", import.meta.url));

/** What nobody has used for so long is removed from the cache when something else comes to it: 30 days. */
export const UNUSED_MS = 30 * 24 * 60 * 60 * 1000;

/** The cache in the project. */
const OWN = join(PROJECT_FOLDER, ".sdtrainer");

/**
 * Where downloads and builds are kept: `$SDTRAINER_CACHE` (from the project's folder, where it is
 * relative); else `.sdtrainer` in the project; and where that cannot be written, as in a read-only
 * checkout or another user's, or is npm's to throw away, `sdtrainer` in the user's own cache folder.
 */
export function cacheFolder(): string {
  return cacheFolders()[0]!;
}

/**
 * The folders in which something may be ready: the cache, and the project's own where somebody else
 * filled it and it may only be read.
 *
 * @throws {InputError} If `$SDTRAINER_CACHE` names a place that cannot be a folder.
 */
export function cacheFolders(): string[] {
  const named = Deno.env.get("SDTRAINER_CACHE");
  const shared = Deno.env.get("SDTRAINER_SHARED");
  if (named) return [namedCache(named), ...(shared ? [shared] : [])];
  found ??= isUsable(OWN) ? [OWN] : [userCache() ?? OWN, ...(isNameable(OWN) ? [OWN] : [])];
  return [...new Set(found)];
}

let found: string[] | undefined;

/**
 * Where a task puts files that it removes at once: in the cache or, where that is there to be read only, in
 * the user's own.
 */
export function temporaryFolder(): string {
  const place = join(cacheFolder(), "tmp"), user = userCache();
  return user === undefined || isUsable(place) ? place : join(user, "tmp");
}

/** The folder that `$SDTRAINER_CACHE` names. */
function namedCache(named: string): string {
  const folder = resolve(PROJECT_FOLDER, named);
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    if (isNoFolder(path)) {
      throw new InputError(`SDTRAINER_CACHE names ${folder}, but ${path} is no folder`, {
        mend: "Set SDTRAINER_CACHE to a folder, or to one that can be made",
      });
    }
  }
  return folder;
}

/** Whether something else than a folder is there; where it may not be looked, the answer is no. */
function isNoFolder(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Lets processes that this one starts, which may not look for themselves, have the same cache. */
export function passCache(): void {
  const [cache, shared] = cacheFolders();
  Deno.env.set("SDTRAINER_CACHE", cache!);
  if (shared !== undefined) Deno.env.set("SDTRAINER_SHARED", shared);
}

/** `sdtrainer` in the user's cache folder; undefined where the environment does not name one. */
function userCache(): string | undefined {
  const { os } = Deno.build;
  const home = Deno.env.get("HOME");
  const caches = os === "windows"
    ? Deno.env.get("LOCALAPPDATA")
    : os === "darwin"
    ? home && join(home, "Library", "Caches")
    : Deno.env.get("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  return caches ? join(resolve(caches), "sdtrainer") : undefined;
}

/** Whether what lies in a folder can be named from outside: in a library's search path, say. */
function isNameable(folder: string): boolean {
  return !/[,:$]/.test(folder);
}

/**
 * Whether a folder can be written to, or made. Modes do not tell of a read-only disk, so the system
 * is asked; where it cannot be, the answer is yes.
 */
function isUsable(folder: string): boolean {
  if (folder.includes(`${sep}node_modules${sep}`)) return false;
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  try {
    const { code } = new Deno.Command("test", { args: ["-w", there] }).outputSync();
    return code !== 1;
  } catch {
    return true;
  }
}

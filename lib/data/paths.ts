/** Several paths written as one text, and the files in a folder. */
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { isHidden } from "./readers/hidden.ts";

/**
 * Paths as one text: with commas between them, one that belongs to a path doubled.
 *
 * @example
 * ```ts
 * import { joinPaths } from "./paths.ts";
 * if (joinPaths(["a,b.txt", "c.txt"]) !== "a,,b.txt,c.txt") throw new Error("doubled");
 * ```
 */
export function joinPaths(paths: readonly string[]): string {
  if (paths.length === 1) return paths[0]!;
  return paths.map((path) => path.replaceAll(",", ",,")).join(",");
}

/**
 * The paths in a text of them. What lies at the whole text as a path is that one path, whatever
 * commas are in it.
 */
export async function splitPaths(text: string): Promise<string[]> {
  if (!text.includes(",") || await stat(text).catch(() => undefined) !== undefined) return [text];
  const paths = text.match(/(?:[^,]|,,)+/g) ?? [];
  return paths.map((path) => path.replaceAll(",,", ",").trim());
}

/** How a file's name ends, in lower case; the `.gz` of a compressed file is left out. */
export function endingOf(path: string): string {
  return extname(path.toLowerCase().replace(/\.gz$/, ""));
}

/** Folders below a folder that are looked into, and files that are found at most. */
const DEPTH = 5, MOST = 100_000;

const byNumber = new Intl.Collator("en", { numeric: true });

/**
 * The paths within a folder of its files and those of its folders, in the order of their names and
 * of the numbers in them. What is hidden is left out, and folders that links lead to.
 */
export async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const walk = async (inner: string, depth: number) => {
    for (const entry of await readdir(join(folder, inner), { withFileTypes: true })) {
      if (isHidden(entry.name) || files.length === MOST) continue;
      const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
      if (await isFile(entry, join(folder, path))) files.push(path);
      else if (entry.isDirectory() && depth < DEPTH) await walk(path, depth + 1);
    }
  };
  await walk("", 0);
  return files.sort(byNumber.compare);
}

async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

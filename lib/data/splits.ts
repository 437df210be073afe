/** What splits are called, in columns and in the names of files. */
import type { Split } from "./passage.ts";

const NAMES: Readonly<Record<string, Split>> = {
  train: "train",
  training: "train",
  valid: "valid",
  validation: "valid",
  val: "valid",
  dev: "valid",
  eval: "valid",
  evaluation: "valid",
  test: "test",
};

/** The split that a word stands for, such as `valid` for `validation`; undefined where it is none. */
export function splitOf(word: string): Split | undefined {
  const name = word.trim().toLowerCase();
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

/** The first split that some part of a path says, by the word that a pattern finds in it. */
function splitIn(path: string, word: RegExp): Split | undefined {
  return path.split("/").map((part) => splitOf(word.exec(part)?.[0] ?? ""))
    .find((split) => split !== undefined);
}

/**
 * The split that a path says, such as `test` for `test/pos/7.txt` and `train` for
 * `data/train-00000-of-00001.parquet`; undefined where it says none.
 */
export function splitOfPath(path: string): Split | undefined {
  return splitIn(path, /^[A-Za-z]*/);
}

/**
 * The split that each of a folder's files is of, as their names say by their beginning; where none
 * does, by their end, as in `wiki.train.txt`, if that says several splits: one such name may be an
 * accident.
 */
export function splitsOfPaths(paths: readonly string[]): (Split | undefined)[] {
  const first = paths.map(splitOfPath);
  if (first.some((split) => split !== undefined)) return first;
  const last = paths.map((path) => splitIn(path, /(?<=[._-])[A-Za-z]+(?=(?:\.[A-Za-z]+){0,2}$)/));
  const said = new Set(last);
  return said.has("train") && (said.has("valid") || said.has("test")) ? last : first;
}

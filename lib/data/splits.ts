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

/** Where names say their split: before what is no part of a word, at the beginning, at the end. */
const WORDS = {
  marked: /^[A-Za-z]+(?=$|[-_.\d]| ?\()/,
  first: /^[A-Za-z]+/,
  last: /(?<=[._-])[A-Za-z]+(?=(?:\.[A-Za-z]+){0,2}$)/,
};

/**
 * The split that each of a folder's files is of, as the path says, such as `test` for
 * `test/pos/7.txt` and `train` for `data/train-00000-of-00001.parquet`; undefined where it says none.
 * Names such as `training day.txt` or `wiki.train.txt` count only where there are several splits, as
 * one may be an accident.
 */
export function splitsOfPaths(paths: readonly string[]): (Split | undefined)[] {
  const marked = paths.map((path) => splitIn(path, WORDS.marked));
  if (marked.some((split) => split !== undefined)) return marked;
  for (const word of [WORDS.first, WORDS.last]) {
    const splits = paths.map((path) => splitIn(path, word));
    const said = new Set(splits);
    if (said.has("train") && (said.has("valid") || said.has("test"))) return splits;
  }
  return marked;
}

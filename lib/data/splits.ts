/** What splits are called, in columns and in the names of files. */
import type { Split } from "./passage.ts";

const NAMES: Readonly<Record<string, Split>> = {
  train: "train",
  training: "train",
  valid: "valid",
  validation: "valid",
  val: "valid",
  dev: "valid",
  test: "test",
};

/** The split that a word stands for, such as `valid` for `validation`; undefined where it is none. */
export function splitOf(word: string): Split | undefined {
  const name = word.trim().toLowerCase();
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

/**
 * The split that a path says, such as `test` for `test/pos/7.txt` and `train` for
 * `data/train-00000-of-00001.parquet`; undefined where it says none.
 */
export function splitOfPath(path: string): Split | undefined {
  return path.split("/").map((part) => splitOf(/^[A-Za-z]*/.exec(part)![0]))
    .find((split) => split !== undefined);
}

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

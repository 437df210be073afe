/** The end of a file that grows. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { printable } from "../io/mod.ts";

/** So much of a file's end is looked at. */
const MOST_BYTES = 1 << 16;

/** The last whole lines of a file, those that are empty left out; none where it cannot be read. */
export function lastLines(file: string, count = 5): string[] {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(handle);
    const bytes = new Uint8Array(Math.min(size, MOST_BYTES));
    const read = readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    const lines = new TextDecoder().decode(bytes.subarray(0, read)).split("\n");
    return lines.map((line) => printable(line.trimEnd())).filter((line) => line !== "").slice(
      -count,
    );
  } catch {
    return [];
  } finally {
    closeSync(handle);
  }
}

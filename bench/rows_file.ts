/** Rows in their JSON file. */
import * as path from "node:path";
import { InputError } from "../lib/mod.ts";
import type { Row } from "./rows.ts";

/** Writes rows, one after the other; the folder is made if need be. */
export async function writeRows(file: string, rows: readonly Row[]): Promise<void> {
  await Deno.mkdir(path.dirname(file), { recursive: true });
  await Deno.writeTextFile(file, `${JSON.stringify(rows, null, 2)}\n`);
}

function isRow(value: unknown): value is Row {
  const { bench, case: name, subject, min, max } = (value ?? {}) as Record<string, unknown>;
  return [bench, name, subject].every((text) => typeof text === "string") &&
    [min, max].every((number) => typeof number === "number");
}

/**
 * Reads what {@linkcode writeRows} wrote.
 *
 * @param benches Which benches' rows to give.
 *
 * @throws {InputError} If the file is not there or holds something else.
 */
export async function readRows(file: string, benches?: readonly string[]): Promise<Row[]> {
  const mend = "Name a file that deno task bench --json FILE has written";
  const text = await Deno.readTextFile(file).catch((cause) => {
    throw new InputError("the rows cannot be read", { file, mend, cause });
  });
  try {
    const rows: unknown = JSON.parse(text);
    if (Array.isArray(rows) && rows.every(isRow)) {
      return rows.filter(({ bench }) => benches?.includes(bench) ?? true);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InputError("these are not rows of the bench", { file, mend });
}

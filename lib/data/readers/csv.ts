/** Comma-separated values. */
import { text } from "../../definition/mod.ts";
import { type CsvOptions, parseCsv } from "../csv.ts";
import type { Passage } from "../passage.ts";
import { readCharacters } from "./characters.ts";
import { defineReader } from "./define_reader.ts";

/**
 * The passages of a CSV file: see `parseCsv` for its columns.
 *
 * @throws {InputError} If the file is missing, or its contents are not as described there.
 */
export async function readCsv(file: string, options: CsvOptions = {}): Promise<Passage[]> {
  return parseCsv(await readCharacters(file), file, options);
}

/** Files named `.csv`. */
export const csv = defineReader({
  name: "csv",
  description: "comma-separated values with a column of text",
  parameters: {
    textColumn: { description: "the column of the text, if not text or article", rule: text },
  },
  accepts: ({ kind, path }) => kind === "file" && path.toLowerCase().endsWith(".csv"),
  splits: true,
  read: (path, { parameters: { textColumn }, ...which }) =>
    readCsv(path, { ...which, ...(textColumn === undefined ? {} : { textColumn }) }),
});

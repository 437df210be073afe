/** Comma-separated values. */
import { text } from "../../definition/mod.ts";
import { type CsvOptions, parseCsv } from "../csv.ts";
import type { Passage } from "../passage.ts";
import { separatorRule } from "../separators.ts";
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

/** Files named `.csv`, `.tsv` or `.tab`. */
export const csv = defineReader({
  name: "csv",
  description: "comma-separated values with a column of text",
  parameters: {
    textColumn: { description: "the column of the text, if not text or article", rule: text },
    separator: { description: "what stands between fields", rule: separatorRule },
  },
  accepts: ({ kind, path }) => kind === "file" && /\.(?:csv|tsv|tab)$/i.test(path),
  read: (path, { parameters: { textColumn, separator }, ...which }) =>
    readCsv(path, {
      ...which,
      ...(textColumn === undefined ? {} : { textColumn }),
      ...(separator === undefined ? {} : { separator }),
    }),
});

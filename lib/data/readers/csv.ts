/** Comma-separated values. */
import { text } from "../../definition/mod.ts";
import { type CsvOptions, CsvRows, parseCsv } from "../csv.ts";
import type { Passage } from "../passage.ts";
import { separatorRule } from "../separators.ts";
import { readCharacters } from "./characters.ts";
import { defineFileReader } from "./define_reader.ts";
import { fileRows } from "./file_rows.ts";

/**
 * The passages of a CSV file: see `parseCsv` for its columns.
 *
 * @throws {InputError} If the file is missing, or its contents are not as described there.
 */
export async function readCsv(file: string, options: CsvOptions = {}): Promise<Passage[]> {
  return parseCsv(await readCharacters(file), file, options);
}

const ENDINGS = [".csv", ".tsv", ".tab"];

/** Files named `.csv`, `.tsv` or `.tab`, and others where a column or a separator is asked for. */
export const csv = defineFileReader({
  name: "csv",
  description: "values with commas or other separators, in a column of text and others",
  parameters: {
    textColumn: { description: "the column of the text, if not text or article", rule: text },
    separator: { description: "what stands between fields, if not found", rule: separatorRule },
  },
  accepts: ({ kind, ending, asTable }) => kind === "file" && (asTable || ENDINGS.includes(ending)),
  rows: (path, { parameters: { textColumn, separator }, note, meanwhile }) =>
    fileRows(path, meanwhile, () =>
      new CsvRows(path, {
        ...(textColumn === undefined ? {} : { textColumn }),
        ...(separator === undefined ? {} : { separator }),
        ...(note && { note }),
      })),
});

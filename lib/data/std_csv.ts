/**
 * Stands in for `jsr:@std/csv` where JSR cannot be reached: the same functions with the same
 * signatures, over npm's csv-parse. To use the real one, change one line of deno.json:
 * `"@std/csv": "jsr:@std/csv@1"`. Code imports `@std/csv` and knows nothing of this module.
 *
 * Left out: `CsvParseStream`, `CsvStringifyStream`.
 */

import { CsvError, parse as parseRecords } from "csv-parse/sync";

/** How `parse` reads. The fields are those of `@std/csv`. */
export interface ParseOptions {
  /**
   * The character between fields.
   *
   * @default {","}
   */
  separator?: string;
  /** A character that begins a comment's line. */
  comment?: string;
  /**
   * Whether white space at the start of a field is dropped.
   *
   * @default {false}
   */
  trimLeadingSpace?: boolean;
  /**
   * Whether a quote may stand in an unquoted field.
   *
   * @default {false}
   */
  lazyQuotes?: boolean;
  /** Fields that each record must have; 0 asks for as many as the first has. */
  fieldsPerRecord?: number;
  /**
   * Whether the first record names the columns; the others become objects then.
   *
   * @default {false}
   */
  skipFirstRow?: boolean;
  /** The names of the columns; records become objects then. */
  columns?: readonly string[];
}

/** A record as an object, its fields by their column's name. */
export type CsvRecord = Record<string, string | undefined>;

/**
 * Parses comma-separated values (RFC 4180).
 *
 * @throws {SyntaxError} On a stray quote, or a record with a wrong number of fields.
 */
export function parse(input: string): string[][];
export function parse(
  input: string,
  options: ParseOptions & ({ skipFirstRow: true } | { columns: readonly string[] }),
): CsvRecord[];
export function parse(input: string, options: ParseOptions): string[][] | CsvRecord[];
export function parse(input: string, options: ParseOptions = {}): string[][] | CsvRecord[] {
  const { separator = ",", comment, trimLeadingSpace = false, lazyQuotes = false } = options;
  const { fieldsPerRecord, skipFirstRow = false, columns } = options;
  let rows: string[][];
  try {
    rows = parseRecords(input, {
      bom: true,
      delimiter: separator,
      record_delimiter: ["\r\n", "\n"],
      ltrim: trimLeadingSpace,
      relax_quotes: lazyQuotes,
      relax_column_count: true,
      skip_empty_lines: true,
      ...(comment === undefined ? {} : { comment }),
    });
  } catch (error) {
    if (error instanceof CsvError) throw new SyntaxError(error.message, { cause: error });
    throw error;
  }
  const names = columns ?? (skipFirstRow ? rows[0] ?? [] : undefined);
  const records = skipFirstRow ? rows.slice(1) : rows;
  const expected = names?.length ??
    (fieldsPerRecord === 0 ? rows[0]?.length : fieldsPerRecord);
  if (expected !== undefined && expected >= 0) checkFields(records, expected, skipFirstRow ? 2 : 1);
  if (names === undefined) return records;
  return records.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

function checkFields(records: readonly string[][], expected: number, firstRow: number): void {
  const index = records.findIndex((record) => record.length !== expected);
  if (index === -1) return;
  throw new SyntaxError(
    `record ${index + firstRow} has ${records[index]!.length} fields, not ${expected}`,
  );
}

/** How `stringify` writes. The fields are those of `@std/csv`. */
export interface StringifyOptions {
  /**
   * The character between fields.
   *
   * @default {","}
   */
  separator?: string;
  /** The fields of an object to write, in order. Needed where the data are objects. */
  columns?: readonly string[];
  /**
   * Whether the first line names the columns.
   *
   * @default {true} where there are columns
   */
  headers?: boolean;
  /**
   * Whether a byte order mark comes first.
   *
   * @default {false}
   */
  bom?: boolean;
}

/**
 * Writes comma-separated values (RFC 4180), each line ended with CR and LF.
 *
 * @param data Arrays of fields, or objects with the fields that `options.columns` names.
 * @throws {TypeError} If an object comes without columns.
 */
export function stringify(
  data: readonly (readonly unknown[] | Readonly<Record<string, unknown>>)[],
  options: StringifyOptions = {},
): string {
  const { separator = ",", columns, headers = columns !== undefined, bom = false } = options;
  const toLine = (fields: readonly unknown[]) =>
    fields.map((field) => quote(field, separator)).join(separator) + "\r\n";
  const lines = data.map((item) => {
    if (Array.isArray(item)) return toLine(item);
    if (columns === undefined) throw new TypeError("Name the columns of the objects to write.");
    return toLine(columns.map((name) => (item as Readonly<Record<string, unknown>>)[name]));
  });
  return (bom ? "\uFEFF" : "") + (headers && columns ? toLine(columns) : "") + lines.join("");
}

function quote(field: unknown, separator: string): string {
  if (field === null || field === undefined) return "";
  const text = typeof field === "object" ? JSON.stringify(field) : String(field);
  const isPlain = !/["\r\n]/.test(text) && !text.includes(separator) && text === text.trim();
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

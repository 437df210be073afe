/** Tables that are kept as CSV: each column has a kind, by which it is written and read again. */
import { parse, stringify } from "@std/csv";
import { InputError, readUtf8, shown } from "../io/mod.ts";

/** What a column holds. An empty field is null, where that can be. */
type Kind = "text" | "text or null" | "number" | "number or null" | "flag or null";

type KindOf<Value> = [Value] extends [string] ? "text"
  : [Value] extends [string | null] ? "text or null"
  : [Value] extends [number] ? "number"
  : [Value] extends [number | null] ? "number or null"
  : "flag or null";

/** The kind of each column of a table, in the columns' order. */
export type Columns<Row> = { readonly [Name in keyof Row]-?: KindOf<Row[Name]> };

/** Rows as CSV with a header; each line ends with a line feed, as Git keeps it. */
export function tableCsv<Row extends object>(rows: readonly Row[], columns: Columns<Row>): string {
  const csv = stringify(rows as readonly Record<string, unknown>[], {
    columns: Object.keys(columns),
  });
  return csv.replaceAll("\r\n", "\n");
}

/** What a field stands for; undefined where it is none of its kind. */
function valueOf(field: string, kind: Kind): string | number | boolean | null | undefined {
  const optional = kind.endsWith(" or null");
  if (field === "") return optional ? null : undefined;
  if (kind.startsWith("text")) return field;
  if (kind.startsWith("flag")) {
    return field === "true" ? true : field === "false" ? false : undefined;
  }
  // Number() would take "0x5" and " 5", too.
  const value = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(field) ? Number(field) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/**
 * The rows of a CSV file that {@linkcode tableCsv} wrote.
 *
 * @param mend What to do where it is damaged.
 * @throws {InputError} If it cannot be read, its columns are others, or a field is not of its kind.
 */
export async function readTable<Row extends object>(
  file: string,
  columns: Columns<Row>,
  mend: string,
): Promise<Row[]> {
  const names = Object.keys(columns);
  let records: string[][];
  try {
    // Without names of columns records are lists.
    records = parse(await readUtf8(file, mend), { fieldsPerRecord: names.length }) as string[][];
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new InputError(`it cannot be read as CSV: ${cause.message}`, { file, mend, cause });
  }
  const [header = [], ...rows] = records;
  if (header.join() !== names.join()) {
    throw new InputError(`its columns are not ${names.join(", ")}`, { file, place: "row 1", mend });
  }
  return rows.map((fields, i) =>
    Object.fromEntries(names.map((name, column) => {
      const kind = columns[name as keyof Row] as Kind;
      const value = valueOf(fields[column]!, kind);
      if (value !== undefined) return [name, value];
      throw new InputError(`${name} is ${shown(fields[column]!)}, which is no ${kind}`, {
        file,
        place: `row ${i + 2}`,
        mend,
      });
    })) as Row
  );
}

/** What stands between the fields of a table. */
import type { Rule } from "../definition/mod.ts";
import { tableRecords } from "./table.ts";

/** The separators that tables have, in the order in which they are tried. */
const SEPARATORS: readonly string[] = [",", ";", "\t", "|"];

/** A tab, as it is written where a tab itself cannot be. */
const TAB = "tab";

/** A separator as a setting: one character, or `tab`. */
export const separatorRule: Rule<string> = {
  kind: "text",
  expected: "one character that is no letter, digit, quote or blank, or tab",
  accepts: (value) =>
    value === TAB || typeof value === "string" && /^(?:\t|[^\p{L}\p{N}\s"])$/u.test(value),
  parse: (given) => given === "\t" || given === "\\t" ? TAB : given,
};

/** The character that a separator's setting stands for. */
export function separatorCharacter(setting: string): string {
  return setting === TAB ? "\t" : setting;
}

/** A separator as one writes it as a setting's value. */
export function writtenSeparator(separator: string): string {
  return separator === "\t" ? TAB : `"${separator}"`;
}

function headerOf(text: string, separator: string): string[] {
  try {
    const [header = []] = tableRecords(text, separator);
    return header.map((name) => name.trim());
  } catch {
    return [];
  }
}

/**
 * The separator of a table: the first with which its header has one of some columns; where there is
 * none, the one that makes the most columns of the header.
 *
 * @param text Its contents, lines ended with line feeds.
 * @param columns The names of columns that are looked for, any of them.
 * @param first The separator that is tried first.
 */
export function separatorOf(text: string, columns: readonly string[], first = ","): string {
  const candidates = [first, ...SEPARATORS.filter((separator) => separator !== first)];
  const headers = candidates.map((separator) => headerOf(text, separator));
  const named = headers.findIndex((header) => columns.some((name) => header.includes(name)));
  const most = headers.map(({ length }) => length);
  return candidates[named === -1 ? most.indexOf(Math.max(...most)) : named]!;
}

/** Which column of a table holds the text. */
import { knownNames } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import type { PassagePlace } from "./cloth.ts";

/** The columns that are taken for the text where none is named, the first that is there. */
export const TEXT_COLUMNS: readonly string[] = ["text", "article"];

/** What columns of text are called besides, in the order in which they are offered. */
const LIKELY = [
  ...TEXT_COLUMNS,
  ..."content sentence body passage document paragraph review abstract story description".split(
    " ",
  ),
  ..."comment tweet post message utterance transcript context summary title".split(" "),
];

/** No column has a longer name: what is longer is a text, and the table has no header. */
const LONGEST_NAME = 40;

/** A column as it is asked for: null, as settings have it, asks for none, as does nothing at all. */
export type AskedColumn = string | null | undefined;

/** Whether a column is asked for. */
export function isAsked(column: AskedColumn): column is string {
  return typeof column === "string";
}

/** What such a table has: columns or, of JSON, fields. */
export type ColumnWord = "column" | "field";

/** A column that is likely to be the text. */
function likely(names: readonly string[]): string | undefined {
  const lower = names.map((name) => name.toLowerCase());
  const exact = LIKELY.find((name) => lower.includes(name));
  if (exact !== undefined) return names[lower.indexOf(exact)];
  const near = LIKELY.find((name) => lower.some((other) => other.includes(name)));
  return near === undefined ? undefined : names.find((name) => name.toLowerCase().includes(near));
}

/** A name as one writes it as a setting's value. */
function written(name: string): string {
  return /^[\p{L}\p{N}._-]+$/u.test(name) ? name : JSON.stringify(name);
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function mendFor(names: readonly string[], given: string | undefined, word: ColumnWord): string {
  const setting = settingName("textColumn");
  if (names.length === 0) return `Give it texts in a ${word} of that name`;
  if (word === "column" && names.some((name) => name.length > LONGEST_NAME)) {
    return "Give the file a first line that names its columns, the one of the texts text";
  }
  if (given !== undefined) return knownNames(given, names, `${word}s`);
  const found = likely(names) ?? (names.length === 1 ? names[0] : undefined);
  const there = `there ${names.length === 1 ? "is" : "are"} ${list(names)}`;
  return found === undefined
    ? `Name the ${word} of the text with ${setting}: ${there}`
    : `Set ${setting} to ${written(found)} if that is the text: ${there}`;
}

/**
 * The name of the column that holds the text: the one that is asked for, or else the first of
 * {@linkcode TEXT_COLUMNS} that is there.
 *
 * @param names Those there are.
 * @param given The one that is asked for.
 * @param offered Those that may hold texts.
 * @throws {InputError} If it is not there; the message offers one that may be meant.
 *
 * @example
 * ```ts
 * import { textColumnOf } from "./columns.ts";
 * if (textColumnOf(["id", "article"], undefined, { file: "a.csv" }) !== "article") {
 *   throw new Error("text or article, without being asked for");
 * }
 * ```
 */
export function textColumnOf(
  names: readonly string[],
  given: AskedColumn,
  at: PassagePlace,
  word: ColumnWord = "column",
  offered: readonly string[] = names,
): string {
  const wanted = isAsked(given) ? [given] : TEXT_COLUMNS;
  const found = wanted.find((name) => names.includes(name));
  if (found !== undefined) return found;
  throw new InputError(
    `there is no ${word} ${wanted.map((name) => `"${name}"`).join(" or ")}`,
    { ...at, mend: mendFor(offered, given ?? undefined, word) },
  );
}

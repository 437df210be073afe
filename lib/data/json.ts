/** Passages out of JSON: a list, JSON Lines, or one passage as CLOTH writes it. */
import { InputError, parseJson, settingName } from "../io/mod.ts";
import { parseCloth } from "./cloth.ts";
import { isAsked, TEXT_COLUMNS } from "./columns.ts";
import { type Passage, withLineFeeds } from "./passage.ts";
import {
  isFields,
  ownField,
  type PlacedRecord,
  type RecordOptions,
  recordRows,
} from "./records.ts";
import { chosenPassages, type ReadRow, type WhichPassages } from "./rows.ts";

/** How JSON is read: which passages of it, and which field holds the text. */
export type JsonOptions = WhichPassages & Pick<RecordOptions, "textColumn" | "note">;

/** Whether a text begins as JSON of objects or texts does, and hardly as prose does. */
export function looksLikeJson(start: string): boolean {
  return /^\uFEFF?\s*(?:\{\s*["}]|\[\s*(?:[{"\]]|\[\s*["[{]))/.test(start);
}

/** What to do where it is not JSON. */
function mend(): string {
  return `Mend it there, or set ${settingName("reader")} to text to train on the file as it is`;
}

/** The one value that a text is, or undefined where it is several lines of one each. */
function wholeValue(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const lines = text.split("\n");
    const first = lines[0]!.trim();
    // A list over several lines is damaged where its first line is no value.
    if (lines.length > 1 && isJson(first)) return undefined;
    return parseJson(text, file, mend());
  }
}

/** Whether a text is a value in JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The record that a line holds; none where it is blank.
 *
 * @param number The line's, from 1.
 * @throws {InputError} If it is no JSON.
 */
export function lineRecords(line: string, number: number, file: string): PlacedRecord[] {
  const json = line.replace(/^\uFEFF/, "").trim();
  if (json === "") return [];
  const at = { file, place: `line ${number}` };
  try {
    return [{ value: JSON.parse(json), at }];
  } catch (cause) {
    throw new InputError("it is not valid JSON", { ...at, mend: mend(), cause });
  }
}

/** The rows of one object: a passage. Anything else is no set of passages. */
function objectRows(
  value: Readonly<Record<string, unknown>>,
  file: string,
  options: RecordOptions,
): ReadRow[] {
  const names = Object.keys(value);
  if (!isAsked(options.textColumn) && names.includes("article") && names.includes("answers")) {
    return [{ passage: () => parseCloth(value, file) }];
  }
  const columns = isAsked(options.textColumn) ? [options.textColumn] : TEXT_COLUMNS;
  const isLine = /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(file);
  if (isLine || columns.some((name) => typeof ownField(value, name) === "string")) {
    return recordRows([{ value, at: { file } }], file, options);
  }
  const lists = names.filter((name) => Array.isArray(value[name]));
  throw new InputError("it is one JSON object, not a list of passages", {
    file,
    mend: lists.length === 1
      ? `Save the list in its field "${lists[0]}" as a file of its own`
      : "Give a list of objects with a field text, or JSON Lines: such an object in each line",
  });
}

/**
 * The rows of a JSON text. See {@linkcode parseJsonPassages}.
 *
 * @throws {InputError} As there, but for what is wrong with the questions of one row.
 */
export function jsonRows(given: string, file: string, options: RecordOptions = {}): ReadRow[] {
  const text = withLineFeeds(given.replace(/^\uFEFF/, ""));
  if (text.trim() === "") {
    throw new InputError("the file is empty", {
      file,
      mend: "Give a list of objects with a field text, or such an object in each line",
    });
  }
  const whole = wholeValue(text, file);
  if (isFields(whole)) return objectRows(whole, file, options);
  const records = Array.isArray(whole)
    ? whole.map((value, i) => ({ value, at: { file, place: `item ${i + 1}` } }))
    : whole === undefined
    ? text.split("\n").flatMap((line, i) => lineRecords(line, i + 1, file))
    : [{ value: whole, at: { file } }];
  return recordRows(records, file, options);
}

/**
 * The passages of a JSON text: of a list of objects or of texts; of JSON Lines, with an object or a
 * text in each line; or of one object, a passage as CLOTH writes it. An object holds the text in its
 * field `text` or `article`, and may have fields as CSV has columns: `options` and `answers` as CLOTH
 * or as CSV writes them, `source`, `split`. Objects whose text is null or blank are left out.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If it is not JSON, with the place; or is no such list; or a field of text is
 * missing or no text; or questions do not fit the blanks.
 */
export function parseJsonPassages(
  text: string,
  file: string,
  options: JsonOptions = {},
): Passage[] {
  return chosenPassages(jsonRows(text, file, options), options, file);
}

/** Rows out of records: objects with fields, or texts, as JSON and Parquet hold them. */
import { InputError, shown } from "../io/mod.ts";
import { fillBlanks, type PassagePlace } from "./cloth.ts";
import { type ColumnWord, isAsked, textColumnOf } from "./columns.ts";
import { oneLine } from "./passage.ts";
import { textQuestions } from "./questions.ts";
import type { Note } from "./readers/define_reader.ts";
import type { ReadRow } from "./rows.ts";

/** A record and where it stands. */
export interface PlacedRecord {
  value: unknown;
  at: PassagePlace;
}

/** What of records is what. */
export interface RecordOptions {
  /** The field that holds the text; null asks for none. @default {"text" or "article", whichever is there} */
  textColumn?: string | null;
  /** What fields are called. @default "field" */
  word?: ColumnWord;
  /** Takes a sentence on records without a text. */
  note?: Note;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object with fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether there is nothing of a text. */
export function isBlank(value: unknown): boolean {
  return value === null || typeof value === "string" && oneLine(value) === "";
}

/**
 * Says of how many texts there was nothing.
 *
 * @param mend What to do where that is all of them.
 * @throws {InputError} Then.
 */
export function tellBlank(
  blank: number,
  texts: number,
  { file, mend, note }: { file: string; mend: string; note?: Note | undefined },
): void {
  if (blank === 0) return;
  if (blank === texts) throw new InputError("all of its texts are empty", { file, mend });
  note?.(`${blank} of the ${texts} texts in ${file} are empty, and left out`);
}

/** What a record has in a field of its own. */
export function ownField(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Makes rows of records that come in lists. Those whose text is null or blank are left out. */
export class RecordRows {
  readonly #file: string;
  readonly #options: RecordOptions;
  #column: string | undefined;
  #records = 0;
  #rows = 0;

  /** @param file Where the records are from. */
  constructor(file: string, options: RecordOptions = {}) {
    this.#file = file;
    this.#options = options;
  }

  /**
   * The rows of the next records.
   *
   * @param records Objects that have the text in a field, or texts.
   * @throws {InputError} If one has no text or something else in its place.
   */
  push(records: readonly PlacedRecord[]): ReadRow[] {
    const first = records.find(({ value }) => isFields(value));
    if (first !== undefined) {
      this.#column ??= columnOf(first.value as Fields, first.at, this.#options);
    }
    this.#records += records.length;
    const rows = records.flatMap(({ value, at }) => {
      const text = this.#textOf(value, at);
      return isBlank(text) ? [] : [rowOf(text!, isFields(value) ? value : {}, at, this.#options)];
    });
    this.#rows += rows.length;
    return rows;
  }

  /**
   * Says how many were left out.
   *
   * @throws {InputError} If there is no row.
   */
  end(): void {
    const file = this.#file, mend = "Give a list of texts, or of objects with a field text";
    if (this.#records === 0) throw new InputError("there is no passage in it", { file, mend });
    tellBlank(this.#records - this.#rows, this.#records, { ...this.#options, file, mend });
  }

  #textOf(value: unknown, at: PassagePlace): string | null {
    const column = this.#column;
    const { word = "field" } = this.#options;
    const text = column !== undefined && isFields(value) ? ownField(value, column) : value;
    if (text === null || typeof text === "string") return text;
    throw text === undefined
      ? new InputError(`there is no ${word} "${column}"`, {
        ...at,
        mend: "Give it a text, or null",
      })
      : new InputError(`${shown(text)} is no text`, {
        ...at,
        mend: column === undefined
          ? "Give a list of texts, or of objects with a field text"
          : `Give it a text in its ${word} "${column}"`,
      });
  }
}

/**
 * The rows of records: see {@linkcode RecordRows}.
 *
 * @throws {InputError} If there are none, or one has no text or something else in its place.
 */
export function recordRows(
  records: readonly PlacedRecord[],
  file: string,
  options: RecordOptions = {},
): ReadRow[] {
  const rows = new RecordRows(file, options);
  const all = rows.push(records);
  rows.end();
  return all;
}

function columnOf(
  fields: Fields,
  at: PassagePlace,
  { textColumn, word = "field" }: RecordOptions,
): string {
  const names = Object.keys(fields);
  const texts = names.filter((name) => typeof fields[name] === "string");
  return textColumnOf(names, textColumn, at, word, texts);
}

function rowOf(text: string, fields: Fields, at: PassagePlace, options: RecordOptions): ReadRow {
  const split = ownField(fields, "split");
  return {
    ...(typeof split === "string" ? { split } : {}),
    passage() {
      const own = ownField(fields, "source");
      const place = at.place === undefined ? at.file : `${at.file}, ${at.place}`;
      const source = typeof own === "string" ? own : place;
      const questions = questionsOf(fields, text, at, options);
      if (questions === undefined) return { source, text: oneLine(text), blanks: [] };
      return { source, ...fillBlanks(text, questions.options, questions.answers, at) };
    },
  };
}

/** The questions of a record in CLOTH's form or a table's; undefined where it has none. */
function questionsOf(
  fields: Fields,
  text: string,
  at: PassagePlace,
  { textColumn, word = "field" }: RecordOptions,
): { options: readonly unknown[]; answers: readonly unknown[] } | undefined {
  // Who names the text means no questions where it has no blanks, but other columns.
  if (isAsked(textColumn) && !text.includes("_")) return undefined;
  const options = ownField(fields, "options"), answers = ownField(fields, "answers");
  if (Array.isArray(options) && Array.isArray(answers)) return { options, answers };
  if (typeof options === "string" && typeof answers === "string") {
    return textQuestions(options, answers);
  }
  // Options of something else, a question beside the text say, leave no blank in it.
  if (options === undefined || isAsked(textColumn) || !text.includes("_")) return undefined;
  throw new InputError(`its ${word}s "options" and "answers" are no questions`, {
    ...at,
    mend: `Give lists of options and of letters, or rename the ${word} "options"`,
  });
}

/** Passages out of comma-separated values, and values with other separators. */

import { InputError, settingName } from "../io/mod.ts";
import { fillBlanks, type PassagePlace } from "./cloth.ts";
import { isAsked, TEXT_COLUMNS, textColumnOf } from "./columns.ts";
import { oneLine, type Passage, withLineFeeds } from "./passage.ts";
import { textQuestions } from "./questions.ts";
import type { Note } from "./readers/define_reader.ts";
import { isBlank, tellBlank } from "./records.ts";
import { chosenPassages, type ReadRow, type WhichPassages } from "./rows.ts";
import { separatorCharacter, separatorOf, writtenSeparator } from "./separators.ts";
import { OpenQuoteError, TableRecords } from "./table.ts";

/** What of a CSV file is what. */
export interface CsvColumns {
  /**
   * The column that holds the text; null asks for none.
   *
   * @default {"text" or "article", whichever is there}
   */
  textColumn?: string | null;
  /**
   * What stands between the fields: a character, or `tab`; null asks for none.
   *
   * @default {the one of comma, semicolon, tab and | with which there is a column of text}
   */
  separator?: string | null;
  /** Takes a sentence on rows without a text. */
  note?: Note;
}

/**
 * How a CSV file is read. A column `split` (`train`, `valid`, `test`) decides which rows are of a
 * split where there is one; else the rows are divided in their order, 80, 10 and 10 %.
 */
export type CsvOptions = CsvColumns & WhichPassages;

/** What a table's columns are. */
interface Header {
  textIndex: number;
  optionsIndex: number;
  answersIndex: number;
  sourceIndex: number;
  splitIndex: number;
}

/**
 * Makes rows of a CSV text that comes in pieces: see {@linkcode parseCsv}. Those whose text is blank
 * are left out.
 */
export class CsvRows {
  readonly #file: string;
  readonly #options: CsvColumns;
  #records: TableRecords | undefined;
  #separator = "";
  /** What the separator is by the look of the header, where another one is set. */
  #likelier: string | undefined;
  #names: string[] | undefined;
  #header: Header | undefined;
  /** What the next row is called: the header's is 1, but that below a line for Excel. */
  #row = 1;
  /** Rows of data, and those of them whose text is blank. */
  #texts = 0;
  #blank = 0;

  constructor(file: string, options: CsvColumns) {
    this.#file = file;
    this.#options = options;
  }

  /**
   * The rows that a piece ends.
   *
   * @param piece Lines end with line feeds. The first one shows what separates the columns.
   * @throws {InputError} If a row has not as many fields as the header, or there is no column of text.
   */
  push(piece: string): ReadRow[] {
    if (this.#records === undefined) piece = this.#begin(piece);
    return this.#rows(this.#records!.push(piece));
  }

  /**
   * The rows that the end of the text ends.
   *
   * @throws {InputError} As `push`, and if a quote is not closed or there is no row with a text.
   */
  end(): ReadRow[] {
    if (this.#records === undefined) this.#begin("");
    let rows: ReadRow[];
    try {
      rows = this.#rows(this.#records!.end());
    } catch (cause) {
      if (!(cause instanceof OpenQuoteError)) throw cause;
      throw new InputError(`it cannot be read as CSV: ${cause.message}`, {
        file: this.#file,
        mend:
          "Put fields with separators, quotes or line breaks in quotes, and double the quotes " +
          '(") in them',
        cause,
      });
    }
    if (this.#header !== undefined) {
      const { note } = this.#options;
      const mend = "Give the texts in the column that the header names for them";
      tellBlank(this.#blank, this.#texts, { file: this.#file, mend, note });
      return rows;
    }
    throw new InputError(
      this.#names === undefined ? "the file is empty" : "it has no row of data",
      {
        file: this.#file,
        mend: "Give a header line that names the columns and a row for each passage",
      },
    );
  }

  /** Finds out what separates the columns, and gives back the text without a line that says it. */
  #begin(given: string): string {
    const { textColumn, separator } = this.#options;
    // Excel writes a first line that names the separator, and reads it.
    const [hint = "", hinted] = /^\uFEFF?sep=(.)\n/.exec(given) ?? [];
    const text = given.slice(hint.length);
    if (hint !== "") this.#row = 2;
    const columns = isAsked(textColumn) ? [textColumn] : TEXT_COLUMNS;
    const usual = /\.(?:tsv|tab)(?:\.gz)?$/i.test(this.#file) ? "\t" : ",";
    if (!isAsked(separator)) this.#separator = hinted ?? separatorOf(text, columns, usual);
    else {
      this.#separator = separatorCharacter(separator);
      const found = separatorOf(text, columns, this.#separator);
      if (found !== this.#separator) this.#likelier = found;
    }
    this.#records = new TableRecords(this.#separator);
    return text;
  }

  #rows(records: Iterable<string[]>): ReadRow[] {
    const rows: ReadRow[] = [];
    for (const fields of records) {
      const at = { file: this.#file, place: `row ${this.#row++}` };
      if (this.#names === undefined) {
        this.#names = fields;
        continue;
      }
      this.#checkCount(fields, at);
      this.#header ??= this.#headerOf(this.#names);
      this.#texts++;
      if (isBlank(fields[this.#header.textIndex])) this.#blank++;
      else rows.push(rowOf(fields, this.#header, at));
    }
    return rows;
  }

  #headerOf(names: readonly string[]): Header {
    const at = { file: this.#file, place: `row ${this.#row - 2}` };
    try {
      return headerOf(names, this.#options, at);
    } catch (error) {
      const mend = this.#otherSeparator();
      if (!(error instanceof InputError) || mend === undefined) throw error;
      throw new InputError(error.problem, { ...at, mend, cause: error });
    }
  }

  /** What to do where the separator that is set is not that of the header. */
  #otherSeparator(): string | undefined {
    if (this.#likelier === undefined) return undefined;
    const [setting, likelier] = [settingName("separator"), writtenSeparator(this.#likelier)];
    return `Set ${setting} to ${likelier}, which the header has, or leave it out`;
  }

  #checkCount({ length }: readonly string[], at: PassagePlace): void {
    const wanted = this.#names!.length;
    if (length === wanted) return;
    throw new InputError(`its fields (${length}) are not as many as the header's (${wanted})`, {
      ...at,
      mend: this.#otherSeparator() ??
        "Give each row as many fields as the header, with quotes around fields with " +
          (this.#separator === "," ? "commas" : "separators"),
    });
  }
}

function headerOf(given: readonly string[], options: CsvColumns, at: PassagePlace): Header {
  const names = given.map((name) => name.trim());
  const column = textColumnOf(names, options.textColumn, at);
  const indexOf = (name: string) => names.indexOf(name);
  const [optionsIndex, answersIndex] = [indexOf("options"), indexOf("answers")];
  if (optionsIndex !== -1 && answersIndex === -1 && !isAsked(options.textColumn)) {
    throw new InputError('there is no column "answers"', {
      ...at,
      mend: 'Give it the letters of the right words, or rename the column "options"',
    });
  }
  return {
    textIndex: indexOf(column),
    optionsIndex,
    answersIndex,
    sourceIndex: indexOf("source"),
    splitIndex: indexOf("split"),
  };
}

function rowOf(fields: readonly string[], header: Header, at: PassagePlace): ReadRow {
  const { textIndex, optionsIndex, answersIndex, sourceIndex, splitIndex } = header;
  return {
    ...(splitIndex === -1 ? {} : { split: fields[splitIndex]! }),
    passage() {
      const source = fields[sourceIndex] ?? `${at.file}, ${at.place}`;
      const article = fields[textIndex]!;
      // Answers alone are no blanks' answers, but some other column of that name.
      if (optionsIndex === -1 || answersIndex === -1) {
        return { source, text: oneLine(article), blanks: [] };
      }
      const questions = textQuestions(fields[optionsIndex]!, fields[answersIndex]!);
      return { source, ...fillBlanks(article, questions.options, questions.answers, at) };
    },
  };
}

/**
 * The rows of a CSV text. See {@linkcode parseCsv}.
 *
 * @throws {InputError} As `parseCsv`, but for what is wrong with one row's text or questions.
 */
export function csvRows(text: string, file: string, options: CsvColumns = {}): ReadRow[] {
  const rows = new CsvRows(file, options);
  return [...rows.push(withLineFeeds(text)), ...rows.end()];
}

/**
 * The passages of a CSV text with a header line. The columns:
 *
 * - `text` (or `article`): the passage; where there are questions, `_` stands for each blank;
 * - `options` and `answers`: for each blank four words between `|`, the blanks between `;`, such as
 *   `go|went|gone|goes; at|in|on|to`, and the letters of the right ones, such as `BD`;
 * - `source`: where the passage comes from;
 * - `split`: `train`, `valid` or `test`.
 *
 * Rows whose text is blank are left out.
 * Quotes are read as pandas reads them: one that does not open a field is a character like others.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If it is not CSV, is empty, has a ragged row or no column of text, or its
 * questions do not fit its blanks.
 */
export function parseCsv(text: string, file: string, options: CsvOptions = {}): Passage[] {
  return chosenPassages(csvRows(text, file, options), options, file);
}

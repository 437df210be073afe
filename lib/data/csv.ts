/** Passages out of comma-separated values, and values with other separators. */

import { InputError } from "../io/mod.ts";
import { fillBlanks, type PassagePlace } from "./cloth.ts";
import { TEXT_COLUMNS, textColumnOf } from "./columns.ts";
import { oneLine, type Passage, withLineFeeds } from "./passage.ts";
import { textQuestions } from "./questions.ts";
import { chosenPassages, type Row, type WhichPassages } from "./rows.ts";
import { separatorCharacter, separatorOf } from "./separators.ts";
import { OpenQuoteError, tableRecords } from "./table.ts";

/** What of a CSV file is what. */
export interface CsvColumns {
  /**
   * The column that holds the text.
   *
   * @default {"text" or "article", whichever is there}
   */
  textColumn?: string;
  /**
   * What stands between the fields: a character, or `tab`.
   *
   * @default {the one of comma, semicolon, tab and | with which there is a column of text}
   */
  separator?: string;
}

/**
 * How a CSV file is read. A column `split` (`train`, `valid`, `test`) decides which rows are of a
 * split where there is one; else the rows are divided in their order, 80, 10 and 10 %.
 */
export type CsvOptions = CsvColumns & WhichPassages;

/** A table: its column names, and its rows as lists of fields. */
interface Table {
  header: string[];
  rows: string[][];
  /** What the first row is called: the header's is 1. */
  firstRow: number;
}

function recordsOf(text: string, separator: string, file: string): string[][] {
  try {
    return [...tableRecords(text, separator)];
  } catch (cause) {
    if (!(cause instanceof OpenQuoteError)) throw cause;
    throw new InputError(`it cannot be read as CSV: ${cause.message}`, {
      file,
      mend: "Put fields with separators, quotes or line breaks in quotes, and double the quotes " +
        '(") in them',
      cause,
    });
  }
}

function parseTable(given: string, file: string, { textColumn, separator }: CsvColumns): Table {
  // Excel writes a first line that names the separator, and reads it.
  const [hint = "", hinted] = /^\uFEFF?sep=(.)\n/.exec(given) ?? [];
  const text = given.slice(hint.length);
  const columns = textColumn === undefined ? TEXT_COLUMNS : [textColumn];
  const character = separator === undefined
    ? hinted ?? separatorOf(text, columns, /\.(?:tsv|tab)(?:\.gz)?$/i.test(file) ? "\t" : ",")
    : separatorCharacter(separator);
  const [header, ...rows] = recordsOf(text, character, file);
  if (header === undefined || rows.length === 0) {
    throw new InputError(header === undefined ? "the file is empty" : "it has no row of data", {
      file,
      mend: "Give a header line that names the columns and a row for each passage",
    });
  }
  const firstRow = hint === "" ? 2 : 3;
  rows.forEach((row, i) => {
    if (row.length === header.length) return;
    throw new InputError(
      `its fields (${row.length}) are not as many as the header's (${header.length})`,
      {
        file,
        place: `row ${i + firstRow}`,
        mend: "Give each row as many fields as the header, with quotes around fields with " +
          (character === "," ? "commas" : "separators"),
      },
    );
  });
  return { header: header.map((name) => name.trim()), rows, firstRow };
}

/**
 * The rows of a CSV text. See {@linkcode parseCsv}.
 *
 * @throws {InputError} As `parseCsv`, but for what is wrong with one row's text or questions.
 */
export function csvRows(text: string, file: string, options: CsvColumns = {}): Row[] {
  const { header, rows, firstRow } = parseTable(withLineFeeds(text), file, options);
  const place = `row ${firstRow - 1}`;
  const column = textColumnOf(header, options.textColumn, { file, place });
  const textIndex = header.indexOf(column);
  const [optionsIndex, answersIndex, sourceIndex, splitIndex] = [
    "options",
    "answers",
    "source",
    "split",
  ].map((name) => header.indexOf(name)) as [number, number, number, number];
  // Answers alone are no blanks' answers, but some other column of that name.
  const hasQuestions = optionsIndex !== -1;
  if (hasQuestions && answersIndex === -1 && options.textColumn === undefined) {
    throw new InputError('there is no column "answers"', {
      file,
      place,
      mend: 'Give it the letters of the right words, or rename the column "options"',
    });
  }
  return rows.map((row, i): Row => ({
    ...(splitIndex === -1 ? {} : { split: row[splitIndex]! }),
    passage() {
      const at = { file, place: `row ${i + firstRow}` };
      const source = row[sourceIndex] ?? `${at.file}, ${at.place}`;
      const article = row[textIndex]!;
      checkText(article, at);
      if (!hasQuestions || answersIndex === -1) {
        return { source, text: oneLine(article), blanks: [] };
      }
      const questions = textQuestions(row[optionsIndex]!, row[answersIndex]!);
      return { source, ...fillBlanks(article, questions.options, questions.answers, at) };
    },
  }));
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

function checkText(text: string, at: PassagePlace): void {
  if (oneLine(text) !== "") return;
  throw new InputError("its text is empty", { ...at, mend: "Give it a text, or remove the row" });
}

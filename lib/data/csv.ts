/** Passages out of comma-separated values. */

import { parse } from "@std/csv";
import { InputError } from "../io/mod.ts";
import { fillBlanks, type PassagePlace } from "./cloth.ts";
import { divide } from "./divide.ts";
import { oneLine, type Passage, type Split, withLineFeeds } from "./passage.ts";

/** How a CSV file is read. */
export interface CsvOptions {
  /**
   * The column that holds the text.
   *
   * @default {"text" or "article", whichever is there}
   */
  textColumn?: string;
  /**
   * Which rows to take. A column `split` (`train`, `valid`, `test`) decides where there is one; else
   * the rows are divided in their order, 80, 10 and 10 %.
   *
   * @default {all of them}
   */
  split?: Split;
  /** How many passages to take at most. */
  limit?: number;
}

/** A table: its column names, and its rows as lists of fields. */
interface Table {
  header: string[];
  rows: string[][];
}

function parseTable(text: string, file: string): Table {
  let records: string[][];
  try {
    records = parse(withLineFeeds(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.\s*$/, "") : "it is broken";
    throw new InputError(`it cannot be read as CSV: ${reason}`, {
      file,
      mend:
        'Put fields with commas, quotes or line breaks in quotes, and double quotes (") in them',
      cause,
    });
  }
  const [header, ...rows] = records;
  if (header === undefined || rows.length === 0) {
    throw new InputError(header === undefined ? "the file is empty" : "it has no row of data", {
      file,
      mend: "Give a header line that names the columns and a row for each passage",
    });
  }
  rows.forEach((row, i) => {
    if (row.length === header.length) return;
    throw new InputError(
      `its fields (${row.length}) are not as many as the header's (${header.length})`,
      {
        file,
        place: `row ${i + 2}`,
        mend: "Give each row as many fields as the header, with quotes around fields with commas",
      },
    );
  });
  return { header: header.map((name) => name.trim()), rows };
}

/** The index of the first of some columns that is there. */
function findColumn(header: readonly string[], names: readonly string[], file: string): number {
  const index = names.map((name) => header.indexOf(name)).find((found) => found !== -1);
  if (index !== undefined) return index;
  throw new InputError(`there is no column ${names.map((n) => `"${n}"`).join(" or ")}`, {
    file,
    place: "row 1",
    mend: `Name the column of text: there are ${header.map((name) => `"${name}"`).join(", ")}`,
  });
}

/** The questions of a row: `went|go|goes; to|in|at` and `BA`, in the columns' form. */
function rowQuestions(
  options: string,
  answers: string,
): { options: string[][]; answers: string[] } {
  const sets = options.split(";").map((set) => set.trim()).filter((set) => set !== "");
  return {
    options: sets.map((set) => set.split("|").map((word) => word.trim())),
    answers: [...answers.replaceAll(/[\s,;]/g, "")],
  };
}

/**
 * The passages of a CSV text with a header line. The columns:
 *
 * - `text` (or `article`): the passage; where there are questions, `_` stands for each blank;
 * - `options` and `answers`, both or none: for each blank four words between `|`, the blanks between
 *   `;`, such as `go|went|gone|goes; at|in|on|to`, and the letters of the right ones, such as `BD`;
 * - `source`: where the passage comes from;
 * - `split`: `train`, `valid` or `test`.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If it is not CSV, is empty, has a ragged row or no column of text, or its
 * questions do not fit its blanks.
 */
export function parseCsv(text: string, file: string, options: CsvOptions = {}): Passage[] {
  const { header, rows } = parseTable(text, file);
  const { textColumn, split, limit = Infinity } = options;
  const textIndex = findColumn(header, textColumn ? [textColumn] : ["text", "article"], file);
  const [optionsIndex, answersIndex, sourceIndex, splitIndex] = [
    "options",
    "answers",
    "source",
    "split",
  ].map((name) => header.indexOf(name)) as [number, number, number, number];
  if ((optionsIndex === -1) !== (answersIndex === -1)) {
    findColumn(header, [optionsIndex === -1 ? "options" : "answers"], file);
  }
  const chosen = rows.map((row, i) => ({ row, at: { file, place: `row ${i + 2}` } }))
    .filter(({ row }) => splitIndex === -1 || split === undefined || row[splitIndex] === split);
  if (chosen.length === 0) {
    throw new InputError(`no row is of the split "${split}"`, {
      file,
      place: 'column "split"',
      mend: "Write train, valid or test in it, or rename it so that the rows are divided by order",
    });
  }
  const inSplit = splitIndex === -1 && split !== undefined ? divide(chosen, split) : chosen;
  return inSplit.slice(0, limit).map(({ row, at }) => {
    const source = row[sourceIndex] ?? `${at.file}, ${at.place}`;
    const article = row[textIndex]!;
    checkText(article, at);
    if (optionsIndex === -1) return { source, text: oneLine(article), blanks: [] };
    const questions = rowQuestions(row[optionsIndex]!, row[answersIndex]!);
    return { source, ...fillBlanks(article, questions.options, questions.answers, at) };
  });
}

function checkText(text: string, at: PassagePlace): void {
  if (oneLine(text) !== "") return;
  throw new InputError("its text is empty", { ...at, mend: "Give it a text, or remove the row" });
}

/** Passages out of plain text. */

import { InputError } from "../io/mod.ts";
import { oneLine, type Passage, withLineFeeds } from "./passage.ts";
import { splitPassages } from "./paragraphs.ts";
import { chosenPassages, type Row, type WhichPassages } from "./rows.ts";

/** Which passages of a plain text are read: for a split they are divided in their order. */
export type TextOptions = WhichPassages;

/**
 * What of a plain text is a passage each. See {@linkcode parseText}.
 *
 * @throws {InputError} If there is no text.
 */
export function textRows(text: string, file: string): Row[] {
  const body = withLineFeeds(text.replace(/^\uFEFF/, "")).trim();
  if (body === "") {
    throw new InputError("the file is empty", {
      file,
      mend: "Give a text with an empty line between its passages",
    });
  }
  return splitPassages(body).map((passage, i): Row => ({
    passage: () => ({
      source: `${file}, passage ${i + 1}`,
      text: oneLine(passage),
      blanks: [],
    }),
  }));
}

/**
 * The passages of a plain text: paragraphs, with empty lines between them; in a text without empty
 * lines, each line is one. See `splitPassages` for texts in which empty lines are rare.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If there is no text.
 */
export function parseText(text: string, file: string, options: TextOptions = {}): Passage[] {
  return chosenPassages(textRows(text, file), options, file);
}

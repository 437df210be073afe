/** Passages out of plain text. */

import { InputError } from "../io/mod.ts";
import { divide } from "./divide.ts";
import { oneLine, type Passage, type Split, withLineFeeds } from "./passage.ts";

/** How a plain text is read. */
export interface TextOptions {
  /**
   * Which passages to take: they are divided in their order, 80, 10 and 10 %.
   *
   * @default {all of them}
   */
  split?: Split;
  /** How many passages to take at most. */
  limit?: number;
}

/**
 * The passages of a plain text: paragraphs, with empty lines between them; in a text without empty
 * lines, each line is one.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If there is no text.
 */
export function parseText(text: string, file: string, options: TextOptions = {}): Passage[] {
  const { split, limit = Infinity } = options;
  const body = withLineFeeds(text.replace(/^\uFEFF/, "")).trim();
  if (body === "") {
    throw new InputError("the file is empty", {
      file,
      mend: "Give a text with an empty line between its passages",
    });
  }
  const hasEmptyLines = /\n[^\S\n]*\n/.test(body);
  const passages = body.split(hasEmptyLines ? /\n(?:[^\S\n]*\n)+/ : /\n/)
    .map((paragraph, i): Passage => ({
      source: `${file}, passage ${i + 1}`,
      text: oneLine(paragraph),
      blanks: [],
    }));
  return (split === undefined ? passages : divide(passages, split)).slice(0, limit);
}

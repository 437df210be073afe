/** What every reader gives: passages of text, some of their words being blanks to fill. */

/** A blank of a passage: a word that a reader of the test has to choose. */
export interface Blank {
  /** Offset in the passage's text of the answer's first UTF-16 unit. */
  start: number;
  /** Offset after the answer's last unit. */
  end: number;
  /** The words to choose from, in their order (A, B, C, D). */
  options: string[];
  /** The right one: what stands in the text from `start` to `end`. */
  answer: string;
}

/** A passage of text with its blanks filled in. */
export interface Passage {
  /** Where it comes from. */
  source: string;
  /** The text, one line with single spaces, every blank filled with its answer. */
  text: string;
  /** Its blanks in order; none if the source had no questions. */
  blanks: Blank[];
}

/** A part of a data set: to train on, to watch the training with, to judge by at the end. */
export type Split = "train" | "valid" | "test";

/** The splits' names. */
export const SPLITS: readonly Split[] = ["train", "valid", "test"];

/** White space that one line with single spaces has not. */
const OTHERWISE = /[\t-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]| {2}|^ | $/;

/**
 * Makes a text one line with single spaces, as the original does with line breaks. U+FEFF, which
 * JavaScript takes for white space, parts no words: tokenizers leave it out.
 */
export function oneLine(text: string): string {
  // Most are already, and to find that out takes a third of the time.
  if (!OTHERWISE.test(text)) return text;
  return text.replaceAll(/\p{White_Space}+/gu, " ").replaceAll(/^ | $/g, "");
}

/** A text whose lines end with a line feed: others end with CR LF, and with CR alone on old Macs. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

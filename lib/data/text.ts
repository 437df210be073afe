/** Passages out of plain text. */

import { InputError, LONGEST_TEXT } from "../io/mod.ts";
import { type Parting, TextShape } from "./paragraphs.ts";
import { oneLine, type Passage, withLineFeeds } from "./passage.ts";
import { chosenPassages, type ReadRow, type WhichPassages } from "./rows.ts";

/** Which passages of a plain text are read: for a split they are divided in their order. */
export type TextOptions = WhichPassages;

/** Of a passage with more characters than this, white space is joined as it comes. */
const MANY = 2 ** 20;

/** The text of a passage, which comes in parts. */
class PassageText {
  #parts: string[] = [];
  #length = 0;
  #isOneLine = false;

  get length(): number {
    return this.#length;
  }

  add(part: string): void {
    if (this.#length > MANY) {
      // To make one line of 200 MB at once would keep everything else waiting for seconds.
      if (!this.#isOneLine) this.#parts = [spaced(this.#parts.join(""))];
      this.#isOneLine = true;
      part = spaced(part);
      if (part.startsWith(" ") && this.#parts.at(-1)!.endsWith(" ")) part = part.slice(1);
      if (part === "") return;
    }
    this.#parts.push(part);
    this.#length += part.length;
  }

  /** What was added since the last time. */
  take(): { text: string; isOneLine: boolean } {
    const taken = { text: this.#parts.join(""), isOneLine: this.#isOneLine };
    [this.#parts, this.#length, this.#isOneLine] = [[], 0, false];
    return taken;
  }
}

/** A text with single spaces for its white space. */
function spaced(text: string): string {
  return text.replaceAll(/\p{White_Space}+/gu, " ");
}

/** Makes rows of a text that comes in pieces, once it is known what parts its passages. */
export class TextRows {
  readonly #parting: Parting;
  readonly #file: string;
  readonly #passage = new PassageText();
  /** The white space that a line has had so far; undefined once there was more. */
  #blank: string | undefined = "";
  /** How many passages there were. */
  #count = 0;
  /** The last one: what is behind it decides how it ends. */
  #last: { text: string; isOneLine: boolean } | undefined;

  constructor(parting: Parting, file: string) {
    this.#parting = parting;
    this.#file = file;
  }

  /**
   * The rows that a piece ends.
   *
   * @throws {InputError} If a passage is longer than a text can be.
   */
  push(piece: string): ReadRow[] {
    const rows: ReadRow[] = [];
    let isFirst = true;
    for (const part of piece.split("\n")) {
      if (!isFirst) rows.push(...this.#endLine());
      isFirst = false;
      this.#add(part);
    }
    return rows;
  }

  /** The rows that the end of the text ends. */
  end(): ReadRow[] {
    const rows = [...this.#endLine(), ...this.#endPassage()];
    const last = this.#last;
    if (last === undefined) return rows;
    return [...rows, this.#row({ ...last, text: last.text.trimEnd() })];
  }

  #add(part: string): void {
    if (this.#blank === undefined) this.#passage.add(part);
    else if (part.trim() === "") this.#blank += part;
    else {
      this.#passage.add((this.#passage.length === 0 ? "" : "\n") + this.#blank + part);
      this.#blank = undefined;
    }
    if (this.#passage.length <= LONGEST_TEXT) return;
    throw new InputError(`a passage in it has more than ${LONGEST_TEXT} characters`, {
      file: this.#file,
      mend: "Divide it by empty lines",
    });
  }

  #endLine(): ReadRow[] {
    const isBlank = this.#blank !== undefined;
    this.#blank = "";
    return isBlank || this.#parting !== "paragraphs" ? this.#endPassage() : [];
  }

  #endPassage(): ReadRow[] {
    if (this.#passage.length === 0) return [];
    const last = this.#last;
    this.#last = this.#passage.take();
    if (this.#parting === "whole lines") this.#last.text = this.#last.text.trim();
    if (last !== undefined) return [this.#row(last)];
    this.#last.text = this.#last.text.trimStart();
    return [];
  }

  #row({ text, isOneLine }: { text: string; isOneLine: boolean }): ReadRow {
    const source = `${this.#file}, passage ${++this.#count}`;
    return {
      passage: () => ({ source, text: isOneLine ? trimmed(text) : oneLine(text), blanks: [] }),
    };
  }
}

/** A text without the single spaces around it. */
function trimmed(text: string): string {
  return text.slice(text.startsWith(" ") ? 1 : 0, text.endsWith(" ") ? -1 : undefined);
}

/**
 * What parts the passages of a text whose lines were looked at, and how many it has.
 *
 * @throws {InputError} If there is no text.
 */
export function partingOf(
  shape: TextShape,
  file: string,
  byLines?: boolean,
): { parting: Parting; passages: number } {
  const found = shape.end(byLines);
  if (found.passages > 0) return found;
  throw new InputError("the file is empty", {
    file,
    mend: "Give a text with an empty line between its passages",
  });
}

/**
 * What of a plain text is a passage each. See {@linkcode parseText}.
 *
 * @throws {InputError} If there is no text.
 */
export function textRows(text: string, file: string): ReadRow[] {
  const body = withLineFeeds(text);
  const shape = new TextShape();
  shape.push(body);
  const rows = new TextRows(partingOf(shape, file).parting, file);
  return [...rows.push(body), ...rows.end()];
}

/**
 * The passages of a plain text: paragraphs, with empty lines between them; in a text without empty
 * lines, each line is one. See `TextShape` for texts in which empty lines are rare.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If there is no text.
 */
export function parseText(text: string, file: string, options: TextOptions = {}): Passage[] {
  return chosenPassages(textRows(text, file), options, file);
}

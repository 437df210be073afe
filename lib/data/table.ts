/** Tables of separated values: the fields of their records. */

const QUOTE = '"', LINE_FEED = 10, SPACE = 32, TAB = 9;

/** A quote that opens a field is never closed. */
export class OpenQuoteError extends SyntaxError {
  /** The record that the field stands in, counted from 1. */
  readonly record: number;

  constructor(record: number) {
    super(`a quote that is not closed begins in row ${record}`);
    this.record = record;
  }
}

/**
 * The records of a text of separated values, one by one: RFC 4180, and where a text does not keep to
 * it, what pandas makes of it (its C tokenizer). A quote that does not open a field is a character
 * like others; what follows the quote that closes a field belongs to it. Lines without anything but
 * blanks are skipped.
 *
 * @param text Lines end with line feeds.
 * @param separator One character, no quote and no line feed.
 * @throws {OpenQuoteError} When it comes to a quote that opens a field and is not closed.
 *
 * @example
 * ```ts
 * import { tableRecords } from "./table.ts";
 * const [record] = tableRecords('6" nails,"a ""b"""\n', ",");
 * if (record?.join("|") !== '6" nails|a "b"') throw new Error("quotes as pandas reads them");
 * ```
 */
export function* tableRecords(text: string, separator: string): Generator<string[]> {
  yield* new TableRecords(separator).end(text);
}

/** Cuts a text of separated values that comes in pieces into its records: see {@linkcode tableRecords}. */
export class TableRecords {
  readonly #separator: number;
  #pieces: string[] = [];
  /** Characters of the pieces, and how many there must be until it is worth looking again. */
  #length = 0;
  #enough = 0;
  #record = 1;
  #isStart = true;

  constructor(separator: string) {
    this.#separator = separator.charCodeAt(0);
  }

  /** The records that a piece ends. */
  push(piece: string): string[][] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#enough) return [];
    const text = this.#take();
    const records: string[][] = [];
    let rest = 0;
    for (const [fields, end] of this.#records(text, false)) {
      records.push(fields);
      rest = end;
    }
    this.#pieces = [text.slice(rest)];
    this.#length = text.length - rest;
    // A record of many pieces is not looked at again with each of them.
    this.#enough = rest === 0 ? 2 * text.length : 0;
    return records;
  }

  /**
   * The records that are left, once the last piece is given.
   *
   * @throws {OpenQuoteError} When it comes to a quote that opens a field and is not closed.
   */
  *end(piece = ""): Generator<string[]> {
    this.#pieces.push(piece);
    for (const [fields] of this.#records(this.#take(), true)) yield fields;
  }

  #take(): string {
    const text = this.#pieces.join("");
    this.#pieces = [];
    if (!this.#isStart || text === "") return text;
    this.#isStart = false;
    return text.startsWith("\uFEFF") ? text.slice(1) : text;
  }

  /** Records, each with where it ends; those that the end of the text ends only if that is the last. */
  *#records(text: string, isLast: boolean): Generator<[fields: string[], end: number]> {
    let at = 0;
    while (at < text.length) {
      const next = blankLine(text, at, this.#separator);
      if (next !== undefined) {
        at = next;
        continue;
      }
      let found: [fields: string[], end: number];
      try {
        found = recordAt(text, at, this.#separator, this.#record);
      } catch (error) {
        if (!isLast && error instanceof OpenQuoteError) return;
        throw error;
      }
      if (!isLast && found[1] >= text.length) return;
      yield found;
      at = found[1];
      this.#record++;
    }
  }
}

/** The fields of the record that begins at a place, and where the next one begins. */
function recordAt(
  text: string,
  start: number,
  separator: number,
  record: number,
): [fields: string[], end: number] {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const [quoted, from] = quotedPart(text, at, record);
    at = from;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === separator || code === LINE_FEED) break;
      at++;
    }
    fields.push(quoted + text.slice(from, at));
    // A separator at the very end has one more field, which is empty.
    if (text.charCodeAt(at++) !== separator) return [fields, at];
  }
}

/** Where the text goes on behind a line of nothing but blanks. */
function blankLine(text: string, start: number, separator: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) return at + 1;
    if (code === separator || code !== SPACE && code !== TAB) return undefined;
  }
  return text.length;
}

/** What stands in quotes where a field begins with one, and where the text goes on behind them. */
function quotedPart(text: string, start: number, record: number): [string, number] {
  if (text[start] !== QUOTE) return ["", start];
  let part = "";
  let from = start + 1;
  for (;;) {
    const end = text.indexOf(QUOTE, from);
    if (end === -1) throw new OpenQuoteError(record);
    part += text.slice(from, end);
    if (text[end + 1] !== QUOTE) return [part, end + 1];
    part += QUOTE;
    from = end + 2;
  }
}

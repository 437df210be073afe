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
  const separatorCode = separator.charCodeAt(0);
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let record = 1;
  while (at < text.length) {
    const end = blankLine(text, at, separatorCode);
    if (end !== undefined) {
      at = end;
      continue;
    }
    const fields: string[] = [];
    for (;;) {
      const [quoted, start] = quotedPart(text, at, record);
      at = start;
      while (at < text.length) {
        const code = text.charCodeAt(at);
        if (code === separatorCode || code === LINE_FEED) break;
        at++;
      }
      fields.push(quoted + text.slice(start, at));
      // A separator at the very end has one more field, which is empty.
      if (text.charCodeAt(at++) !== separatorCode) break;
    }
    yield fields;
    record++;
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

/** Plain text. */
import type { Passage } from "../passage.ts";
import { parseText, type TextOptions, textRows } from "../text.ts";
import { readCharacters } from "./characters.ts";
import { defineFileReader } from "./define_reader.ts";
import { looksLike } from "./looks_like.ts";

/**
 * The passages of a plain text file: paragraphs with empty lines between them, or lines.
 *
 * @throws {InputError} If the file is missing or empty.
 */
export async function readText(file: string, options: TextOptions = {}): Promise<Passage[]> {
  return parseText(await readCharacters(file), file, options);
}

/** Any file that no other reader takes and that does not look like something else. */
export const text = defineFileReader({
  name: "text",
  description: "plain text: paragraphs with empty lines between them, or lines",
  accepts: ({ kind, ending, start, isWhole }) =>
    kind === "file" && looksLike(ending, start, isWhole) === undefined,
  rows: async (path) => textRows(await readCharacters(path), path),
});

/** Plain text. */
import type { Passage } from "../passage.ts";
import { parseText, type TextOptions } from "../text.ts";
import { readCharacters } from "./characters.ts";
import { defineReader } from "./define_reader.ts";

/**
 * The passages of a plain text file: paragraphs with empty lines between them, or lines.
 *
 * @throws {InputError} If the file is missing or empty.
 */
export async function readText(file: string, options: TextOptions = {}): Promise<Passage[]> {
  return parseText(await readCharacters(file), file, options);
}

/** Any file, where no other reader takes it. */
export const text = defineReader({
  name: "text",
  description: "plain text: paragraphs with empty lines between them, or lines",
  accepts: ({ kind }) => kind === "file",
  splits: true,
  read: readText,
});

/** Plain text. */
import { stat } from "node:fs/promises";
import type { Meanwhile } from "../meanwhile.ts";
import { type Parting, TextShape } from "../paragraphs.ts";
import type { Passage } from "../passage.ts";
import type { RowSource } from "../rows.ts";
import { parseText, partingOf, type TextOptions, TextRows } from "../text.ts";
import { readCharacters } from "./characters.ts";
import { defineFileReader } from "./define_reader.ts";
import { fileRows } from "./file_rows.ts";
import { looksLike } from "./looks_like.ts";
import { textPieces } from "./pieces.ts";

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
  rows: (path, { meanwhile, lines }) => textSource(path, meanwhile, lines),
});

/** The rows of a text: all of it is looked at to find out what parts its passages, once. */
function textSource(
  path: string,
  meanwhile: Meanwhile | undefined,
  lines: boolean | undefined,
): RowSource {
  let found: { parting: Parting; passages: number } | undefined;
  const look = async () => {
    const shape = new TextShape();
    meanwhile?.more((await stat(path).catch(() => undefined))?.size ?? 0);
    for await (const piece of textPieces(path, meanwhile)) shape.push(piece);
    return partingOf(shape, path, lines);
  };
  return {
    ...fileRows(path, meanwhile, async () => {
      found ??= await look();
      return new TextRows(found.parting, path);
    }),
    count: async () => (found ??= await look()).passages,
  };
}

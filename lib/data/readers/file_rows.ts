/** Rows of a file that is read in pieces, as often as somebody goes through them. */
import type { Meanwhile } from "../meanwhile.ts";
import { rowSource } from "../row_source.ts";
import type { Row, RowSource } from "../rows.ts";
import { textPieces } from "./pieces.ts";

/** Makes rows of a text that comes in pieces. */
export interface RowParser {
  /** The rows that a piece ends; its lines end with line feeds. */
  push(piece: string): readonly Row[];
  /** The rows that the end of the text ends. */
  end(): readonly Row[];
}

/**
 * The rows of a file of text.
 *
 * @param begin Makes what parses it from its beginning.
 */
export function fileRows(
  path: string,
  meanwhile: Meanwhile | undefined,
  begin: () => RowParser | Promise<RowParser>,
): RowSource {
  return rowSource(async function* () {
    const parser = await begin();
    for await (const piece of textPieces(path, meanwhile)) {
      const rows = parser.push(piece);
      if (rows.length > 0) yield rows;
    }
    const rows = parser.end();
    if (rows.length > 0) yield rows;
  });
}

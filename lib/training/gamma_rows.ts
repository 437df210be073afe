/** A vocabulary's profiles for a model with more word embeddings than the vocabulary has entries. */
import type { GammaTable } from "../semantics/mod.ts";

/**
 * A table with a row for each word embedding: those that no token has are not known.
 *
 * @throws {RangeError} If there are fewer word embeddings than words.
 */
export function withRows(table: GammaTable, rows: number): GammaTable {
  const missing = rows - table.known.length;
  if (missing === 0) return table;
  if (missing < 0) {
    throw new RangeError(
      `${table.known.length} words have profiles, but the model has ${rows} word embeddings.`,
    );
  }
  const profile = new Float32Array(rows * table.width), known = new Float32Array(rows);
  profile.set(table.profile);
  known.set(table.known);
  return { ...table, profile, known };
}

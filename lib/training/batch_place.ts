/** Where a step's words are from, for a message about it. */
import type { MaskedBatch } from "../data/mod.ts";
import { shown } from "../io/mod.ts";
import type { TrainOptions } from "./options.ts";

/** So many passages and words are named: enough to find them in the data. */
const PASSAGES = 3, WORDS = 5;

/**
 * A sentence that names the first passages and masked words of a step; empty where neither the
 * sources of the chunks nor the words of the ids are known.
 *
 * @param indices The numbers of its training chunks.
 * @param batches The same chunks, masked.
 */
export async function batchPlace(
  { chunkSources, tokenizer }: Pick<TrainOptions, "chunkSources" | "tokenizer">,
  indices: readonly number[],
  batches: readonly MaskedBatch[],
): Promise<string> {
  const sources = typeof chunkSources === "function"
    // What only names the place must not stand before what went wrong there.
    ? await chunkSources(indices).catch(() => [])
    : indices.flatMap((index) => chunkSources?.[index] ?? []);
  const passages = new Set(sources);
  const labels = batches.flatMap(({ labels }) => [...labels]);
  const words = tokenizer.decode === undefined
    ? []
    : labels.slice(0, WORDS).map((id) => tokenizer.decode!([id]));
  const clauses = [
    ...(passages.size === 0 ? [] : [`its passages are ${list([...passages], PASSAGES)}`]),
    ...(words.length === 0 ? [] : [`its first masked words are ${list(words, WORDS)}`]),
  ].join("; ");
  return clauses === "" ? "" : `${clauses[0]!.toUpperCase()}${clauses.slice(1)}.`;
}

function list(texts: readonly string[], most: number): string {
  const named = texts.slice(0, most).map(shown).join(", ");
  return texts.length > most ? `${named} and ${texts.length - most} more` : named;
}

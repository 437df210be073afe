/** Lines of which each is a chunk by itself. */
import type { TextEncoderToIds } from "./load_chunks.ts";

/** A line as a chunk by itself. */
export interface LineChunk {
  /** Its ids, `[CLS]` and `[SEP]` among them. */
  ids: readonly number[];
  /** Whether it has more tokens: then it is cut before `[SEP]`, as tokenizers truncate. */
  isCut: boolean;
}

/**
 * A line as a chunk.
 *
 * @param length Its tokens at most.
 * @returns Undefined where nothing of it can be masked, as of a line without a word of the vocabulary.
 */
export function lineChunk(
  tokenizer: TextEncoderToIds,
  text: string,
  length: number,
): LineChunk | undefined {
  if (text.trim() === "") return undefined;
  const all = tokenizer.encode(text), isCut = all.length > length;
  // Not every tokenizer puts something behind a text.
  const behind = tokenizer.encode("").length === 0 ? [] : all.slice(-1);
  const ids = isCut ? [...all.slice(0, length - behind.length), ...behind] : all;
  const { specialTokenIds = [] } = tokenizer;
  return ids.every((id) => specialTokenIds.includes(id)) ? undefined : { ids, isCut };
}

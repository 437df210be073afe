/** Lines of which each is a chunk by itself. */
import type { TextEncoderToIds } from "./load_chunks.ts";

/** A line as a chunk by itself. */
export interface LineChunk {
  /** Its ids, `[CLS]` and `[SEP]` among them. */
  ids: readonly number[];
  /** Whether it has more tokens: then it is cut before what stands behind a text, as tokenizers truncate. */
  isCut: boolean;
}

/** What people should know of lines as chunks: sentences without their full stop. */
export function* lineNotes(
  { cut, without }: { cut: number; without: number },
  lines: number,
  length: number,
): Generator<string> {
  if (cut > 0) yield `${cut} of ${lines} lines have more than ${length} tokens and are cut`;
  if (without === 0) return;
  yield `${without} of ${without + lines} lines have no word of the vocabulary and are left out`;
}

/** How many tokens stand behind a text: where that is not said, those that stand behind none, too. */
function countBehind(tokenizer: TextEncoderToIds, ids: readonly number[]): number {
  if (tokenizer.tokensBehind !== undefined) return tokenizer.tokensBehind;
  const ends = tokenizer.encode("");
  let count = 0;
  while (count < ends.length && ends.at(-1 - count) === ids.at(-1 - count)) count++;
  return count;
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
  const behind = isCut ? countBehind(tokenizer, all) : 0;
  const ids = isCut ? [...all.slice(0, length - behind), ...all.slice(all.length - behind)] : all;
  const { specialTokenIds = [] } = tokenizer;
  return ids.every((id) => specialTokenIds.includes(id)) ? undefined : { ids, isCut };
}

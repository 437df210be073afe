/** The way from a path to chunks of token ids, in one call. */

import { InputError, settingName } from "../io/mod.ts";
import { chunkTokens } from "./chunks.ts";
import type { Passage } from "./passage.ts";
import { joinPaths } from "./paths.ts";
import { type ReadOptions, readPassages } from "./read.ts";
import { madeTexts, type TextsOptions } from "./texts.ts";

/** What is needed of a tokenizer: the ids of a text with `[CLS]` before and `[SEP]` behind. */
export interface TextEncoderToIds {
  /** The ids of one text. */
  encode(text: string): number[];
  /** The same ids in their order, a long text's in several lists. @default {in one} */
  encodeInParts?(text: string): Iterable<readonly number[]>;
  /** How many of a text's ids are put behind it. @default {those that an empty text ends with} */
  readonly tokensBehind?: number | undefined;
  /** Those that are never masked. @default {none} */
  readonly specialTokenIds?: readonly number[];
}

/** Tokens a chunk unless told otherwise: the original's. */
export const CHUNK_LENGTH = 128;

/** How chunks are made. */
export interface ChunkOptions extends TextsOptions {
  /**
   * Tokens a chunk.
   *
   * @default {CHUNK_LENGTH}
   */
  length?: number;
}

/**
 * The training texts of passages: each becomes `[CLS]` … `[SEP]`. Where windows are asked for and no
 * passage has a word to make a blank of, as in languages without spaces or small letters, the
 * passages are taken whole.
 */
export function passageTexts(passages: readonly Passage[], options: ChunkOptions = {}): string[] {
  return madeTexts(passages, options).texts.flat();
}

/** A chunk that knows where it is from. */
export interface SourcedChunk {
  /** Its token ids. */
  ids: Int32Array;
  /** The sources of the passages that it has tokens of, in their order. */
  sources: readonly string[];
}

/**
 * The chunks of passages, each with its sources.
 *
 * @param file Where the passages come from, for the message.
 * @throws {InputError} If their text is shorter than one chunk.
 */
export function sourcedChunks(
  passages: readonly Passage[],
  tokenizer: TextEncoderToIds,
  options: ChunkOptions & { file?: string } = {},
): SourcedChunk[] {
  const { length = CHUNK_LENGTH, file } = options;
  const made = madeTexts(passages, options);
  const texts = made.texts.flatMap((texts, i) =>
    texts.map((text) => ({ source: passages[i]!.source, ids: tokenizer.encode(text) }))
  );
  const chunks = chunkTokens(texts.map(({ ids }) => ids), length);
  const sources = chunks.map(() => new Set<string>());
  let end = 0;
  for (const { source, ids } of texts) {
    const start = end;
    end += ids.length;
    for (let i = Math.floor(start / length); i * length < end; i++) sources[i]?.add(source);
  }
  if (chunks.length === 0) {
    const { inWindows } = made;
    throw chunksError({ tokens: end, length, inWindows, ...(file === undefined ? {} : { file }) });
  }
  return chunks.map((ids, i) => ({ ids, sources: [...sources[i]!] }));
}

/**
 * What is said of a text that is shorter than one chunk.
 *
 * @param more How there would be more text, as the beginning of a sentence.
 * @param least Chunks that are needed at least.
 * @param texts How many there are, where each can be a chunk by itself.
 */
export function chunksError(
  { tokens, length, inWindows, file, more = "Give more text", least = 1, texts = 0 }: {
    tokens: number;
    length: number;
    inWindows: boolean;
    file?: string;
    more?: string;
    least?: number;
    texts?: number;
  },
): InputError {
  const shorter = Math.floor(tokens / least);
  const ways = [
    more,
    // With [CLS] and [SEP] around it, a token is three.
    ...(shorter < 3 ? [] : [`set ${settingName("chunkLength")} to ${shorter} or less`]),
    ...(texts < least ? [] : [`set ${settingName("lineByLine")}, by which each text is a chunk`]),
    ...(inWindows
      ? [`set ${settingName("dataConstruction")} to passages to take all of the text`]
      : []),
  ];
  return new InputError(`the text has ${tokens} tokens, but a chunk has ${length}`, {
    ...(file === undefined ? {} : { file }),
    mend: ways.join(", or "),
  });
}

/** The chunks of passages without their sources: see {@linkcode sourcedChunks}. */
export function passageChunks(
  passages: readonly Passage[],
  tokenizer: TextEncoderToIds,
  options: ChunkOptions & { file?: string } = {},
): Int32Array[] {
  return sourcedChunks(passages, tokenizer, options).map(({ ids }) => ids);
}

/** How `loadChunks` reads and cuts. `limit` counts passages. */
export type LoadChunksOptions = ReadOptions & ChunkOptions;

/**
 * The chunks of the passages at a path or several, each with its sources: see `readPassages` for what
 * can be read.
 *
 * @throws {InputError} If there is nothing to read, it is broken, or its text is shorter than one
 * chunk.
 */
export async function loadSourcedChunks(
  data: string | readonly string[],
  tokenizer: TextEncoderToIds,
  options: LoadChunksOptions = {},
): Promise<SourcedChunk[]> {
  const path = typeof data === "string" ? data : joinPaths(data);
  const { split, note } = options;
  const passages = await readPassages(data, options);
  return sourcedChunks(passages, tokenizer, {
    ...options,
    file: split === undefined ? path : `${path} (${split})`,
    ...(note && { note: (sentence) => note(`${path}: ${sentence}`) }),
  });
}

/** The chunks at a path without their sources: see {@linkcode loadSourcedChunks}. */
export async function loadChunks(
  data: string | readonly string[],
  tokenizer: TextEncoderToIds,
  options: LoadChunksOptions = {},
): Promise<Int32Array[]> {
  return (await loadSourcedChunks(data, tokenizer, options)).map(({ ids }) => ids);
}

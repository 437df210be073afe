/** The way from a path to chunks of token ids, in one call. */

import { InputError } from "../io/mod.ts";
import { makeBlanks } from "./blanks.ts";
import { chunkTokens } from "./chunks.ts";
import type { Passage } from "./passage.ts";
import { type ReadOptions, readPassages } from "./read.ts";
import { blankWindows } from "./windows.ts";

/** What is needed of a tokenizer: the ids of a text with `[CLS]` before and `[SEP]` behind. */
export interface TextEncoderToIds {
  /** The ids of one text. */
  encode(text: string): number[];
}

/** How texts are made of passages: the original's windows, or the passages whole. */
export type Construction = "windows" | "passages";

/** How chunks are made. */
export interface ChunkOptions {
  /**
   * Tokens a chunk.
   *
   * @default {128}
   */
  length?: number;
  /**
   * How texts are made of passages: `"windows"` takes for each blank its sentence with the one
   * before, as the original; `"passages"` takes each passage whole.
   *
   * @default {"passages"}
   */
  construction?: Construction;
  /**
   * Seed of the blanks that are made, for windows, in passages without questions.
   *
   * @default {0}
   */
  seed?: number;
}

/** The training texts of passages: each becomes `[CLS]` … `[SEP]`. */
export function passageTexts(passages: readonly Passage[], options: ChunkOptions = {}): string[] {
  const { construction = "passages", seed = 0 } = options;
  return construction === "passages"
    ? passages.map(({ text }) => text)
    : passages.flatMap((passage) => blankWindows(makeBlanks(passage, seed)));
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
  const { length = 128, file } = options;
  const texts = passages.flatMap((passage) =>
    passageTexts([passage], options).map((text) => ({
      source: passage.source,
      ids: tokenizer.encode(text),
    }))
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
    throw new InputError(`the text has ${end} tokens, but a chunk has ${length}`, {
      ...(file === undefined ? {} : { file }),
      mend: "Give more text or shorter chunks",
    });
  }
  return chunks.map((ids, i) => ({ ids, sources: [...sources[i]!] }));
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
 * The chunks of the passages at a path (a CLOTH folder, a CSV file or a text file), each with its
 * sources.
 *
 * @throws {InputError} If there is nothing to read, it is broken, or its text is shorter than one
 * chunk.
 */
export async function loadSourcedChunks(
  path: string,
  tokenizer: TextEncoderToIds,
  options: LoadChunksOptions = {},
): Promise<SourcedChunk[]> {
  const passages = await readPassages(path, options);
  const file = options.split === undefined ? path : `${path} (${options.split})`;
  return sourcedChunks(passages, tokenizer, { ...options, file });
}

/** The chunks at a path without their sources: see {@linkcode loadSourcedChunks}. */
export async function loadChunks(
  path: string,
  tokenizer: TextEncoderToIds,
  options: LoadChunksOptions = {},
): Promise<Int32Array[]> {
  return (await loadSourcedChunks(path, tokenizer, options)).map(({ ids }) => ids);
}

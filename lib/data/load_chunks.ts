/** The way from a path to chunks of token ids, in one call. */

import { InputError, settingName } from "../io/mod.ts";
import { makeBlanks } from "./blanks.ts";
import { chunkTokens } from "./chunks.ts";
import type { Passage } from "./passage.ts";
import type { Note } from "./readers/define_reader.ts";
import { joinPaths } from "./paths.ts";
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
  /** Takes a sentence that people should know of how texts were made. */
  note?: Note;
}

/**
 * The training texts of passages: each becomes `[CLS]` … `[SEP]`. Where windows are asked for and no
 * passage has a word to make a blank of, as in languages without spaces or small letters, the
 * passages are taken whole.
 */
export function passageTexts(passages: readonly Passage[], options: ChunkOptions = {}): string[] {
  return textsOfEach(passages, options).flat();
}

/** The training texts of each passage. */
function textsOfEach(
  passages: readonly Passage[],
  { construction = "passages", seed = 0, note }: ChunkOptions,
): string[][] {
  const whole = passages.map(({ text }) => [text]);
  if (construction === "passages") return whole;
  const windows = passages.map((passage) => blankWindows(makeBlanks(passage, seed)));
  const without = windows.filter((texts) => texts.length === 0).length;
  if (without < passages.length) {
    if (without > passages.length / 2) {
      note?.(
        `${without} of ${passages.length} passages have no words that blanks are made of, and are ` +
          `left out; set ${settingName("dataConstruction")} to passages to take all of the text`,
      );
    }
    return windows;
  }
  if (passages.length > 0) {
    note?.(
      "the passages are taken whole, as there are no blanks in them and no words that blanks are " +
        "made of",
    );
  }
  return whole;
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
  const texts = textsOfEach(passages, options).flatMap((texts, i) =>
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
    throw new InputError(`the text has ${end} tokens, but a chunk has ${length}`, {
      ...(file === undefined ? {} : { file }),
      mend: `Give more text or shorter chunks${
        options.construction === "windows"
          ? `, or set ${settingName("dataConstruction")} to passages to take all of the text`
          : ""
      }`,
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
  if (passages.length === 0 && split !== undefined) {
    throw new InputError(`it has too few passages for the split "${split}"`, {
      file: path,
      mend: `Give more text, or set ${settingName("evalSplit")} to train to take the chunks to ` +
        "evaluate from all of it",
    });
  }
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

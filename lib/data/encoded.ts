/** One reading of passages, of any size: each is encoded, told of and forgotten. */
import { InputError } from "../io/mod.ts";
import {
  CHUNK_LENGTH,
  type ChunkOptions,
  chunksError,
  type TextEncoderToIds,
} from "./load_chunks.ts";
import { lineChunk } from "./line_chunk.ts";
import type { Meanwhile } from "./meanwhile.ts";
import type { Passage } from "./passage.ts";
import type { RowSource } from "./rows.ts";
import { TextMaker, WINDOWS, type Windows } from "./texts.ts";

/** What chunks are made of, and how. */
export interface ChunkSource {
  /** The passages, which are read as often as they are needed. */
  passages: RowSource;
  /** What makes ids of them. */
  tokenizer: TextEncoderToIds;
  /** How chunks are made. */
  options: ChunkOptions & {
    file: string;
    /** How there would be more text, for a message. @default "Give more text" */
    more?: string;
    /** Chunks that are needed at least, for a message. @default 1 */
    least?: number;
    /**
     * Whether each text is a chunk by itself, cut behind `length` tokens, instead of all end to end.
     * @default false
     */
    lineByLine?: boolean;
  };
  /** Lets others have their turn. */
  meanwhile: Meanwhile;
  /** Told of each passage when it is counted. */
  onPassage?: (passage: Passage) => void;
}

/** What is told of passages while they are read. */
export interface PassageVisitor {
  /** Ids of a passage's texts, a long one's in parts; where each line is a chunk, those of one. */
  ids?(ids: readonly number[], windows: Windows): void;
  /** A passage behind its ids: it has so many tokens, or lines where each is a chunk. */
  passage(passage: Passage, units: number, windows: Windows): void;
}

/** What a reading came to. */
export interface Encoded {
  /** Tokens, or lines, that are in chunks or left over at the end. */
  units: number;
  /** Whole chunks. */
  count: number;
  /** Whether they are of windows around blanks, so that whole passages have more text. */
  inWindows: boolean;
  /** Passages of which windows are taken: the others' tokens are not counted. */
  taken: ReadonlySet<Windows>;
  /** Whether tokens are left out by that. */
  isPartial: boolean;
}

/** The ids of a text, a long one's in parts. */
export function idsOf(tokenizer: TextEncoderToIds, text: string): Iterable<readonly number[]> {
  return tokenizer.encodeInParts?.(text) ?? [tokenizer.encode(text)];
}

/** Passages that may have to be read yet, those of a list at once. */
export async function all(
  passages: readonly (Passage | Promise<Passage>)[],
): Promise<readonly Passage[]> {
  return passages.some((passage) => passage instanceof Promise)
    ? await Promise.all(passages)
    : passages as readonly Passage[];
}

/** That data were not the same in two readings. */
export function notTheSame(file: string): InputError {
  return new InputError("it was not the same when it was read again", {
    file,
    mend: "Let nothing change it while it is read",
  });
}

/**
 * Reads passages once.
 *
 * @param onNone Called where there is no text at all, with the number of passages, to say what can
 * be done.
 * @throws {InputError} If the text is shorter than one chunk.
 */
export async function encodePassages(
  { passages, tokenizer, options, meanwhile, onPassage }: ChunkSource,
  onNone: (passages: number) => void | Promise<void>,
  visitor: PassageVisitor,
): Promise<Encoded> {
  const { length = CHUNK_LENGTH, lineByLine = false, note } = options;
  const maker = new TextMaker(options);
  /** Of passages with each kind of windows. */
  const unitsOf = [0, 0, 0, 0];
  let seen = 0, hasText = false;
  /** Texts that are longer than a chunk, and those in which nothing can be masked, where each is one. */
  let cut = 0, without = 0;
  for await (const rows of passages) {
    for (const passage of await all(rows.map((row) => row.passage()))) {
      const { texts, windows } = maker.make(passage);
      maker.count(passage, windows);
      onPassage?.(passage);
      hasText ||= /\S/.test(passage.text);
      let units = 0;
      for (const text of texts) {
        if (lineByLine) {
          const line = lineChunk(tokenizer, text, length);
          if (line !== undefined) {
            units++;
            if (line.isCut) cut++;
            visitor.ids?.(line.ids, windows);
          } else if (text.trim() !== "") without++;
          if (meanwhile.isDue) await meanwhile.pause();
          continue;
        }
        for (const ids of idsOf(tokenizer, text)) {
          units += ids.length;
          visitor.ids?.(ids, windows);
          if (meanwhile.isDue) await meanwhile.pause();
        }
      }
      visitor.passage(passage, units, windows);
      unitsOf[windows]! += units;
      seen++;
    }
  }
  const { windows: taken, inWindows } = maker.taken();
  const of = (kinds: readonly Windows[]) =>
    kinds.reduce<number>((sum, kind) => sum + unitsOf[kind]!, 0);
  const units = of([...taken]);
  if (cut > 0) note?.(`${cut} of ${units} lines have more than ${length} tokens and are cut`);
  if (without > 0) {
    note?.(
      `${without} of ${without + units} lines have no word of the vocabulary and are left out`,
    );
  }
  if (!hasText) await onNone(seen);
  const count = Math.floor(units / (lineByLine ? 1 : length));
  if (count === 0) {
    const texts = lineByLine ? 0 : seen;
    throw chunksError({ ...options, tokens: units, length, inWindows, texts });
  }
  return { units, count, inWindows, taken, isPartial: units < of(Object.values(WINDOWS)) };
}

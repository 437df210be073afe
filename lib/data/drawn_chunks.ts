/**
 * Chunks of data of any size: a first reading counts their tokens and keeps two numbers a passage, a
 * second one takes the chunks that are wanted.
 */
import { InputError } from "../io/mod.ts";
import { hashName } from "../random/mod.ts";
import {
  CHUNK_LENGTH,
  type ChunkOptions,
  chunksError,
  type SourcedChunk,
  type TextEncoderToIds,
} from "./load_chunks.ts";
import { lineChunk } from "./line_chunk.ts";
import type { Meanwhile } from "./meanwhile.ts";
import { Numbers } from "./numbers.ts";
import type { Passage } from "./passage.ts";
import type { RowSource } from "./rows.ts";
import { TextMaker, type Windows } from "./texts.ts";

/** What chunks are made of, and how. */
export interface ChunkSource {
  passages: RowSource;
  tokenizer: TextEncoderToIds;
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
  meanwhile: Meanwhile;
  /** Told of each passage when it is counted. */
  onPassage?: (passage: Passage) => void;
}

/** What was taken. */
export interface TakenChunks {
  /** In the order in which they were asked for. */
  chunks: SourcedChunk[];
  /** All passages that have the source of one that they are from, in their order. */
  passages: Passage[];
}

/** In a passage's number, its tokens stand above what windows it has. */
const KINDS = 4;

/** The ids of a text, a long one's in parts. */
function idsOf(tokenizer: TextEncoderToIds, text: string): Iterable<readonly number[]> {
  return tokenizer.encodeInParts?.(text) ?? [tokenizer.encode(text)];
}

/** The chunks of some passages, counted. */
export class CountedChunks {
  readonly #source: ChunkSource;
  readonly #length: number;
  /** Of what a chunk is made: so many tokens, or one text. */
  readonly #unit: number;
  /** Texts that are longer than a chunk, and those in which nothing can be masked, where each is one. */
  #cut = 0;
  #without = 0;
  /** Tokens, or texts, and windows of each passage. */
  readonly #counts = new Numbers();
  /** Where each is from: equal numbers for equal sources. */
  readonly #sources = new Numbers();
  #taken: ReadonlySet<Windows> = new Set();
  #tokens = 0;
  #inWindows = false;
  #hasText = false;

  private constructor(source: ChunkSource) {
    this.#source = source;
    this.#length = source.options.length ?? CHUNK_LENGTH;
    this.#unit = source.options.lineByLine ? 1 : this.#length;
  }

  /**
   * Counts.
   *
   * @param onNone Called where there is no text at all, with the number of passages, to say what can
   * be done.
   * @throws {InputError} If the text is shorter than one chunk.
   */
  static async of(
    source: ChunkSource,
    onNone: (passages: number) => void | Promise<void>,
  ): Promise<CountedChunks> {
    const counted = new CountedChunks(source);
    await counted.#count();
    const { inWindows } = counted;
    if (!counted.#hasText) await onNone(counted.#counts.length);
    if (counted.count === 0) {
      throw chunksError({
        ...source.options,
        ...{ tokens: counted.#tokens, length: counted.#length, inWindows },
        texts: source.options.lineByLine ? 0 : counted.#counts.length,
      });
    }
    return counted;
  }

  /** How many there are. */
  get count(): number {
    return Math.floor(this.#tokens / this.#unit);
  }

  /** Whether they are of windows around blanks, so that whole passages have more text. */
  get inWindows(): boolean {
    return this.#inWindows;
  }

  async #count(): Promise<void> {
    const { passages, tokenizer, options, meanwhile, onPassage } = this.#source;
    const maker = new TextMaker(options);
    for await (const rows of passages) {
      for (const passage of await all(rows.map((row) => row.passage()))) {
        const { texts, windows } = maker.make(passage);
        maker.count(passage, windows);
        onPassage?.(passage);
        this.#hasText ||= /\S/.test(passage.text);
        let tokens = 0;
        for (const text of texts) {
          if (options.lineByLine) {
            tokens += this.#countLine(text);
            if (meanwhile.isDue) await meanwhile.pause();
            continue;
          }
          for (const ids of idsOf(tokenizer, text)) {
            tokens += ids.length;
            if (meanwhile.isDue) await meanwhile.pause();
          }
        }
        this.#counts.push(tokens * KINDS + windows);
        this.#sources.push(hashName(passage.source));
      }
    }
    const { windows: taken, inWindows } = maker.taken();
    this.#taken = taken;
    this.#inWindows = inWindows;
    for (let i = 0; i < this.#counts.length; i++) this.#tokens += this.#tokensOf(i);
    if (this.#cut > 0) {
      options.note?.(
        `${this.#cut} of ${this.#tokens} lines have more than ${this.#length} tokens and are cut`,
      );
    }
    if (this.#without > 0) {
      options.note?.(
        `${this.#without} of ${
          this.#without + this.#tokens
        } lines have no word of the vocabulary ` +
          "and are left out",
      );
    }
  }

  /** How many chunks a line is: one or none. */
  #countLine(text: string): 0 | 1 {
    const chunk = lineChunk(this.#source.tokenizer, text, this.#length);
    if (chunk === undefined) {
      if (text.trim() !== "") this.#without++;
      return 0;
    }
    if (chunk.isCut) this.#cut++;
    return 1;
  }

  /** How many tokens of a passage are in chunks. */
  #tokensOf(index: number): number {
    const number = this.#counts.at(index);
    return this.#taken.has(number % KINDS as Windows) ? Math.floor(number / KINDS) : 0;
  }

  /**
   * Takes chunks.
   *
   * @param numbers From 0 to below `count`, each once.
   * @param withPassages Those of which the passages are wanted, too.
   * @throws {InputError} If the data have changed.
   */
  async take(numbers: readonly number[], withPassages: ReadonlySet<number>): Promise<TakenChunks> {
    const taken = new Map(numbers.map((number) => [number, {
      ids: new Int32Array(this.#unit),
      sources: new Set<string>(),
    }]));
    const wanted = this.#wanted(taken, withPassages);
    const last = Math.max(...wanted.values());
    const found: Passage[] = [];
    let index = 0, position = 0;
    for await (const rows of this.#source.passages) {
      const first = index;
      const some = await all(
        rows.filter((_, i) => wanted.has(first + i)).map((row) => row.passage()),
      );
      for (let next = 0; index < first + rows.length && index <= last; index++) {
        const end = position + this.#tokensOf(index);
        if (wanted.has(index)) {
          const passage = some[next++]!;
          found.push(passage);
          if (await this.#fill(taken, passage, position) !== end) throw this.#changed();
        }
        position = end;
      }
      if (index > last) break;
      if (this.#source.meanwhile.isDue) await this.#source.meanwhile.pause();
    }
    if (index <= last) throw this.#changed();
    const chunks = numbers.map((number) => {
      const { ids, sources } = taken.get(number)!;
      return { ids, sources: [...sources] };
    });
    const from = new Set(
      numbers.flatMap((number, i) => withPassages.has(number) ? chunks[i]!.sources : []),
    );
    return { chunks, passages: found.filter(({ source }) => from.has(source)) };
  }

  /** Which passages must be read for some chunks. */
  #wanted(taken: ReadonlyMap<number, unknown>, withPassages: ReadonlySet<number>): Set<number> {
    const wanted = new Set<number>(), sources = new Set<number>();
    let start = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      const end = start + this.#tokensOf(i);
      for (let n = Math.floor(start / this.#unit); n * this.#unit < end; n++) {
        if (start < end && taken.has(n)) wanted.add(i);
        if (start < end && withPassages.has(n)) sources.add(this.#sources.at(i));
      }
      start = end;
    }
    for (let i = 0; sources.size > 0 && i < this.#sources.length; i++) {
      if (sources.has(this.#sources.at(i))) wanted.add(i);
    }
    return wanted;
  }

  /** Puts a passage's ids into the chunks that they belong to; where the next one's begin. */
  async #fill(
    taken: ReadonlyMap<number, { ids: Int32Array; sources: Set<string> }>,
    passage: Passage,
    position: number,
  ): Promise<number> {
    const { tokenizer, options, meanwhile } = this.#source;
    const { texts, windows } = new TextMaker(options).make(passage);
    if (!this.#taken.has(windows)) return position;
    for (const text of texts) {
      if (options.lineByLine) {
        const line = lineChunk(tokenizer, text, this.#length);
        const chunk = line === undefined ? undefined : taken.get(position++);
        if (chunk === undefined) continue;
        chunk.ids = Int32Array.from(line!.ids);
        chunk.sources.add(passage.source);
        continue;
      }
      for (const ids of idsOf(tokenizer, text)) {
        for (const id of ids) {
          const chunk = taken.get(Math.floor(position / this.#length));
          chunk?.sources.add(passage.source);
          if (chunk !== undefined) chunk.ids[position % this.#length] = id;
          position++;
        }
        if (meanwhile.isDue) await meanwhile.pause();
      }
    }
    return position;
  }

  #changed(): InputError {
    return new InputError("it was not the same when it was read again", {
      file: this.#source.options.file,
      mend: "Let nothing change it while it is read",
    });
  }
}

/** Passages that may have to be read yet, those of a list at once. */
async function all(
  passages: readonly (Passage | Promise<Passage>)[],
): Promise<readonly Passage[]> {
  return passages.some((passage) => passage instanceof Promise)
    ? await Promise.all(passages)
    : passages as readonly Passage[];
}

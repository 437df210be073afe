/**
 * Chunks of data of any size: a first reading counts their tokens and keeps two numbers a passage, a
 * second one takes the chunks that are wanted.
 */
import { hashName } from "../random/mod.ts";
import { idsOf } from "./encode.ts";
import { all, type ChunkSource, encodePassages, notTheSame } from "./encoded.ts";
import { lineChunk } from "./line_chunk.ts";
import { CHUNK_LENGTH, type SourcedChunk } from "./load_chunks.ts";
import { Numbers } from "./numbers.ts";
import type { Passage } from "./passage.ts";
import { type Span, spansOf, textsIn, unpacked } from "./passage_spans.ts";
import { TextMaker, type Windows } from "./texts.ts";

/** What was taken. */
export interface TakenChunks {
  /** In the order in which they were asked for. */
  chunks: SourcedChunk[];
  /** All passages that have the source of one that they are from, in their order. */
  passages: Passage[];
}

/** The chunks of some passages, counted. */
export class CountedChunks {
  readonly #source: ChunkSource;
  readonly #length: number;
  /** Of what a chunk is made: so many tokens, or one text. */
  readonly #unit: number;
  /** Tokens, or texts, and windows of each passage. */
  readonly #counts = new Numbers();
  /** Where each is from: equal numbers for equal sources. */
  readonly #sources = new Numbers();
  #taken: ReadonlySet<Windows> = new Set();
  #count = 0;
  #inWindows = false;

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
    const options = { ...source.options, taken: [] };
    const { count, inWindows, taken } = await encodePassages({ ...source, options }, onNone, {
      passage({ source }, number) {
        counted.#counts.push(number);
        counted.#sources.push(hashName(source));
      },
    });
    counted.#count = count;
    counted.#inWindows = inWindows;
    counted.#taken = taken;
    return counted;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** Whether they are of windows around blanks, so that whole passages have more text. */
  get inWindows(): boolean {
    return this.#inWindows;
  }

  /** How many passages some chunks have tokens of. */
  texts(numbers: Iterable<number>): number {
    return textsIn(this.#spans(), numbers, this.count);
  }

  #spans(): Iterable<Span> {
    return spansOf(this.#counts, this.#taken, this.#unit);
  }

  /**
   * Takes chunks.
   *
   * @param numbers From 0 to below `count`, each once.
   * @param withPassages Those of which the passages are wanted, too.
   * @throws {InputError} If the data have changed.
   */
  async take(
    numbers: readonly number[],
    withPassages: ReadonlySet<number>,
  ): Promise<TakenChunks> {
    const taken = new Map(numbers.map((number) => [number, {
      ids: new Int32Array(this.#unit),
      sources: new Set<string>(),
    }]));
    const wanted = this.#wanted(taken, withPassages);
    let last = -Infinity;
    for (const number of wanted) last = Math.max(last, number);
    const found: Passage[] = [];
    let index = 0, position = 0;
    for await (const rows of this.#source.passages) {
      const first = index;
      const some = await all(
        rows.filter((_, i) => wanted.has(first + i)).map((row) => row.passage()),
      );
      for (let next = 0; index < first + rows.length && index <= last; index++) {
        const end = position + unpacked(this.#counts.at(index), this.#taken);
        if (wanted.has(index)) {
          const passage = some[next++]!;
          found.push(passage);
          if (await this.#fill(taken, passage, position) !== end) {
            throw notTheSame(this.#source.options.file);
          }
        }
        position = end;
      }
      if (index > last) break;
      if (this.#source.meanwhile.isDue) await this.#source.meanwhile.pause();
    }
    if (index <= last) throw notTheSame(this.#source.options.file);
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
    let i = 0;
    for (const { first, end } of this.#spans()) {
      for (let n = first; n < end; n++) {
        if (taken.has(n)) wanted.add(i);
        if (withPassages.has(n)) sources.add(this.#sources.at(i));
      }
      i++;
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
}

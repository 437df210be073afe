/**
 * All chunks of a text of any size, none of which is kept: a first reading counts them, and whoever goes
 * through them reads again.
 */
import type { ChunkStream } from "./chunks.ts";
import { idsOf } from "./encode.ts";
import { all, type ChunkSource, notTheSame } from "./encoded.ts";
import { lineChunk } from "./line_chunk.ts";
import { CHUNK_LENGTH } from "./load_chunks.ts";
import { TextMaker, type Windows } from "./texts.ts";

/** What a reading came to. */
export interface ChunkCounts {
  /** All that were read. */
  passages: number;
  /** Of some characters; where each line is a chunk, those that are one. */
  texts: number;
  /** Special ones included. */
  tokens: number;
  /** The last one may be shorter. */
  chunks: number;
  /** Lines that are longer than a chunk. */
  cut: number;
  /** Lines in which nothing can be masked, which are left out. */
  without: number;
}

/** They come one after the other, the last one as long as it is; or each is a line. */
export class StreamedChunks implements ChunkStream {
  readonly #source: ChunkSource;
  readonly #taken: ReadonlySet<Windows>;
  /** Of one reading, which the others must come to as well. */
  readonly counts: Readonly<ChunkCounts>;

  private constructor(source: ChunkSource, taken: ReadonlySet<Windows>, counts: ChunkCounts) {
    [this.#source, this.#taken, this.counts] = [source, taken, counts];
  }

  /** Counts the chunks of a source, whose `onPassage` is told of each passage. */
  static async of(source: ChunkSource): Promise<StreamedChunks> {
    const taken = await takenOf(source), counts = none();
    for await (const _ of chunksOf(source, taken, counts));
    const { onPassage: _, ...again } = source;
    return new StreamedChunks(again, taken, counts);
  }

  /** How many there are. */
  get length(): number {
    return this.counts.chunks;
  }

  /**
   * Goes through them.
   *
   * @throws {InputError} At the end, if the data have changed.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Int32Array> {
    const counts = none();
    yield* chunksOf(this.#source, this.#taken, counts);
    if (counts.tokens !== this.counts.tokens) throw notTheSame(this.#source.options.file);
  }
}

function none(): ChunkCounts {
  return { passages: 0, texts: 0, tokens: 0, chunks: 0, cut: 0, without: 0 };
}

/** Of which passages texts are taken: where windows are asked for, all of them decide. */
async function takenOf({ passages, options }: ChunkSource): Promise<ReadonlySet<Windows>> {
  const maker = new TextMaker(options);
  if (options.construction === "passages") return maker.taken().windows;
  for await (const rows of passages) {
    for (const passage of await all(rows.map((row) => row.passage()))) {
      maker.count(passage, maker.make(passage).windows);
    }
  }
  return maker.taken().windows;
}

async function* chunksOf(
  { passages, tokenizer, options, meanwhile, onPassage }: ChunkSource,
  taken: ReadonlySet<Windows>,
  counts: ChunkCounts,
): AsyncGenerator<Int32Array> {
  const { length = CHUNK_LENGTH, lineByLine = false } = options;
  const maker = new TextMaker(options);
  const counted = (ids: readonly number[]) => {
    counts.chunks++;
    counts.tokens += ids.length;
    return Int32Array.from(ids);
  };
  let chunk: number[] = [];
  for await (const rows of passages) {
    for (const passage of await all(rows.map((row) => row.passage()))) {
      counts.passages++;
      onPassage?.(passage);
      const { texts, windows } = maker.make(passage);
      if (!taken.has(windows)) continue;
      for (const text of texts.filter((text) => /\S/.test(text))) {
        const line = lineByLine ? lineChunk(tokenizer, text, length) : undefined;
        if (lineByLine && line === undefined) counts.without++;
        else counts.texts++;
        if (line?.isCut) counts.cut++;
        if (line !== undefined) yield counted(line.ids);
        for (const ids of lineByLine ? [] : idsOf(tokenizer, text)) {
          for (const id of ids) {
            if (chunk.push(id) < length) continue;
            yield counted(chunk);
            chunk = [];
          }
          if (meanwhile.isDue) await meanwhile.pause();
        }
        if (meanwhile.isDue) await meanwhile.pause();
      }
    }
  }
  if (chunk.length > 0) yield counted(chunk);
}

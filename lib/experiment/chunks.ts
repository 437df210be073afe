/** From the settings' data to the chunks that are trained on and evaluated. */

import { Meanwhile, type ReaderDefinition, READERS } from "../data/mod.ts";
import type { Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { begin, type ChunkSettings, openedData, type Source } from "./chunk_source.ts";
import { count, draw, type Drawn } from "./draw.ts";
import type { Say } from "./events.ts";
import { type Portion, portions } from "./portions.ts";
import { refuseShared, SharedTexts } from "./shared_data.ts";
import { type StoreOptions, Stores } from "./token_stores.ts";

export type { ChunkSettings };

/** Chunks of token ids, `chunkLength` each: in memory or, where they are many, in a store on disk. */
export interface ExperimentChunks extends Drawn, Disposable {
  /** What the data were of which some texts are held out, where that is known: see `identityOf`. */
  dataSha256?: string | undefined;
}

/**
 * Reads the data and draws the chunks from it, the same ones for the same settings and tokenizer.
 * The data are read several times, and of them only what was drawn is kept.
 *
 * @param readers What can read the data.
 * @param say Takes sentences that people should know of what was read, each once, and how far it is.
 * @param signal Aborted, reading ends.
 * @param storing Where tokens are kept, and when. Disposing of the chunks closes the files.
 * @throws {InputError} If the data cannot be read or gives too few chunks.
 */
export async function experimentChunks(
  settings: ChunkSettings,
  tokenizer: Tokenizer,
  readers: Registry<ReaderDefinition> = READERS,
  say: Say = () => {},
  signal?: AbortSignal,
  storing: StoreOptions = {},
): Promise<ExperimentChunks> {
  const { trainChunks, evalChunks } = settings;
  using opened = new DisposableStack();
  const stores = opened.use(new Stores(storing, say, signal));
  const open = sources(settings, tokenizer, readers, say, signal, stores);
  const [training, evaluating] = await openPortions(settings, open);
  const close = () => {
    const kept = opened.move();
    return { [Symbol.dispose]: () => kept.dispose() };
  };
  if (training === undefined || evaluating === undefined) {
    const both = await draw(await open(settings.data), [trainChunks, evalChunks]);
    return { ...both, ...close() };
  }
  // Of one text no passage is on both sides; of two sets of data some may be.
  const shared = settings.evalData === null ? undefined : new SharedTexts();
  const { train, texts, trainSources, identity } = await draw(
    training.source,
    [trainChunks, 0],
    training.portion,
    shared?.train,
  );
  const { evaluation, evaluationTexts, evaluationPassages } = await draw(
    evaluating.source,
    [0, evalChunks],
    evaluating.portion,
    shared?.evaluate,
  );
  const { portion: { share }, source } = training;
  const hashed = async () => {
    begin(source, "hashing it");
    return await source.opened.identity();
  };
  const dataSha256 = share && (identity ?? await hashed());
  const overlap = shared?.about(settings.evalData!);
  if (overlap !== undefined) say(overlap);
  return {
    ...{ train, texts, trainSources, evaluation, evaluationTexts, evaluationPassages, dataSha256 },
    ...close(),
  };
}

/**
 * How many chunks there are to train on and to evaluate with: what `trainChunks` and `evalChunks` are at
 * most.
 *
 * @throws {InputError} If the data cannot be read or are shorter than one chunk, or both are drawn from
 * the same text.
 */
export async function countChunks(
  settings: Omit<ChunkSettings, "trainChunks" | "evalChunks">,
  tokenizer: Tokenizer,
  readers: Registry<ReaderDefinition> = READERS,
  say: Say = () => {},
  signal?: AbortSignal,
  storing: StoreOptions = {},
): Promise<Pick<ChunkSettings, "trainChunks" | "evalChunks">> {
  const least = { ...settings, trainChunks: 1, evalChunks: 1 };
  using stores = new Stores(storing, say, signal);
  const open = sources(least, tokenizer, readers, say, signal, stores);
  const counts: number[] = [];
  for (const { source, portion } of await openPortions(least, open)) {
    counts.push(await count(source, portion));
  }
  const [trainChunks, evalChunks] = counts;
  if (trainChunks === undefined || evalChunks === undefined) {
    throw new InputError("the chunks to evaluate are drawn from those to train on", {
      place: settingName("evalSplit"),
      mend: "Say how many there are to be of each, or choose another split",
    });
  }
  return { trainChunks, evalChunks };
}

/** Opens data for chunks, each once. */
function sources(
  settings: ChunkSettings,
  tokenizer: Tokenizer,
  readers: Registry<ReaderDefinition>,
  say: Say,
  signal: AbortSignal | undefined,
  stores: Stores,
): (data: string) => Promise<Source> {
  const said = new Set<string>(), noted: string[] = [];
  const note = (sentence: string) => {
    noted.push(sentence);
    if (!said.has(sentence)) say(`${sentence}.`);
    said.add(sentence);
  };
  const meanwhile = new Meanwhile({ onProgress: say, ...(signal === undefined ? {} : { signal }) });
  const opened = new Map<string, Source>();
  return async (data) => {
    const before = opened.get(data);
    if (before !== undefined) return before;
    const looked = await openedData(data, settings, { readers, note, meanwhile });
    const source = { ...looked, tokenizer, note, noted, stores };
    opened.set(data, source);
    return source;
  };
}

/**
 * What is trained on and what is evaluated with, opened; nothing where both come from the same texts.
 *
 * @throws {InputError} If they are two sets of data that share a file.
 */
async function openPortions(
  settings: ChunkSettings,
  open: (data: string) => Promise<Source>,
): Promise<{ portion: Portion; source: Source }[]> {
  const both = [];
  for (const portion of portions(settings)) {
    both.push({ portion, source: await open(portion.data) });
  }
  const [training, evaluating] = both.map(({ source }) => source.opened);
  if (settings.evalData !== null) await refuseShared(training!, evaluating!);
  return both;
}

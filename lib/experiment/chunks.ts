/** From the settings' data to the chunks that are trained on and evaluated. */

import {
  AUTO,
  CountedChunks,
  drawChunks,
  Meanwhile,
  type Note,
  type OpenData,
  openData,
  type Passage,
  type ReaderDefinition,
  READERS,
  type SourcedChunk,
} from "../data/mod.ts";
import type { Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { dataPath } from "./embedded.ts";
import type { Say } from "./events.ts";
import { tooFew } from "./few_chunks.ts";
import { type Portion, portions, streamOf } from "./portions.ts";
import { refuseShared, SharedTexts } from "./shared_data.ts";
import type { CHUNK_SETTINGS } from "./settings/chunk_settings.ts";
import type { BaseSettings } from "./settings/run_settings.ts";
import { TokenCensus } from "./token_census.ts";

/** What of the settings decides the chunks. */
export type ChunkSettings = Pick<BaseSettings, typeof CHUNK_SETTINGS[number]>;

/** Chunks of token ids, `chunkLength` each. */
export interface ExperimentChunks {
  train: Int32Array[];
  evaluation: Int32Array[];
  /** For each training chunk the passages that it is from. */
  trainSources: (readonly string[])[];
  /** The passages that the evaluation chunks are from. */
  evaluationPassages: Passage[];
}

/**
 * Reads the data and draws the chunks from it, the same ones for the same settings and tokenizer.
 * The data are read several times, and of them only what was drawn is kept.
 *
 * @param readers What can read the data.
 * @param say Takes sentences that people should know of what was read, each once, and how far it is.
 * @param signal Aborted, reading ends.
 * @throws {InputError} If the data cannot be read or gives too few chunks.
 */
export async function experimentChunks(
  settings: ChunkSettings,
  tokenizer: Tokenizer,
  readers: Registry<ReaderDefinition> = READERS,
  say: Say = () => {},
  signal?: AbortSignal,
): Promise<ExperimentChunks> {
  const { trainChunks, evalChunks } = settings;
  const open = sources(settings, tokenizer, readers, say, signal);
  const [training, evaluating] = await openPortions(settings, open);
  if (training === undefined || evaluating === undefined) {
    const source = await open(settings.data);
    const { drawn: [train, evaluation], passages } = await draw(source, [trainChunks, evalChunks]);
    return experiment(train!, evaluation!, passages);
  }
  // Of one text no passage is on both sides; of two sets of data some may be.
  const shared = settings.evalData === null ? undefined : new SharedTexts();
  const { drawn: [train] } = await draw(
    training.source,
    [trainChunks, 0],
    training.portion,
    shared?.train,
  );
  const { drawn: [, evaluation], passages } = await draw(
    evaluating.source,
    [0, evalChunks],
    evaluating.portion,
    shared?.evaluate,
  );
  const overlap = shared?.about(settings.evalData!);
  if (overlap !== undefined) say(overlap);
  return experiment(train!, evaluation!, passages);
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
): Promise<Pick<ChunkSettings, "trainChunks" | "evalChunks">> {
  const least = { ...settings, trainChunks: 1, evalChunks: 1 };
  const open = sources(least, tokenizer, readers, say, signal);
  const counts: number[] = [];
  for (const { source, portion } of await openPortions(least, open)) {
    counts.push((await count(source, [1, 0], portion)).count);
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
): (data: string) => Promise<Source> {
  const { reader, textColumn, separator, lineByLine: lines } = settings;
  const said = new Set<string>();
  const note = (sentence: string) => {
    if (!said.has(sentence)) say(`${sentence}.`);
    said.add(sentence);
  };
  const meanwhile = new Meanwhile({ onProgress: say, ...(signal === undefined ? {} : { signal }) });
  const opened = new Map<string, Source>();
  return async (data) => {
    const before = opened.get(data);
    if (before !== undefined) return before;
    const path = dataPath(data);
    meanwhile.begin(`Looking at ${data}`, 0);
    const open = await openData(path, {
      reader,
      readers,
      note,
      meanwhile,
      lines,
      ...(textColumn === null ? {} : { textColumn }),
      ...(separator === null ? {} : { separator }),
    });
    const bytes = await open.bytes();
    const source = { settings, data, tokenizer, path, opened: open, bytes, meanwhile, note };
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

function experiment(
  train: readonly SourcedChunk[],
  evaluation: readonly SourcedChunk[],
  evaluationPassages: Passage[],
): ExperimentChunks {
  return {
    train: train.map(({ ids }) => ids),
    evaluation: evaluation.map(({ ids }) => ids),
    trainSources: train.map(({ sources }) => sources),
    evaluationPassages,
  };
}

/** What chunks are drawn from. */
interface Source {
  settings: ChunkSettings;
  /** Where they are: as the settings name it, and as it is. */
  data: string;
  tokenizer: Tokenizer;
  path: string;
  opened: OpenData;
  bytes: number;
  meanwhile: Meanwhile;
  note: Note;
}

/** How many chunks are wanted. */
type Wanted = readonly [train: number, evaluation: number];

/** What was drawn, and the passages of the evaluation's chunks. */
interface Drawn {
  drawn: SourcedChunk[][];
  passages: Passage[];
}

/**
 * Disjoint sets of chunks out of one split. Without a split, out of a CLOTH folder's training
 * passages or all passages of a file.
 *
 * @param counts How many chunks to train on, and to evaluate with.
 */
async function draw(
  source: Source,
  counts: Wanted,
  portion: Portion = { data: source.data, kind: "training" },
  onPassage?: (passage: Passage) => void,
): Promise<Drawn> {
  const { settings: { dataSeed }, data, bytes, meanwhile } = source;
  const [train] = counts;
  const counted = await count(source, counts, portion, onPassage);
  const random = new Random(dataSeed, `chunks ${streamOf(portion)}`);
  const all = Array.from({ length: counted.count }, (_, i) => i);
  const [trainNumbers, evaluationNumbers] = drawChunks(all, counts, random) as [number[], number[]];
  meanwhile.begin(`Reading ${data}: taking ${portion.kind} chunks`, bytes);
  const taken = await counted.take(
    [...trainNumbers, ...evaluationNumbers],
    new Set(evaluationNumbers),
  );
  return {
    drawn: [taken.chunks.slice(0, train), taken.chunks.slice(train)],
    passages: taken.passages,
  };
}

/**
 * The chunks of some texts, counted.
 *
 * @param wanted How many there must be.
 * @param onPassage Told of each passage.
 */
async function count(
  source: Source,
  [train, evaluation]: Wanted,
  { kind, split, share }: Portion,
  onPassage: (passage: Passage) => void = () => {},
): Promise<CountedChunks> {
  const wanted = train + evaluation;
  const { settings, data, tokenizer, path, opened, bytes, meanwhile, note } = source;
  const begin = (what: string) => meanwhile.begin(`Reading ${data}: ${what}`, bytes);
  const { dataConstruction, passageLimit, dataSeed, chunkLength, lineByLine } = settings;
  begin("finding its passages");
  const passages = await opened.passages({
    ...(split === undefined ? {} : { split }),
    ...(passageLimit === null ? {} : { limit: passageLimit }),
  }, share);
  begin(`counting its ${kind} tokens`);
  const file = split === undefined && share === undefined ? path : `${path} (${kind})`;
  const census = new TokenCensus(tokenizer, file);
  const chunks = { passages, tokenizer: census, meanwhile, onPassage };
  const options = {
    construction: dataConstruction,
    length: chunkLength,
    lineByLine,
    seed: dataSeed,
    file,
    least: Math.sign(train) + Math.sign(evaluation),
    ...(share?.held
      ? { more: `Give more text, hold more of it out (${settingName("evalFraction")})` }
      : {}),
    note: (sentence: string) => note(`${file}: ${sentence}`),
  };
  const counting = CountedChunks.of({ ...chunks, options }, async (passages) => {
    if (passages === 0 && split !== undefined) {
      // Taking the chunks to evaluate from all of the text helps only where that is enough of it.
      await count(source, [settings.trainChunks, settings.evalChunks], { data, kind: "training" });
      opened.requireSome(split);
    }
    const isNamed = settings.reader !== AUTO;
    throw new InputError(
      `no text is found in it${isNamed ? ` by the reader ${settings.reader}` : ""}`,
      {
        file,
        mend: isNamed ? "Give data with text, or another reader" : "Give data with text",
      },
    );
  });
  // Too few chunks may come of words that the vocabulary lacks: each is one token.
  const counted = await counting.catch((error) => {
    census.check(note);
    throw error;
  });
  census.check(note);
  if (counted.count < wanted) {
    throw tooFew({ ...settings, data }, counted, { kind, train, evaluation });
  }
  return counted;
}

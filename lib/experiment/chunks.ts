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
  type Split,
} from "../data/mod.ts";
import type { Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { dataPath } from "./embedded.ts";
import type { Say } from "./events.ts";
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
  const { evalSplit, trainChunks, evalChunks, data, reader, textColumn, separator } = settings;
  const said = new Set<string>();
  const note = (sentence: string) => {
    if (!said.has(sentence)) say(`${sentence}.`);
    said.add(sentence);
  };
  const meanwhile = new Meanwhile({ onProgress: say, ...(signal === undefined ? {} : { signal }) });
  const path = dataPath(data);
  meanwhile.begin(`Looking at ${data}`, 0);
  const opened = await openData(path, {
    reader,
    readers,
    note,
    meanwhile,
    ...(textColumn === null ? {} : { textColumn }),
    ...(separator === null ? {} : { separator }),
  });
  const bytes = await opened.bytes();
  const source = { settings, tokenizer, path, opened, bytes, meanwhile, note };
  if (evalSplit === "train") {
    const { drawn: [train, evaluation], passages } = await draw(source, [trainChunks, evalChunks]);
    return experiment(train!, evaluation!, passages);
  }
  const { drawn: [train] } = await draw(source, [trainChunks, 0], "train");
  const { drawn: [, evaluation], passages } = await draw(source, [0, evalChunks], evalSplit);
  return experiment(train!, evaluation!, passages);
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
  tokenizer: Tokenizer;
  path: string;
  opened: OpenData;
  bytes: number;
  meanwhile: Meanwhile;
  note: Note;
}

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
  counts: readonly [train: number, evaluation: number],
  split?: Split,
): Promise<Drawn> {
  const { settings: { data, dataSeed }, bytes, meanwhile } = source;
  const begin = (what: string) => meanwhile.begin(`Reading ${data}: ${what}`, bytes);
  const kind = split ?? "training";
  const [train, evaluation] = counts;
  const counted = await count(source, train + evaluation, begin, split);
  const random = new Random(dataSeed, `chunks ${split ?? "all"}`);
  const all = Array.from({ length: counted.count }, (_, i) => i);
  const [trainNumbers, evaluationNumbers] = drawChunks(all, counts, random) as [number[], number[]];
  begin(`taking ${kind} chunks`);
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
 * The chunks of one split, or of all text, counted.
 *
 * @param wanted How many there must be.
 * @param begin Told what is being done.
 */
async function count(
  source: Source,
  wanted: number,
  begin: (what: string) => void,
  split?: Split,
): Promise<CountedChunks> {
  const { settings, tokenizer, path, opened, meanwhile, note } = source;
  const { dataConstruction, passageLimit, dataSeed, chunkLength } = settings;
  const kind = split ?? "training";
  begin("finding its passages");
  const passages = await opened.passages({
    ...(split === undefined ? {} : { split }),
    ...(passageLimit === null ? {} : { limit: passageLimit }),
  });
  begin(`counting its ${kind} tokens`);
  const file = split === undefined ? path : `${path} (${split})`;
  const census = new TokenCensus(tokenizer, file);
  const chunks = { passages, tokenizer: census, meanwhile };
  const options = {
    construction: dataConstruction,
    length: chunkLength,
    seed: dataSeed,
    file,
    note: (sentence: string) => note(`${path}: ${sentence}`),
  };
  const counting = CountedChunks.of({ ...chunks, options }, async (passages) => {
    if (passages === 0 && split !== undefined) {
      // Taking the chunks to evaluate from all of the text helps only where that is enough of it.
      await count(source, settings.trainChunks + settings.evalChunks, begin);
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
  if (counted.count < wanted) throw tooFew(source, counted, wanted, kind);
  return counted;
}

/** What is said of text that gives some chunks, but not as many as are asked for. */
function tooFew(
  { settings: { data, chunkLength } }: Source,
  { count, inWindows }: CountedChunks,
  wanted: number,
  kind: string,
): InputError {
  const [train, evaluation, length, construction] = [
    settingName("trainChunks"),
    settingName("evalChunks"),
    settingName("chunkLength"),
    settingName("dataConstruction"),
  ];
  return new InputError(
    `its ${kind} text gives ${count} ${count === 1 ? "chunk" : "chunks"} of ${chunkLength} ` +
      `tokens, but ${wanted} are asked for`,
    {
      file: data,
      mend: `Give more text, or set ${train} and ${evaluation} lower, or ${length}` +
        (inWindows ? `, or set ${construction} to passages to take all of the text` : ""),
    },
  );
}

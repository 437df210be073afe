/** From the settings' data to the chunks that are trained on and evaluated. */

import {
  AUTO,
  drawChunks,
  type Note,
  type Passage,
  type ReaderDefinition,
  READERS,
  readPassages,
  type SourcedChunk,
  sourcedChunks,
  type Split,
} from "../data/mod.ts";
import type { Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { dataPath } from "./embedded.ts";
import type { CHUNK_SETTINGS } from "./settings/chunk_settings.ts";
import type { BaseSettings } from "./settings/run_settings.ts";

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
 *
 * @param readers What can read the data.
 * @param say Takes sentences that people should know of what was read, each once.
 * @throws {InputError} If the data cannot be read or gives too few chunks.
 */
export async function experimentChunks(
  settings: ChunkSettings,
  tokenizer: Tokenizer,
  readers: Registry<ReaderDefinition> = READERS,
  say: (sentence: string) => void = () => {},
): Promise<ExperimentChunks> {
  const { evalSplit, trainChunks, evalChunks } = settings;
  const said = new Set<string>();
  const note = (sentence: string) => {
    if (!said.has(sentence)) say(`${sentence}.`);
    said.add(sentence);
  };
  const source = { settings, tokenizer, readers, note };
  if (evalSplit === "train") {
    const counts = [trainChunks, evalChunks];
    const { drawn: [train, evaluation], passages } = await draw(source, counts);
    return experiment(train!, evaluation!, passages);
  }
  const { drawn: [train] } = await draw(source, [trainChunks], "train");
  const { drawn: [evaluation], passages } = await draw(source, [evalChunks], evalSplit);
  return experiment(train!, evaluation!, passages);
}

function experiment(
  train: readonly SourcedChunk[],
  evaluation: readonly SourcedChunk[],
  passages: readonly Passage[],
): ExperimentChunks {
  const evaluated = new Set(evaluation.flatMap(({ sources }) => sources));
  return {
    train: train.map(({ ids }) => ids),
    evaluation: evaluation.map(({ ids }) => ids),
    trainSources: train.map(({ sources }) => sources),
    evaluationPassages: passages.filter(({ source }) => evaluated.has(source)),
  };
}

/** What chunks are drawn from. */
interface Source {
  settings: ChunkSettings;
  tokenizer: Tokenizer;
  readers: Registry<ReaderDefinition>;
  note: Note;
}

/** What was drawn, and from what. */
interface Drawn {
  drawn: SourcedChunk[][];
  passages: readonly Passage[];
}

/**
 * Disjoint sets of chunks out of one split. Without a split, out of a CLOTH folder's training
 * passages or all passages of a file.
 */
async function draw(
  { settings, tokenizer, readers, note }: Source,
  counts: readonly number[],
  split?: Split,
): Promise<Drawn> {
  const { data, reader, textColumn, separator, dataConstruction, passageLimit } = settings;
  const { dataSeed, chunkLength } = settings;
  const path = dataPath(data);
  const passages = await readPassages(path, {
    reader,
    readers,
    note,
    ...(textColumn === null ? {} : { textColumn }),
    ...(separator === null ? {} : { separator }),
    ...(split === undefined ? {} : { split }),
    ...(passageLimit === null ? {} : { limit: passageLimit }),
  });
  if (passages.every(({ text }) => text.trim() === "")) {
    const by = reader === AUTO ? "" : ` by the reader ${reader}`;
    throw new InputError(`no text is found in it${by}`, {
      file: split === undefined ? path : `${path} (${split})`,
      mend: reader === AUTO ? "Give data with text" : "Give data with text, or another reader",
    });
  }
  const chunks = sourcedChunks(passages, tokenizer, {
    construction: dataConstruction,
    length: chunkLength,
    seed: dataSeed,
    file: split === undefined ? path : `${path} (${split})`,
    note: (sentence) => note(`${path}: ${sentence}`),
  });
  const wanted = counts.reduce((sum, count) => sum + count, 0);
  if (chunks.length < wanted) {
    throw new InputError(
      `its ${split ?? "training"} text gives ${chunks.length} chunks of ${chunkLength} tokens, ` +
        `but ${wanted} are asked for`,
      {
        file: data,
        mend: `Give more text, or set ${settingName("trainChunks")} and ` +
          `${settingName("evalChunks")} lower` +
          (dataConstruction === "passages" ? "" : `, or set ` +
            `${settingName("dataConstruction")} to passages to take all of the text`),
      },
    );
  }
  const random = new Random(dataSeed, `chunks ${split ?? "all"}`);
  return { drawn: drawChunks(chunks, counts, random), passages };
}

/** From the settings' data to the chunks that are trained on and evaluated. */

import {
  drawChunks,
  loadSourcedChunks,
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
import type { BaseSettings } from "./settings/run_settings.ts";

/** What of the settings decides the chunks. */
export type ChunkSettings = Pick<
  BaseSettings,
  | "data"
  | "reader"
  | "textColumn"
  | "separator"
  | "dataConstruction"
  | "passageLimit"
  | "evalSplit"
  | "dataSeed"
  | "chunkLength"
  | "trainChunks"
  | "evalChunks"
>;

/** Chunks of token ids, `chunkLength` each. */
export interface ExperimentChunks {
  train: Int32Array[];
  evaluation: Int32Array[];
  /** For each training chunk the passages that it is from. */
  trainSources: (readonly string[])[];
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
  const once = (sentence: string) => {
    if (!said.has(sentence)) say(sentence);
    said.add(sentence);
  };
  if (evalSplit === "train") {
    const both = [trainChunks, evalChunks];
    const [train, evaluation] = await draw(settings, tokenizer, readers, once, both);
    return withoutSources(train!, evaluation!);
  }
  const [train] = await draw(settings, tokenizer, readers, once, [trainChunks], "train");
  const [evaluation] = await draw(settings, tokenizer, readers, once, [evalChunks], evalSplit);
  return withoutSources(train!, evaluation!);
}

function withoutSources(
  train: readonly SourcedChunk[],
  evaluation: readonly SourcedChunk[],
): ExperimentChunks {
  return {
    train: train.map(({ ids }) => ids),
    evaluation: evaluation.map(({ ids }) => ids),
    trainSources: train.map(({ sources }) => sources),
  };
}

/**
 * Disjoint sets of chunks out of one split. Without a split, out of a CLOTH folder's training
 * passages or all passages of a file.
 */
async function draw(
  settings: ChunkSettings,
  tokenizer: Tokenizer,
  readers: Registry<ReaderDefinition>,
  say: (sentence: string) => void,
  counts: readonly number[],
  split?: Split,
): Promise<SourcedChunk[][]> {
  const { data, reader, textColumn, separator, dataConstruction, passageLimit } = settings;
  const { dataSeed, chunkLength } = settings;
  const chunks = await loadSourcedChunks(dataPath(data), tokenizer, {
    reader,
    readers,
    construction: dataConstruction,
    length: chunkLength,
    seed: dataSeed,
    ...(split === undefined ? {} : { split }),
    ...(textColumn === null ? {} : { textColumn }),
    ...(separator === null ? {} : { separator }),
    note: (sentence) => say(`${sentence}.`),
    ...(passageLimit === null ? {} : { limit: passageLimit }),
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
  return drawChunks(chunks, counts, new Random(dataSeed, `chunks ${split ?? "all"}`));
}

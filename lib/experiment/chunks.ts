/** From the settings' data to the chunks that are trained on and evaluated. */

import { drawChunks, loadSourcedChunks, type SourcedChunk, type Split } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { dataPath } from "./embedded.ts";
import type { BaseSettings } from "./settings/run_settings.ts";

/** What of the settings decides the chunks. */
export type ChunkSettings = Pick<
  BaseSettings,
  | "data"
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
 * @throws {InputError} If the data cannot be read or gives too few chunks.
 */
export async function experimentChunks(
  settings: ChunkSettings,
  tokenizer: Tokenizer,
): Promise<ExperimentChunks> {
  const { evalSplit, trainChunks, evalChunks } = settings;
  if (evalSplit === "train") {
    const [train, evaluation] = await draw(settings, tokenizer, [trainChunks, evalChunks]);
    return withoutSources(train!, evaluation!);
  }
  const [train] = await draw(settings, tokenizer, [trainChunks], "train");
  const [evaluation] = await draw(settings, tokenizer, [evalChunks], evalSplit);
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
  counts: readonly number[],
  split?: Split,
): Promise<SourcedChunk[][]> {
  const { data, dataConstruction, passageLimit, dataSeed, chunkLength } = settings;
  const chunks = await loadSourcedChunks(dataPath(data), tokenizer, {
    construction: dataConstruction,
    length: chunkLength,
    seed: dataSeed,
    ...(split === undefined ? {} : { split }),
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
          `${settingName("evalChunks")} lower`,
      },
    );
  }
  return drawChunks(chunks, counts, new Random(dataSeed, `chunks ${split ?? "all"}`));
}

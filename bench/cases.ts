/** The models and batches that steps are measured with: made once, then the same for all. */
import * as path from "node:path";
import {
  BERT_DEFAULTS,
  type BertConfig,
  initialTensors,
  maskChunks,
  type MaskedBatch,
  Random,
  savePretrained,
} from "../lib/mod.ts";
import { benchFolder } from "./folder.ts";

/** A model's size, and that of its batches. */
export interface StepCase {
  name: string;
  config: BertConfig;
  batchSize: number;
  sequenceLength: number;
  /** Steps after a start that are not counted. */
  warmup: number;
  /** Rounds of blocks. */
  rounds: number;
}

/** The size of the embedded model: 4 layers × 256. */
export const MINI: StepCase = {
  name: "mini 4×256, 16×128",
  config: {
    ...BERT_DEFAULTS,
    vocabSize: 8000,
    hiddenSize: 256,
    numHiddenLayers: 4,
    numAttentionHeads: 4,
    intermediateSize: 1024,
  },
  batchSize: 16,
  sequenceLength: 128,
  warmup: 3,
  rounds: 4,
};

/** The size of bert-base-cased: 12 layers × 768. */
export const BASE: StepCase = {
  name: "base 12×768, 8×128",
  config: { ...BERT_DEFAULTS, vocabSize: 28996 },
  batchSize: 8,
  sequenceLength: 128,
  warmup: 2,
  rounds: 2,
};

/** The same size with batches that keep a GPU busy: those of the preset `paper`. */
export const GPU_BASE: StepCase = {
  ...BASE,
  name: "base 12×768, 64×128",
  batchSize: 64,
  warmup: 8,
  rounds: 4,
};

/** A model so small that its steps cost nothing: to try the bench itself. */
export const TINY: StepCase = {
  name: "tiny 2×32, 4×16",
  config: {
    ...BERT_DEFAULTS,
    vocabSize: 100,
    hiddenSize: 32,
    numHiddenLayers: 2,
    numAttentionHeads: 2,
    intermediateSize: 64,
    maxPositionEmbeddings: 64,
  },
  batchSize: 4,
  sequenceLength: 16,
  warmup: 1,
  rounds: 2,
};

/** Batches that the subjects go through in turn. */
const BATCHES = 8;
/** [PAD], [UNK], [CLS], [SEP], [MASK]. */
const SPECIAL_TOKENS = [0, 1, 2, 3, 4];
const MASK_TOKEN = 4;
const SEED = 1;

/** Files of a case. */
export interface CaseFiles {
  /** A Hugging Face folder with freshly drawn weights. */
  model: string;
  /** JSON: a list of batches, as {@linkcode MaskedBatch} with plain arrays. */
  batches: string;
}

/** A batch of words drawn at random: how long a step takes does not depend on which they are. */
function randomBatch(
  { config, batchSize, sequenceLength }: StepCase,
  number: number,
): MaskedBatch {
  const words = config.vocabSize - SPECIAL_TOKENS.length;
  const chunks = Array.from({ length: batchSize }, (_, i) => {
    const random = new Random(SEED, "bench-words", number, i);
    return Int32Array.from(
      { length: sequenceLength },
      () => SPECIAL_TOKENS.length + random.integer(words),
    );
  });
  return maskChunks(chunks, {
    maskTokenId: MASK_TOKEN,
    specialTokenIds: SPECIAL_TOKENS,
    vocabSize: config.vocabSize,
    random: (i) => new Random(SEED, "bench-masks", number, i),
  });
}

function batchJson(batch: MaskedBatch): object {
  const plain = Object.entries(batch).map(([key, value]) =>
    [key, typeof value === "number" ? value : [...value]] as const
  );
  return Object.fromEntries(plain);
}

/** Writes the weights and batches of a case, unless they are there. */
export async function caseFiles(step: StepCase): Promise<CaseFiles> {
  const folder = path.join(benchFolder(), "cases", step.name.replaceAll(/\W+/g, "-"));
  const files = { model: path.join(folder, "model"), batches: path.join(folder, "batches.json") };
  const stamp = path.join(folder, "case.json");
  const made = JSON.stringify({ ...step, warmup: 0, rounds: 0, seed: SEED, batches: BATCHES });
  if (await Deno.readTextFile(stamp).catch(() => "") === made) return files;
  await Deno.mkdir(folder, { recursive: true });
  const tensors = initialTensors(step.config, SEED);
  await savePretrained(files.model, { config: step.config, tensors });
  const batches = Array.from({ length: BATCHES }, (_, i) => batchJson(randomBatch(step, i)));
  await Deno.writeTextFile(files.batches, JSON.stringify(batches));
  await Deno.writeTextFile(stamp, made);
  return files;
}

/** The batches of a case, read from their file. */
export async function readBatches(file: string): Promise<MaskedBatch[]> {
  const batches = JSON.parse(await Deno.readTextFile(file)) as Record<string, unknown>[];
  return batches.map((batch) => ({
    batchSize: batch.batchSize as number,
    sequenceLength: batch.sequenceLength as number,
    inputIds: Int32Array.from(batch.inputIds as number[]),
    positions: Int32Array.from(batch.positions as number[]),
    labels: Int32Array.from(batch.labels as number[]),
    replaced: Uint8Array.from(batch.replaced as number[]),
  }));
}

/**
 * Floating-point operations of the matrix products that a step cannot do without: forward, and twice
 * as many backward; the head on the masked positions only.
 */
export function stepFlop({ config, batchSize, sequenceLength }: StepCase, masked: number): number {
  const { hiddenSize: h, intermediateSize, numHiddenLayers, vocabSize } = config;
  const tokens = batchSize * sequenceLength;
  const dense = 2 * tokens * (4 * h * h + 2 * h * intermediateSize);
  const attention = 2 * 2 * tokens * sequenceLength * h;
  const head = 2 * masked * (h * h + h * vocabSize);
  return 3 * (numHiddenLayers * (dense + attention) + head);
}

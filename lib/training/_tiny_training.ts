/** The fixture's tiny BERT, ready to be trained by the tests of this room. */
import "@tensorflow/tfjs-backend-cpu";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import tiny from "../../tests/fixtures/tiny-bert.json" with { type: "json" };
import { decodeTensors } from "../../tests/fixtures/decode.ts";
import type { MaskedBatch } from "../data/mod.ts";
import { parseBertConfig } from "../model/mod.ts";
import { Random } from "../random/mod.ts";
import { constant, createMethod } from "../schedule/mod.ts";
import { chooseGamma, type GammaTable, gammaTable } from "../semantics/mod.ts";
import type { StepOptions, TrainOptions } from "./options.ts";
import type { LogRecord, StepRecord } from "./records.ts";
import { train } from "./trainer.ts";
import { TrainingModel } from "./training_model.ts";
import type { TrainingModelOptions } from "./training_model_options.ts";

/** Its configuration: no dropout. */
export const config = parseBertConfig(tiny.config, "config.json");
/** Its weights. */
export const tensors = decodeTensors(tiny.parameters);
/** Words of its vocabulary. */
export const { vocabSize } = config;

/** Every word but the special first five has six scores, none of them alike. */
export function semantics() {
  const random = new Random(3, "scores");
  const scores = Float32Array.from({ length: vocabSize * 6 }, () => 0.05 + 0.5 * random.next());
  const known = Uint8Array.from({ length: vocabSize }, (_, id) => id < 5 ? 0 : 1);
  const values = Float32Array.from({ length: vocabSize * 3 }, () => random.next() - 0.5);
  const further = new Map([["osgood", values], ["random", values.toReversed()]] as const);
  return { scores, known, further };
}

/** The same as a Γ has it. */
export function profiles(choice = "paper"): GammaTable {
  return gammaTable(chooseGamma(choice).parts, semantics());
}

/** The fixture's model in the interpreter, on plain JavaScript. */
export async function openModel(more: Partial<TrainingModelOptions> = {}): Promise<TrainingModel> {
  await tf.setBackend("cpu");
  const backend = { name: "cpu", tf };
  return await TrainingModel.create({ config, tensors, backend, sequenceLength: 16, ...more });
}

/** A batch as the fixtures from PyTorch have it. */
interface FixtureBatch {
  batch_size: number;
  sequence_length: number;
  input_ids: number[];
  positions: number[];
  labels: number[];
}

/** A batch of the fixture's. */
export function toBatch(batch: FixtureBatch): MaskedBatch {
  return {
    batchSize: batch.batch_size,
    sequenceLength: batch.sequence_length,
    inputIds: Int32Array.from(batch.input_ids),
    positions: Int32Array.from(batch.positions),
    labels: Int32Array.from(batch.labels),
    replaced: new Uint8Array(batch.labels.length),
  };
}

/** Chunks of random words. */
export function chunks(count: number, stream: string): Int32Array[] {
  const random = new Random(5, stream);
  return Array.from(
    { length: count },
    () => Int32Array.from({ length: 16 }, () => 5 + random.integer(vocabSize - 5)),
  );
}

/** Two epochs of two steps. */
export function options(more?: Partial<StepOptions>): StepOptions;
export function options(more: Partial<TrainOptions>): TrainOptions;
export function options(more: Partial<TrainOptions> = {}): TrainOptions {
  return {
    trainChunks: chunks(6, "train"),
    evalChunks: chunks(2, "eval"),
    tokenizer: { vocabSize, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] },
    schedule: constant(1e-3),
    method: createMethod("none", { steps: 4, seed: 7 }),
    epochs: 2,
    batchSize: 4,
    seed: 7,
    maskProbability: 0.3,
    ...more,
  };
}

/** Trains and gives all records. */
export async function collect(
  model: TrainingModel,
  more: Partial<TrainOptions>,
): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of train(model, options(more))) records.push(record);
  return records;
}

/** Whether a step was made. */
export const isStep = (record: LogRecord): record is StepRecord => record.type === "step";
/** Records as they are the same each time. */
export const withoutTime = (records: readonly LogRecord[]): LogRecord[] =>
  records.map((record) => record.type === "evaluation" ? record : { ...record, seconds: 0 });

/** Fails unless two numbers are the same up to a share of the second. */
export function assertClose(
  actual: number,
  expected: number,
  tolerance: number,
  what: string,
): void {
  const error = Math.abs(actual - expected) / Math.abs(expected);
  assert.ok(error <= tolerance, `${what}: ${actual} is not ${expected} (off by ${error})`);
}

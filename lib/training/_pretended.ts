/** A model that trains in no time: what it is asked is written down, and what it tells is known. */
import type { MaskedBatch } from "../data/mod.ts";
import { createMethod } from "../schedule/mod.ts";
import { chooseGamma } from "../semantics/mod.ts";
import { chooseMetrics } from "./metrics.ts";
import type { TrainOptions } from "./options.ts";
import type { LogRecord } from "./records.ts";
import { train } from "./trainer.ts";
import type { TrainingModel } from "./training_model.ts";

/** What a pretended model was asked, in order: the function and what it was given besides a batch. */
export type Asked = [name: string, ...given: unknown[]];

/** What one does otherwise: each is called with what was asked and how often it was before. */
export interface Pretended {
  /** The loss of a step or of a part of one. @default {so many} */
  loss?: (call: number) => number;
  /** The loss of an evaluation. @default {so many hundred} */
  evalLoss?: (call: number) => number;
  /** Γ and its pairs. @default {2 and 5} */
  gamma?: (call: number) => { gamma: number | undefined; pairs: number };
  /** The objective beside the loss. @default {none} */
  objective?: number;
}

/** One of chunks of four tokens and ten words. */
export function pretendedModel(
  { loss = (call) => call, evalLoss = (call) => 100 * call, gamma, objective }: Pretended = {},
): { model: TrainingModel; asked: Asked[] } {
  const asked: Asked[] = [];
  const calls = (...names: string[]) => asked.filter(([name]) => names.includes(name)).length;
  const found = (call: number) => gamma?.(call) ?? { gamma: 2, pairs: 5 };
  const forward = () => {
    const call = calls("step", "accumulate");
    const { gamma, pairs } = found(call);
    const more = objective === undefined ? {} : { objective };
    return { loss: loss(call), ...more, gamma, gammaPairs: pairs };
  };
  const ids = ({ labels }: MaskedBatch) => [...labels];
  const model = {
    sequenceLength: 4,
    config: { vocabSize: 10 },
    gamma: chooseGamma("paper"),
    metrics: chooseMetrics(["eval_loss"]),
    step(batch: MaskedBatch, settings: object) {
      asked.push(["step", ids(batch), settings]);
      const rate = (settings as { scheduledRate: number }).scheduledRate;
      return Promise.resolve({ ...forward(), learningRate: rate, gradNorm: 0.5 });
    },
    accumulate(batch: MaskedBatch, settings: object) {
      asked.push(["accumulate", ids(batch), settings]);
      return Promise.resolve(forward());
    },
    apply(settings: object) {
      asked.push(["apply", settings]);
      return Promise.resolve({ learningRate: 0.25, gradNorm: 0.75 });
    },
    clearAccumulated() {
      asked.push(["clear"]);
      return Promise.resolve();
    },
    preview(batch: MaskedBatch, settings: object) {
      asked.push(["preview", ids(batch), settings]);
      return Promise.resolve({ ...found(calls("preview")), loss: 77 });
    },
    evaluate(batch: MaskedBatch, outputs: readonly string[]) {
      asked.push(["evaluate", ids(batch), [...outputs]]);
      return Promise.resolve({
        lossSum: evalLoss(calls("evaluate")) * batch.labels.length,
        correct: 1,
      });
    },
  };
  return { model: model as unknown as TrainingModel, asked };
}

/** Three chunks and one to evaluate on, all of whose tokens are masked: two steps an epoch of 2 and 1. */
export function pretendedOptions(more: Partial<TrainOptions> = {}): TrainOptions {
  return {
    trainChunks: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 8, 7, 6]].map((ids) => Int32Array.from(ids)),
    evalChunks: [Int32Array.of(4, 3, 2, 1)],
    tokenizer: { vocabSize: 10, maskTokenId: 0, specialTokenIds: [0] },
    schedule: (step) => 2 ** -step,
    method: createMethod("none", { steps: 4, seed: 7 }),
    ...{ epochs: 2, batchSize: 2, seed: 7, maskProbability: 1, trainEval: "no" },
    ...more,
  };
}

/** Trains a pretended model: its records without seconds, as long as there are any, and what was asked. */
export async function pretend(
  more: Partial<TrainOptions> = {},
  pretended: Pretended = {},
): Promise<{ records: object[]; asked: Asked[]; error: Error | undefined }> {
  const { model, asked } = pretendedModel(pretended);
  const records: object[] = [];
  let error: Error | undefined;
  try {
    for await (const record of train(model, pretendedOptions(more))) records.push(plain(record));
  } catch (thrown) {
    error = thrown as Error;
  }
  return { records, asked, error };
}

function plain(record: LogRecord): object {
  if (record.type === "evaluation") return record;
  const { seconds, ...others } = record;
  if (!(seconds >= 0 && seconds < 60)) throw new Error(`${seconds} seconds`);
  return others;
}

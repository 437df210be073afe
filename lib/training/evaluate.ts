/** Measuring a model on chunks that it is not trained on. */
import {
  type Chunks,
  type ChunkStream,
  type MaskedBatch,
  Meanwhile,
  type MeanwhileOptions,
} from "../data/mod.ts";
import { eachEvaluationBatch, type EvaluationOptions } from "./batches.ts";
import type { ClozeItem } from "./cloze_items.ts";
import { EVALUATION_OUTPUTS } from "./evaluation_outputs.ts";
import type {
  ChosenMetric,
  EvaluationView,
  MeasureContext,
  Metric,
  MetricContext,
} from "./define_metric.ts";
import type { EvaluationOutput } from "./evaluation_values.ts";
import { chooseMetrics } from "./metrics.ts";
import { TRAIN_DEFAULTS } from "./options.ts";
import type { EvaluationMetrics } from "./records.ts";
import { paddedChunks } from "./padded_chunks.ts";
import type { TrainingModel } from "./training_model.ts";

/** What decides the batches that are measured. Chunks that are a stream have padding. */
export type MeasuredChunks = Omit<EvaluationOptions, "evalChunks"> & {
  evalChunks: Chunks | ChunkStream;
};

/**
 * What decides an evaluation besides the model and the metrics it was opened for; what ends it, and
 * who is told of how many chunks have been measured.
 */
export interface EvaluateOptions extends MeasuredChunks, MeanwhileOptions {
  /** The questions of metrics that ask some. @default {none} */
  clozeItems?: readonly ClozeItem[];
  /** What is measured besides the loss, of what the model was opened for. @default {all of that} */
  metrics?: readonly ChosenMetric[];
}

/**
 * The batches that an evaluation measures. With padding those in which chance masks nothing are left out.
 *
 * @param model Of it alone how long its sequences are.
 */
export function measuredBatches(
  { sequenceLength }: Pick<TrainingModel, "sequenceLength">,
  options: MeasuredChunks,
  epoch = 0,
): Iterable<MaskedBatch> | AsyncIterable<MaskedBatch> {
  const { evalChunks, padTokenId, evalMasks = TRAIN_DEFAULTS.evalMasks } = options;
  if (padTokenId !== undefined) {
    const round = evalMasks === "fixed" ? 0 : epoch;
    return paddedChunks({ ...options, padTokenId, sequenceLength }, round);
  }
  if ("at" in evalChunks) return eachEvaluationBatch({ ...options, evalChunks }, epoch);
  throw new RangeError("Chunks that are a stream are measured with a padTokenId.");
}

/** It decides the best checkpoint, so it is always measured. */
const ALWAYS = chooseMetrics(["eval_loss"]);

/**
 * Measures a model on masked chunks, without dropout.
 *
 * @param epoch Evaluations before it (epochs done); it decides the masks only if `evalMasks` is `fresh`.
 * @returns The metrics by their choices' texts, the loss before them.
 * @throws The signal's reason, where it is aborted.
 */
export async function evaluate(
  model: TrainingModel,
  options: EvaluateOptions,
  epoch = 0,
): Promise<EvaluationMetrics> {
  const { metrics = model.metrics } = options;
  const chosen = new Map([...ALWAYS, ...metrics].map((metric) => [metric.text, metric]));
  const running = new Map<string, { metric: Metric; reads: readonly EvaluationOutput[] }>();
  for (const [text, metric] of chosen) {
    const { definition } = metric;
    const begun = definition.create?.(contextOf(model, metric));
    if (begun !== undefined) running.set(text, { metric: begun, reads: definition.reads });
  }
  const read = new Set([...chosen.values()].flatMap(({ definition }) => definition.reads));
  const outputs = EVALUATION_OUTPUTS.filter((output) => read.has(output));
  let tokens = 0;
  const batches = measuredBatches(model, options, epoch);
  for await (const batch of withTurns(batches, options, options.evalChunks.length)) {
    const maskedTokens = batch.labels.length;
    tokens += maskedTokens;
    const values = await model.evaluate(batch, outputs);
    for (const { metric, reads } of running.values()) {
      const view = { batch, maskedTokens, ...Object.fromEntries(reads.map((n) => [n, values[n]])) };
      // What it reads is there; one that is not built in is given copies of it.
      metric.update(view as EvaluationView);
    }
  }
  const results: Record<string, number | null> = {};
  for (const [text, metric] of chosen) {
    results[text] = running.get(text)?.metric.result() ?? await measure(model, metric, options);
  }
  return { ...results, eval_masked_tokens: tokens } as EvaluationMetrics;
}

/**
 * The same batches. Native steps never wait, so that signals and timers would starve without a turn
 * between them.
 */
async function* withTurns(
  batches: Iterable<MaskedBatch> | AsyncIterable<MaskedBatch>,
  options: MeanwhileOptions,
  chunks = 0,
): AsyncGenerator<MaskedBatch> {
  const meanwhile = new Meanwhile(options);
  meanwhile.begin("Evaluating", chunks);
  for await (const batch of batches) {
    if (meanwhile.isDue) await meanwhile.pause();
    yield batch;
    meanwhile.read(batch.batchSize);
  }
}

/**
 * Mean cross-entropy over all masked tokens of some batches, in nats, without dropout.
 *
 * @throws The signal's reason, where it is aborted.
 */
export async function meanLoss(
  model: TrainingModel,
  batches: Iterable<MaskedBatch>,
  options: MeanwhileOptions = {},
): Promise<number> {
  let sum = 0, tokens = 0;
  for await (const batch of withTurns(batches, options)) {
    sum += (await model.evaluate(batch, ["lossSum"])).lossSum;
    tokens += batch.labels.length;
  }
  return sum / tokens;
}

function contextOf(model: TrainingModel, { parameters }: ChosenMetric): MetricContext {
  const { config: { vocabSize }, wordDistance, osgoodDistance } = model;
  return {
    ...{ parameters, vocabSize },
    ...(wordDistance === undefined ? {} : { wordDistance }),
    ...(osgoodDistance === undefined ? {} : { osgoodDistance }),
  };
}

/** A metric with a pass of its own; null for one without. */
async function measure(
  model: TrainingModel,
  metric: ChosenMetric,
  { clozeItems = [], tokenizer, batchSize }: EvaluateOptions,
): Promise<number | null> {
  const context: MeasureContext = {
    ...contextOf(model, metric),
    clozeItems,
    // No more than is promised: a metric may be anybody's.
    tokenizer: {
      vocabSize: tokenizer.vocabSize,
      maskTokenId: tokenizer.maskTokenId,
      specialTokenIds: tokenizer.specialTokenIds,
      ...(tokenizer.decode && { decode: (ids: readonly number[]) => tokenizer.decode!(ids) }),
    },
    logProbabilities: (sequences) =>
      model.logProbabilities(sequences, {
        maskTokenId: tokenizer.maskTokenId,
        rows: batchSize,
      }),
  };
  return await metric.definition.measure?.(context) ?? null;
}

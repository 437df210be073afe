/** The training loop. */
import { setImmediate } from "node:timers/promises";
import type { Chunks } from "../data/mod.ts";
import {
  eachTrainEvaluationBatch,
  type EpochGroups,
  epochGroups,
  evaluationInterval,
  stepsPerEpoch,
  trainingBatches,
  trainingSteps,
} from "./batches.ts";
import { batchPlace } from "./batch_place.ts";
import { PAPER_GAMMA } from "./gamma_source.ts";
import { evaluate, meanLoss } from "./evaluate.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import { initialGamma } from "./initial_gamma.ts";
import {
  type OpenedOptions,
  type StepOptions,
  TRAIN_DEFAULTS,
  type TrainOptions,
} from "./options.ts";
import type { EvaluationRecord, LogRecord, SkippedRecord, StepRecord } from "./records.ts";
import { asSaved, makeStep } from "./step.ts";
import type { TrainingModel } from "./training_model.ts";

/**
 * Trains the model and yields what happens: an evaluation, then each step, and an evaluation at the
 * end of each epoch, or after each `evalSteps` and the last one. Between two records the model stands still, so it can be saved there. The same
 * options, machine and threads give the same bits.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {NonFiniteError} If a loss, a gradient, Γ or a rate is not finite and such steps are not
 * to be skipped; the model then has the weights of the step before. If Γ before training is the
 * reference and does not exist.
 * @throws {DOMException} `AbortError`, if the signal is aborted.
 */
export async function* train(
  model: TrainingModel,
  given: TrainOptions,
): AsyncGenerator<LogRecord> {
  checkOptions(model, given);
  const { sequenceLength } = model;
  const options: OpenedOptions = { ...given, sequenceLength };
  const { method, stepsDone = 0, epochLosses = [], memory = { kept: null } } = options;
  if (stepsDone === 0 || options.memory === undefined) memory.kept = asSaved(method.initial);
  const { gammaReference, ...others } = options;
  const reference = gammaReference === "initial"
    ? await initialGamma(model, options)
    : gammaReference;
  const remembering = {
    ...others,
    memory,
    ...(reference === undefined ? {} : { gammaReference: reference }),
  };
  const perEpoch = stepsPerEpoch(options), steps = trainingSteps(options);
  const every = evaluationInterval(options);
  const evalLosses = [...options.evalLosses ?? []];
  let losses = [...epochLosses];
  let step = stepsDone;
  let { stepsSkipped = 0 } = options;
  if (step === 0) {
    const first = await evaluation(
      model,
      options,
      { epoch: 0, round: 0, step, isLast: false },
      null,
    );
    yield reference === undefined ? first : { ...first, gamma_reference: reference };
  }
  let groups: EpochGroups | undefined;
  while (true) {
    // At first where a training goes on that was stopped amid this evaluation.
    if (losses.length > 0 && (step % every === 0 || step === steps)) {
      const since = step - Math.floor((step - 1) / every) * every;
      const trainLoss = losses.length === since ? meanOfMade(losses) : null;
      losses = [];
      const at = { epoch: step / perEpoch, round: Math.ceil(step / every), step };
      let made = await evaluation(model, options, { ...at, isLast: step === steps }, trainLoss);
      evalLosses.push(made.eval_loss);
      if (step < steps && stopsEarly(options, evalLosses) && measuresMoreAtEnd(options)) {
        made = await evaluation(model, options, { ...at, isLast: true }, trainLoss);
      }
      yield made;
    }
    if (step >= steps || stopsEarly(options, evalLosses)) return;
    const epoch = Math.floor(step / perEpoch), place = step % perEpoch;
    if (groups === undefined || place === 0) groups = epochGroups(options, epoch);
    options.signal?.throwIfAborted();
    const group = groups.at(place);
    const record = await makeOrSkip(model, remembering, group, epoch, ++step, stepsSkipped);
    if (record.type === "skipped") stepsSkipped++;
    losses.push(record.type === "skipped" ? null : record.loss);
    yield { ...record, epoch: epoch + (place + 1) / perEpoch };
    // Native steps never wait, so signals and timers would starve without this.
    await setImmediate();
  }
}

/** Whether training ends before its last step, by the losses of the evaluations after the first. */
function stopsEarly(
  { earlyStoppingPatience: patience = Infinity }: TrainOptions,
  evalLosses: readonly number[],
): boolean {
  let best = Infinity, since = 0;
  for (const loss of evalLosses) {
    since = loss < best ? 0 : since + 1;
    best = Math.min(best, Number.isNaN(loss) ? Infinity : loss);
  }
  return since >= patience;
}

/** Whether the last evaluation measures more than the others. */
function measuresMoreAtEnd({ metricsAt, trainEval }: TrainOptions): boolean {
  return metricsAt === "last" || trainEval === "last";
}

/** Makes a step, or leaves it out if it cannot be made and the options say so. */
async function makeOrSkip(
  model: TrainingModel,
  options: OpenedOptions<StepOptions>,
  groups: readonly number[][],
  epoch: number,
  step: number,
  skipped: number,
): Promise<Omit<StepRecord, "epoch"> | Omit<SkippedRecord, "epoch">> {
  const start = performance.now();
  const batches = trainingBatches(options, groups, epoch);
  try {
    return await makeStep(model, options, batches, step, skipped);
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    const reason = `${error.message} ${await batchPlace(options, groups.flat(), batches)}`
      .trim();
    if (options.onNonfinite !== "skip") throw new NonFiniteError(reason, { cause: error });
    return {
      type: "skipped",
      step,
      scheduled_learning_rate: options.schedule(step - 1),
      reason,
      seconds: (performance.now() - start) / 1000,
    };
  }
}

/** The mean of the steps that were made; null if none was. */
function meanOfMade(losses: readonly (number | null)[]): number | null {
  const made = losses.filter((loss) => loss !== null);
  return made.length === 0 ? null : made.reduce((a, b) => a + b) / made.length;
}

function checkOptions(model: TrainingModel, options: TrainOptions): void {
  const counts = {
    epochs: options.epochs,
    batchSize: options.batchSize,
    gradientAccumulationSteps: options.gradientAccumulationSteps ??
      TRAIN_DEFAULTS.gradientAccumulationSteps,
    "the number of steps": options.maxSteps ?? 1,
    "the steps between two evaluations": options.evalSteps ?? 1,
    "the number of training chunks": options.trainChunks.length,
    "the number of evaluation chunks": options.evalChunks.length,
  };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`${name} must be an integer, at least 1: got ${count}.`);
    }
  }
  const { padTokenId } = options;
  if ((padTokenId !== undefined) !== (model.padded ?? false)) {
    throw new RangeError("A padTokenId goes together with a model that was opened for padding.");
  }
  for (const length of [options.trainChunks, options.evalChunks].flatMap(lengthsOf)) {
    if (
      padTokenId === undefined ? length === model.sequenceLength : length <= model.sequenceLength
    ) {
      continue;
    }
    const most = padTokenId === undefined ? "" : "at most ";
    throw new RangeError(
      `The model was opened for chunks of ${most}${model.sequenceLength} tokens: got ${length}.`,
    );
  }
  const { gamma = PAPER_GAMMA } = options;
  // One that is neither a choice nor measured is the program's, like the paper's.
  const choice = gamma.choice ?? (gamma.measure === undefined ? PAPER_GAMMA.choice : undefined);
  if (choice !== undefined && choice.name !== model.gamma.name) {
    throw new RangeError(`The model was opened for Γ ${model.gamma.name}: got ${choice.name}.`);
  }
  if (options.tokenizer.vocabSize > model.config.vocabSize) {
    throw new RangeError(
      `The tokenizer has ${options.tokenizer.vocabSize} tokens, ` +
        `the model ${model.config.vocabSize}.`,
    );
  }
}

/** The lengths of all chunks, or of the shortest and the longest where these are known. */
function lengthsOf(chunks: Chunks): readonly number[] {
  return chunks.lengths ?? Array.from(chunks, ({ length }) => length);
}

/** Where in a training an evaluation is made. */
interface EvaluationPlace {
  /** Epochs done. */
  epoch: number;
  /** Evaluations before it, which decide its masks where these are fresh. */
  round: number;
  /** Steps done. */
  step: number;
  isLast: boolean;
}

async function evaluation(
  model: TrainingModel,
  options: OpenedOptions,
  { epoch, round, step, isLast }: EvaluationPlace,
  trainLoss: number | null,
): Promise<EvaluationRecord> {
  const isBrief = options.metricsAt === "last" && !isLast;
  const metrics = await evaluate(model, isBrief ? { ...options, metrics: [] } : options, round);
  const { trainEval } = options;
  const isMeasured = trainEval !== "no" && (trainEval !== "last" || isLast);
  return {
    type: "evaluation",
    step,
    epoch,
    ...metrics,
    train_loss: trainLoss,
    ...(isMeasured
      ? { train_eval_loss: await meanLoss(model, eachTrainEvaluationBatch(options), options) }
      : {}),
  };
}

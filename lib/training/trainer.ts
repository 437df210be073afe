/** The training loop. */
import { setImmediate } from "node:timers/promises";
import { epochGroups, stepsPerEpoch, trainEvaluationBatches, trainingBatches } from "./batches.ts";
import { batchPlace } from "./batch_place.ts";
import { PAPER_GAMMA } from "./gamma_source.ts";
import { evaluate, meanLoss } from "./evaluate.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import { initialGamma } from "./initial_gamma.ts";
import { type StepOptions, TRAIN_DEFAULTS, type TrainOptions } from "./options.ts";
import type { EvaluationRecord, LogRecord, SkippedRecord, StepRecord } from "./records.ts";
import { asSaved, makeStep } from "./step.ts";
import type { TrainingModel } from "./training_model.ts";

/**
 * Trains the model and yields what happens: an evaluation, then each step, and an evaluation at the
 * end of each epoch. Between two records the model stands still, so it can be saved there. The same
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
  options: TrainOptions,
): AsyncGenerator<LogRecord> {
  checkOptions(model, options);
  const { epochs, method, stepsDone = 0, epochLosses = [], memory = { kept: null } } = options;
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
  const perEpoch = stepsPerEpoch(options);
  let step = stepsDone;
  let { stepsSkipped = 0 } = options;
  if (step === 0) {
    const first = await evaluation(model, options, 0, step, null);
    yield reference === undefined ? first : { ...first, gamma_reference: reference };
  }
  for (let epoch = Math.floor(step / perEpoch); epoch < epochs; epoch++) {
    const losses = step === stepsDone ? [...epochLosses] : [];
    const groups = epochGroups(options, epoch);
    for (let i = step - epoch * perEpoch; i < perEpoch; i++) {
      options.signal?.throwIfAborted();
      const record = await makeOrSkip(model, remembering, groups[i]!, epoch, ++step, stepsSkipped);
      if (record.type === "skipped") stepsSkipped++;
      losses.push(record.type === "skipped" ? null : record.loss);
      yield { ...record, epoch: epoch + (i + 1) / perEpoch };
      // Native steps never wait, so signals and timers would starve without this.
      await setImmediate();
    }
    const trainLoss = losses.length === perEpoch ? meanOfMade(losses) : null;
    yield await evaluation(model, options, epoch + 1, step, trainLoss);
  }
}

/** Makes a step, or leaves it out if it cannot be made and the options say so. */
async function makeOrSkip(
  model: TrainingModel,
  options: StepOptions,
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
    const reason = `${error.message} ${batchPlace(options, groups.flat(), batches)}`.trim();
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
    "the number of training chunks": options.trainChunks.length,
    "the number of evaluation chunks": options.evalChunks.length,
  };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`${name} must be an integer, at least 1: got ${count}.`);
    }
  }
  for (const chunk of [...options.trainChunks, ...options.evalChunks]) {
    if (chunk.length !== model.sequenceLength) {
      throw new RangeError(
        `The model was opened for chunks of ${model.sequenceLength} tokens: got ${chunk.length}.`,
      );
    }
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

async function evaluation(
  model: TrainingModel,
  options: TrainOptions,
  epoch: number,
  step: number,
  trainLoss: number | null,
): Promise<EvaluationRecord> {
  const isBrief = options.metricsAt === "last" && epoch < options.epochs;
  const metrics = await evaluate(model, isBrief ? { ...options, metrics: [] } : options, epoch);
  const isMeasured = options.trainEval !== "last" || epoch === options.epochs;
  const onTraining = isMeasured ? trainEvaluationBatches(options) : [];
  return {
    type: "evaluation",
    step,
    epoch,
    ...metrics,
    train_loss: trainLoss,
    ...(onTraining.length === 0 ? {} : { train_eval_loss: await meanLoss(model, onTraining) }),
  };
}

/** One optimiser step: Γ, the rate, the update and what is reported of them. */
import type { MaskedBatch } from "../data/mod.ts";
import { NonFiniteValue } from "../program/mod.ts";
import { Random } from "../random/mod.ts";
import { adjusted } from "../schedule/mod.ts";
import { PAPER_GAMMA } from "./gamma_source.ts";
import type { StepRecord } from "./records.ts";
import type { TrainOptions } from "./options.ts";
import type { MeasuredGamma, StepSettings, TrainingModel } from "./training_model.ts";

/** A loss, a gradient, Γ or a rate was infinite or not a number. The step was not made. */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";
}

/** What a step knows before it runs. */
interface Plan {
  step: number;
  /** Its number among the steps made: Adam's moments know nothing of skipped ones. */
  update: number;
  /** A′. */
  scheduledRate: number;
  /** The seed of each batch's dropout. */
  dropoutSeeds: number[];
  /** The seed of the dropout of a forward pass that only measures Γ. */
  gammaSeed: number;
}

interface Outcome extends MeasuredGamma {
  loss: number;
  gradNorm: number;
  learningRate: number;
}

/**
 * Makes one step.
 *
 * @param batches One, or those whose mean gradient makes the step.
 * @param step The step's number, counted from 1.
 * @param skipped How many steps before it were not made.
 * @throws {NonFiniteError} If it cannot be made; the model is then as before.
 */
export async function makeStep(
  model: TrainingModel,
  options: TrainOptions,
  batches: readonly MaskedBatch[],
  step: number,
  skipped = 0,
): Promise<Omit<StepRecord, "epoch">> {
  const start = performance.now();
  const { schedule, seed, gamma: { root } = PAPER_GAMMA } = options;
  const draw = (stream: string, i = 0) => new Random(seed, stream, step, i).uint32() >>> 1;
  const plan = {
    step,
    update: step - skipped,
    scheduledRate: schedule(step - 1),
    dropoutSeeds: batches.map((_, i) => draw("dropout", i)),
    gammaSeed: draw("gamma-dropout"),
  };
  const { gamma, pairs, loss, gradNorm, learningRate } = await explained(
    plan,
    () =>
      batches.length === 1
        ? singleStep(model, options, batches[0]!, plan)
        : accumulatedStep(model, options, batches, plan),
  );
  return {
    type: "step",
    step,
    loss,
    grad_norm: gradNorm,
    scheduled_learning_rate: plan.scheduledRate,
    learning_rate: learningRate,
    gamma: gamma ?? null,
    gamma_root: gamma === undefined ? null : gamma ** (1 / root),
    gamma_pairs: pairs,
    seconds: (performance.now() - start) / 1000,
  };
}

/** Says which step it was when an executor meets a number that is not finite. */
async function explained<T>({ step, scheduledRate }: Plan, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof NonFiniteValue)) throw error;
    throw new NonFiniteError(
      `Step ${step} was not made: its ${error.what} is not a finite number (A′ was ` +
        `${scheduledRate}). Lower the learning rate or the gradient norm's bound.`,
      { cause: error },
    );
  }
}

async function singleStep(
  model: TrainingModel,
  options: TrainOptions,
  batch: MaskedBatch,
  plan: Plan,
): Promise<Outcome> {
  const { method, gamma: source = PAPER_GAMMA } = options;
  const [dropoutSeed] = plan.dropoutSeeds as [number];
  let measured = await source.measure?.(model, batch, plan.gammaSeed);
  // A power of Γ is left to the program; other methods may need Γ before the step.
  if (method.sees?.includes("gamma")) measured ??= await model.trainingGamma(batch, dropoutSeed);
  const settings = { ...stepSettings(options, plan, measured), dropoutSeed };
  const result = await model.step(batch, settings);
  const { gamma, pairs } = measured ?? { gamma: result.gamma, pairs: result.gammaPairs };
  return { ...result, gamma, pairs };
}

async function accumulatedStep(
  model: TrainingModel,
  options: TrainOptions,
  batches: readonly MaskedBatch[],
  plan: Plan,
): Promise<Outcome> {
  const { gamma: source = PAPER_GAMMA } = options;
  // The notebook's Γ looks at the first chunk only, whichever batch the others are in.
  let measured = await source.measure?.(model, batches[0]!, plan.gammaSeed);
  const lossScale = 1 / batches.length;
  let loss = 0, gamma = 0, pairs = 0;
  try {
    for (const [i, batch] of batches.entries()) {
      const dropoutSeed = plan.dropoutSeeds[i]!;
      const part = await model.accumulate(batch, { lossScale, dropoutSeed });
      loss += part.loss * lossScale;
      gamma += (part.gamma ?? 0) * part.gammaPairs;
      pairs += part.gammaPairs;
    }
    measured ??= { gamma: pairs > 0 ? gamma / pairs : undefined, pairs };
    const applied = await model.apply(stepSettings(options, plan, measured));
    return { ...measured, loss, ...applied };
  } catch (error) {
    // Some gradients are summed already, and the next step would add its own to them.
    await model.clearAccumulated();
    throw error;
  }
}

/**
 * The rate's part of a step. Without a measured Γ the program uses the batch's own; where Γ was
 * measured and is undefined, A″ = A′.
 */
function stepSettings(
  options: TrainOptions,
  { step, update, scheduledRate }: Plan,
  measured: MeasuredGamma | undefined,
): Omit<StepSettings, "dropoutSeed"> {
  const { method, gamma: { root } = PAPER_GAMMA, weightDecay = 0.01, maxGradNorm = 1 } = options;
  const common = { step: update, weightDecay, maxGradNorm };
  const gamma = measured?.gamma;
  if (gamma !== undefined && !(gamma > 0 && gamma < Infinity)) {
    throw new NonFiniteError(
      `Step ${step} was not made: its Γ is ${gamma}, which has no root to scale the rate by. ` +
        "Use another β, or Γ as `paper` defines it.",
    );
  }
  if (method.power === undefined) {
    const gammaRoot = gamma === undefined ? undefined : gamma ** (1 / root);
    const rate = adjusted(method, scheduledRate, gammaRoot, { step });
    return { ...common, scheduledRate: rate, gammaPower: 0 };
  }
  if (measured !== undefined && gamma === undefined) {
    return { ...common, scheduledRate, gammaPower: 0 };
  }
  const gammaPower = method.power / root;
  return {
    ...common,
    scheduledRate,
    gammaPower,
    ...(gamma === undefined ? {} : { givenGamma: gamma }),
  };
}

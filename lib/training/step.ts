/** One optimiser step: Γ, the rate, the update and what is reported of them. */
import type { MaskedBatch } from "../data/mod.ts";
import { NonFiniteValue } from "../program/mod.ts";
import { Random } from "../random/mod.ts";
import type { Json } from "../schedule/mod.ts";
import { GammaError } from "../semantics/mod.ts";
import { trainingSteps } from "./batches.ts";
import { countedTokens } from "./first_chunk.ts";
import { combinedGamma, measureGamma, PAPER_GAMMA } from "./gamma_source.ts";
import type { MeasuredGamma } from "./measured_gamma.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import type { StepOptions } from "./options.ts";
import type { StepRecord } from "./records.ts";
import { rateOf, type StepPlan } from "./step_rate.ts";
import type { PassSettings } from "./step_settings.ts";
import type { TrainingModel } from "./training_model.ts";

/** What came of a step. */
interface Outcome extends MeasuredGamma {
  loss: number;
  objective?: number;
  gradNorm: number;
  learningRate: number;
}

/** A batch and how the training pass sees it. */
interface Part {
  batch: MaskedBatch;
  pass: PassSettings;
}

/**
 * Makes one step. What the method keeps is read from the options' `memory`, and replaced in it.
 *
 * @param batches One, or those that make the step together, each by its masked tokens.
 * @param step The step's number, counted from 1.
 * @param skipped How many steps before it were not made.
 * @throws {NonFiniteError} If it cannot be made; the model and the memory are then as before.
 */
export async function makeStep(
  model: TrainingModel,
  options: StepOptions,
  batches: readonly MaskedBatch[],
  step: number,
  skipped = 0,
): Promise<Omit<StepRecord, "epoch">> {
  const start = performance.now();
  const { schedule, seed, method, memory, gamma: source = PAPER_GAMMA } = options;
  const draw = (stream: string, i: number) => new Random(seed, stream, step, i).uint32() >>> 1;
  const plan: StepPlan = {
    step,
    steps: trainingSteps(options),
    update: step - skipped,
    scheduledRate: schedule(step - 1),
    kept: memory === undefined ? asSaved(method.initial) : memory.kept,
  };
  const parts = batches.map((batch, i): Part => {
    const dropoutSeed = draw("dropout", i);
    const isPart = source.positions === "first-chunk";
    return {
      batch,
      pass: {
        dropoutSeed,
        deal: { seed, step },
        ...(isPart ? { counted: countedTokens(batch, i) } : {}),
      },
    };
  });
  const outcome = await explained(plan, async () => {
    const seed = (i: number) =>
      source.pass === "same" ? parts[i]!.pass.dropoutSeed : draw("gamma-dropout", i);
    const measured = await measureGamma(source, model, batches, seed);
    return batches.length === 1
      ? await singleStep(model, options, parts[0]!, plan, measured)
      : await accumulatedStep(model, options, parts, plan, measured);
  });
  const { gamma, pairs, loss, objective, gradNorm, learningRate } = outcome;
  const gammaRoot = gamma === undefined ? null : gamma ** (1 / source.root);
  if (memory !== undefined && method.keep !== undefined) {
    const { steps, scheduledRate, kept } = plan;
    const made = { step, steps, scheduledRate, learningRate, gammaRoot, loss, gradNorm };
    memory.kept = asSaved(method.keep({ ...made, gamma: gamma ?? null }, kept));
  }
  return {
    type: "step",
    step,
    loss,
    ...(objective === undefined ? {} : { objective }),
    grad_norm: gradNorm,
    scheduled_learning_rate: plan.scheduledRate,
    learning_rate: learningRate,
    gamma: gamma ?? null,
    gamma_root: gammaRoot,
    gamma_pairs: pairs,
    seconds: (performance.now() - start) / 1000,
  };
}

/** What is kept as a checkpoint gives it back, so that an interruption changes nothing. */
export function asSaved(kept: Json = null): Json {
  return JSON.parse(JSON.stringify(kept));
}

/** Says which step it was when a number is met that is not finite, or a Γ that does not exist. */
async function explained<T>({ step, scheduledRate }: StepPlan, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof GammaError) {
      throw new NonFiniteError(
        `Step ${step} was not made: its Γ does not exist. ${error.message}`,
        {
          cause: error,
        },
      );
    }
    if (!(error instanceof NonFiniteValue)) throw error;
    throw new NonFiniteError(
      `Step ${step} was not made: its ${error.what} is not a finite number (A′ was ${scheduledRate}). ` +
        // A′ is finite: what is not is a power of Γ.
        (error.what === "learning rate"
          ? "A Γ of 0, or next to it, has no negative power: use another Γ or β, or another method."
          : "Lower the learning rate or the gradient norm's bound."),
      { cause: error },
    );
  }
}

async function singleStep(
  model: TrainingModel,
  options: StepOptions,
  { batch, pass }: Part,
  plan: StepPlan,
  measured: MeasuredGamma | undefined,
): Promise<Outcome> {
  const { method: { sees = [], power = 0 }, gammaReference } = options;
  let loss: number | undefined;
  // A power of Γ is left to the program; other methods may have to see the step before it is made, and
  // with a reference it must be known that there is a Γ: without one A′ is left as it is.
  const isRelative = power !== 0 && gammaReference !== undefined;
  if (sees.includes("loss") || (sees.includes("gamma") || isRelative) && measured === undefined) {
    const preview = await model.preview(batch, pass);
    loss = preview.loss;
    measured ??= preview;
  }
  const result = await model.step(batch, { ...rateOf(options, plan, measured, loss), ...pass });
  const { gamma, pairs } = measured ?? { gamma: result.gamma, pairs: result.gammaPairs };
  return { ...result, gamma, pairs };
}

async function accumulatedStep(
  model: TrainingModel,
  options: StepOptions,
  parts: readonly Part[],
  plan: StepPlan,
  measured: MeasuredGamma | undefined,
): Promise<Outcome> {
  const { gamma: source = PAPER_GAMMA } = options;
  // One batch of all the chunks would be the mean of their tokens, not that of the batches' means.
  // Transformers weighs so since its pull request 34191.
  const masked = parts.filter(({ batch }) => batch.labels.length > 0);
  const tokens = masked.reduce((sum, { batch }) => sum + batch.labels.length, 0);
  const gammas: MeasuredGamma[] = [];
  let loss = 0, objective: number | undefined;
  try {
    for (const { batch, pass } of masked) {
      const lossScale = batch.labels.length / tokens;
      const part = await model.accumulate(batch, { lossScale, ...pass });
      loss += part.loss * lossScale;
      if (part.objective !== undefined) {
        objective = (objective ?? 0) + part.objective * lossScale;
      }
      gammas.push({ gamma: part.gamma, pairs: part.gammaPairs });
    }
    measured ??= combinedGamma(source, gammas);
    const applied = await model.apply(rateOf(options, plan, measured, loss));
    return { ...measured, loss, ...(objective === undefined ? {} : { objective }), ...applied };
  } catch (error) {
    // Some gradients are summed already, and the next step would add its own to them.
    await model.clearAccumulated();
    throw error;
  }
}

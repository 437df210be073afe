/** The rate of one step: from A′, Γ and what the method keeps to A″. */
import type { Json, RateMethod } from "../schedule/mod.ts";
import { PAPER_GAMMA } from "./gamma_source.ts";
import type { MeasuredGamma } from "./measured_gamma.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import { type StepOptions, TRAIN_DEFAULTS } from "./options.ts";
import type { RateSettings } from "./step_settings.ts";

/** What a step knows before it runs. */
export interface StepPlan {
  /** Counted from 1. */
  step: number;
  /** Steps of the whole run. */
  steps: number;
  /** Its number among the steps made: Adam's moments know nothing of skipped ones. */
  update: number;
  /** A′. */
  scheduledRate: number;
  /** What the method keeps. */
  kept: Json;
}

/**
 * The rate's part of a step. Without a measured Γ the program uses the batch's own; where Γ was
 * measured and is undefined, a power of it leaves A′. A″ = A′ · (Γ ÷ Γ_ref)^κ is made by giving the
 * program A′ · Γ_ref^(−κ) for A′.
 *
 * @param loss This step's, where the method sees it.
 * @throws {NonFiniteError} If Γ has no root, or A′ or A″ is negative or not finite.
 */
export function rateOf(
  options: StepOptions,
  plan: StepPlan,
  measured: MeasuredGamma | undefined,
  loss: number | undefined,
): RateSettings {
  const { method, gamma: { root } = PAPER_GAMMA, gammaReference: reference = 1 } = options;
  const { weightDecay = TRAIN_DEFAULTS.weightDecay } = options;
  const { maxGradNorm = TRAIN_DEFAULTS.maxGradNorm } = options;
  const { step, update, scheduledRate } = plan;
  if (!(scheduledRate >= 0 && scheduledRate < Infinity)) {
    throw new NonFiniteError(
      `Step ${step} was not made: its schedule gives it the rate ${scheduledRate}, which must be a ` +
        "finite number, at least 0.",
    );
  }
  const common = { step: update, weightDecay, maxGradNorm };
  const gamma = measured?.gamma;
  if (gamma !== undefined && !(gamma >= 0 && gamma < Infinity)) {
    throw new NonFiniteError(
      `Step ${step} was not made: its Γ is ${gamma}, which has no root to scale the rate by. ` +
        "Use another β, or Γ as `paper` defines it.",
    );
  }
  if (method.rate !== undefined) {
    const seen = gamma === undefined ? undefined : gamma / reference;
    const rate = seenRate(method, plan, { gamma: seen, root, loss });
    return { ...common, scheduledRate: checkedRate(rate, method, step), gammaPower: 0 };
  }
  const gammaPower = (method.power ?? 0) / root;
  const relative = checkedRate(scheduledRate * reference ** -gammaPower, method, step);
  if (measured === undefined) return { ...common, scheduledRate: relative, gammaPower };
  if (gamma === undefined) return { ...common, scheduledRate, gammaPower: 0 };
  if (gamma > 0) return { ...common, scheduledRate: relative, gammaPower, givenGamma: gamma };
  // The program takes only a positive Γ as one that it is given.
  const rate = checkedRate(relative * gamma ** gammaPower, method, step);
  return { ...common, scheduledRate: rate, gammaPower: 0 };
}

function seenRate(
  method: RateMethod,
  { step, steps, scheduledRate, kept }: StepPlan,
  { gamma, root, loss }: { gamma: number | undefined; root: number; loss: number | undefined },
): number {
  const { sees = [] } = method;
  return method.rate!({
    step,
    steps,
    scheduledRate,
    ...(sees.includes("gamma") && gamma !== undefined
      ? { gamma, gammaRoot: gamma ** (1 / root) }
      : {}),
    ...(sees.includes("loss") && loss !== undefined ? { loss } : {}),
  }, kept);
}

function checkedRate(rate: number, { name }: RateMethod, step: number): number {
  if (rate >= 0 && rate < Infinity) return rate;
  throw new NonFiniteError(
    `Step ${step} was not made: the method ${name} gives it the rate ${rate}, which must be a ` +
      "finite number, at least 0.",
  );
}

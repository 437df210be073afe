/** What a method is once it is made for a run: the reducer that gives each step's rate A″. */

/** What JSON can hold. What a method keeps is of this kind, so a checkpoint can hold it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** A step before its rate is decided. */
export interface StepView {
  /** Counted from 1. */
  step: number;
  /** Steps of the whole run. */
  steps: number;
  /** A′, at least 0. */
  scheduledRate: number;
  /** Γ of this step, where the method `sees` it and there are pairs to compare. */
  gamma?: number;
  /** The root of Γ, above 0, where there is Γ. */
  gammaRoot?: number;
  /** The loss of this step, where the method `sees` it. */
  loss?: number;
}

/** A step after it was made. */
export interface StepOutcome {
  /** Counted from 1. */
  step: number;
  /** Steps of the whole run. */
  steps: number;
  /** A′. */
  scheduledRate: number;
  /** A″, the rate the step was made with. */
  learningRate: number;
  /** Null where no pairs could be compared. */
  gamma: number | null;
  /** The root of Γ, or null. */
  gammaRoot: number | null;
  /** The step's loss, in nats a masked token, before the update. */
  loss: number;
  /** The gradient's norm before clipping. */
  gradNorm: number;
}

/** What a method can see of a step before its rate. */
export const SEEN = ["gamma", "loss"] as const;

/**
 * How a method makes A″ of A′: by a power of Γ's root, or by code that may keep something.
 *
 * @typeParam K What it keeps. A `type`, not an `interface`, which TypeScript does not take for JSON.
 */
export interface RateRule<K extends Json = Json> {
  /**
   * A″ = A′ · root^power, computed inside the training step's graph, without coming back to
   * TypeScript for Γ. Then none of the below. A step without Γ runs with A′.
   */
  readonly power?: number;
  /** What it needs of this very step before the rate: that costs one more forward pass. */
  readonly sees?: readonly (typeof SEEN[number])[];
  /** What it keeps before the first step. @default null */
  readonly initial?: K;
  /** A″. If it is negative or not finite, the step's fate is that of `onNonfinite`. */
  rate?(view: StepView, kept: K): number;
  /** What it keeps after a step that was made. @default {what it kept before} */
  keep?(outcome: StepOutcome, kept: K): K;
}

/** A method ready for one run. */
export interface RateMethod extends RateRule {
  /** The choice's text, which stands in settings, records and plots. */
  readonly name: string;
}

/** What {@linkcode adjusted} supposes of a step besides its rate and Γ. */
export type SupposedStep = Partial<StepView> & {
  /** What the method kept. @default {what it keeps before the first step} */
  kept?: Json;
};

/**
 * A″ of one step, wherever a method's rate is wanted without training: in a plot of what is
 * planned, say.
 *
 * @param scheduledRate A′, at least 0.
 * @param gammaRoot The root of Γ, above 0; undefined where a step has no Γ.
 * @param supposed The rest of the step. By default it is the first one of a run of one step.
 *
 * @example
 * ```ts
 * import { createMethod } from "./create_method.ts";
 * import { adjusted } from "./rate_method.ts";
 * const method = createMethod("SD2", { steps: 1, seed: 0 });
 * if (adjusted(method, 0.1, 2) !== 0.2) throw new Error("twice the rate");
 * ```
 */
export function adjusted(
  method: RateRule,
  scheduledRate: number,
  gammaRoot: number | undefined,
  { kept = method.initial ?? null, ...supposed }: SupposedStep = {},
): number {
  if (method.rate !== undefined) {
    const gamma = gammaRoot === undefined ? {} : { gammaRoot };
    return method.rate({ step: 1, steps: 1, ...supposed, scheduledRate, ...gamma }, kept);
  }
  const { power = 0 } = method;
  return gammaRoot === undefined ? scheduledRate : scheduledRate * gammaRoot ** power;
}

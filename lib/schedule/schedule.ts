/**
 * The scheduled rate A′ as a pure function of the step, equal to Hugging Face's `get_scheduler`
 * (`transformers/optimization.py`: `get_constant_schedule_with_warmup`,
 * `get_linear_schedule_with_warmup`, `get_cosine_schedule_with_warmup` with half a cycle).
 */

/**
 * A′, the learning rate of a 0-based optimiser step. Asked afresh at every step, so what a method
 * does to one step's rate never carries over to the next.
 */
export type Schedule = (step: number) => number;

/** Names that {@linkcode createSchedule} knows, in the order of the nine curves. */
export const SCHEDULES = ["constant", "linear", "cosine"] as const;

/** One of {@linkcode SCHEDULES}. */
export type ScheduleName = (typeof SCHEDULES)[number];

/** Options of {@linkcode constant}. */
export interface WarmupOptions {
  /**
   * Steps over which the rate climbs in equal parts from 0: step 0 has rate 0, step `warmupSteps`
   * the full rate.
   * @default 0
   */
  warmupSteps?: number;
}

/** Options of {@linkcode linear} and {@linkcode cosine}. */
export interface DecayOptions extends WarmupOptions {
  /** Optimiser steps of the whole run, warm-up included: the step at which the rate is 0. */
  trainingSteps: number;
}

function requireRate(rate: number): void {
  if (!Number.isFinite(rate) || rate < 0) {
    throw new RangeError(`A learning rate must be a finite number, at least 0: got ${rate}.`);
  }
}

function requireSteps(name: string, steps: number): void {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new RangeError(`${name} must be an integer, at least 0: got ${steps}.`);
  }
}

/** The shared shape: a climb to `rate`, then `rate` × `decay(step, steps left after the climb)`. */
function warmed(
  rate: number,
  { trainingSteps, warmupSteps = 0 }: DecayOptions,
  decay: (step: number, decaySteps: number, warmupSteps: number) => number,
): Schedule {
  requireRate(rate);
  requireSteps("trainingSteps", trainingSteps);
  requireSteps("warmupSteps", warmupSteps);
  const decaySteps = Math.max(1, trainingSteps - warmupSteps);
  return (step) =>
    rate * (step < warmupSteps ? step / warmupSteps : decay(step, decaySteps, warmupSteps));
}

/**
 * The same rate at every step, after an optional warm-up (Hugging Face's `constant`, or
 * `constant_with_warmup` where there are warm-up steps).
 *
 * @param rate The full rate, at least 0.
 * @throws {RangeError} If the rate or the warm-up is not in its range.
 *
 * @example
 * ```ts
 * import { constant } from "./schedule.ts";
 * const schedule = constant(2e-5);
 * if (schedule(0) !== 2e-5 || schedule(1000) !== 2e-5) throw new Error("constant");
 * ```
 */
export function constant(rate: number, options: WarmupOptions = {}): Schedule {
  return warmed(rate, { ...options, trainingSteps: options.warmupSteps ?? 0 }, () => 1);
}

/**
 * After an optional warm-up, a straight line from `rate` down to 0 at `trainingSteps`.
 *
 * @param rate The full rate, at least 0.
 * @throws {RangeError} If the rate or a number of steps is not in its range.
 */
export function linear(rate: number, options: DecayOptions): Schedule {
  const { trainingSteps } = options;
  return warmed(
    rate,
    options,
    (step, decaySteps) => Math.max(0, (trainingSteps - step) / decaySteps),
  );
}

/**
 * After an optional warm-up, half a wave of the cosine from `rate` down to 0 at `trainingSteps`.
 * Past the end, where training never goes, the wave climbs again, as Hugging Face's does.
 *
 * @param rate The full rate, at least 0.
 * @throws {RangeError} If the rate or a number of steps is not in its range.
 */
export function cosine(rate: number, options: DecayOptions): Schedule {
  return warmed(
    rate,
    options,
    (step, decaySteps, warmupSteps) =>
      0.5 * (1 + Math.cos(Math.PI * ((step - warmupSteps) / decaySteps))),
  );
}

/** Whether a text is the name of a schedule. */
export function isScheduleName(name: string): name is ScheduleName {
  return (SCHEDULES as readonly string[]).includes(name);
}

/**
 * The schedule of a name.
 *
 * @throws {RangeError} If the name is unknown, or the rate or a number of steps not in its range.
 *
 * @example
 * ```ts
 * import { createSchedule } from "./schedule.ts";
 * const schedule = createSchedule("linear", 0.1, { trainingSteps: 10 });
 * if (schedule(5) !== 0.05) throw new Error("half the way, half the rate");
 * ```
 */
export function createSchedule(name: ScheduleName, rate: number, options: DecayOptions): Schedule {
  switch (name) {
    case "constant":
      return constant(rate, options);
    case "linear":
      return linear(rate, options);
    case "cosine":
      return cosine(rate, options);
    default:
      throw new RangeError(`No schedule is named "${name}": it is one of ${SCHEDULES.join(", ")}.`);
  }
}

/** What schedules share: the checks of rates and steps, and the climb before the decay. */
import type { Schedule, ScheduleContext } from "./define_schedule.ts";

/** Options of a schedule that has no end, such as `constant`. */
export interface WarmupOptions {
  /**
   * Steps over which the rate climbs in equal parts from 0: step 0 has rate 0, step `warmupSteps`
   * the full rate.
   * @default 0
   */
  warmupSteps?: number;
}

/** Options of a schedule that comes down, such as `linear`. */
export interface DecayOptions extends WarmupOptions {
  /** Optimiser steps of the whole run, warm-up included. */
  trainingSteps: number;
}

/** @throws {RangeError} If the rate or a number of steps is not in its range. */
export function checkRateAndSteps(
  { learningRate, trainingSteps, warmupSteps }: Omit<ScheduleContext, "parameters">,
): void {
  if (!Number.isFinite(learningRate) || learningRate < 0) {
    throw new RangeError(
      `A learning rate must be a finite number, at least 0: got ${learningRate}.`,
    );
  }
  for (const [name, steps] of Object.entries({ trainingSteps, warmupSteps })) {
    if (!Number.isInteger(steps) || steps < 0) {
      throw new RangeError(`${name} must be an integer, at least 0: got ${steps}.`);
    }
  }
}

/**
 * The shared shape: a climb in equal parts from 0, then `rate` × `decay(step, decaySteps)`.
 *
 * @param decay The share of the rate at a step after the climb; `decaySteps`, at least 1, are the
 * training steps after it.
 */
export function warmed(
  { learningRate, trainingSteps, warmupSteps }: Omit<ScheduleContext, "parameters">,
  decay: (step: number, decaySteps: number) => number,
): Schedule {
  const decaySteps = Math.max(1, trainingSteps - warmupSteps);
  return (step) =>
    learningRate * (step < warmupSteps ? step / warmupSteps : decay(step, decaySteps));
}

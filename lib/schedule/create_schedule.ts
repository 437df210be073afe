/** From a choice in settings to A′. */
import { type ChoiceJson, choose, type Registry } from "../definition/mod.ts";
import type { Schedule, ScheduleDefinition } from "./define_schedule.ts";
import { SCHEDULES } from "./schedules.ts";
import { checkRateAndSteps, type DecayOptions } from "./warmed.ts";

/** Options of {@linkcode createSchedule}. */
export interface ScheduleOptions extends DecayOptions {
  /** Those that can be chosen. @default SCHEDULES */
  schedules?: Registry<ScheduleDefinition>;
}

/**
 * The schedule of a name, with values for its parameters where they are given.
 *
 * @param choice A name, `cosine_with_min_lr:minLrRate=0.1`, or the same as an object.
 * @param learningRate The full rate, at least 0.
 * @throws {InputError} If there is no such schedule or parameter, or its values cannot be used.
 * @throws {RangeError} If the rate or a number of steps is not in its range.
 *
 * @example
 * ```ts
 * import { createSchedule } from "./create_schedule.ts";
 * const schedule = createSchedule("linear", 0.1, { trainingSteps: 10 });
 * if (schedule(5) !== 0.05) throw new Error("half the way, half the rate");
 * ```
 */
export function createSchedule(
  choice: ChoiceJson,
  learningRate: number,
  { trainingSteps, warmupSteps = 0, schedules = SCHEDULES }: ScheduleOptions,
): Schedule {
  const { definition, parameters } = choose(schedules, choice);
  const context = { learningRate, trainingSteps, warmupSteps };
  checkRateAndSteps(context);
  return definition.create({ ...context, parameters });
}

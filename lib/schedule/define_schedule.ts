/** What a schedule is: the scheduled rate A′ as a pure function of the step. */
import {
  aNumber,
  calls,
  checkDefinitionName,
  type Contract,
  type Definition,
  formOf,
  type Parameter,
  type ParametersOf,
  type ParameterValues,
  spreadable,
} from "../definition/mod.ts";

/**
 * A′, the learning rate of a 0-based optimiser step. Asked afresh at every step, so what a method
 * does to one step's rate never carries over to the next.
 */
export type Schedule = (step: number) => number;

/** What a schedule is made for. */
export interface ScheduleContext<P = ParameterValues> {
  /** The full rate, finite, at least 0. */
  learningRate: number;
  /** Optimiser steps of the whole run, warm-up included; an integer, at least 0. */
  trainingSteps: number;
  /** Steps over which the rate climbs; an integer, at least 0. */
  warmupSteps: number;
  /** The values of the definition's parameters, defaults included. */
  parameters: P;
}

/** A schedule that can be chosen by its name. */
export interface ScheduleDefinition extends Definition {
  /** That it is a schedule. */
  readonly kind: "schedule";
  /**
   * A′ of each step of one run.
   *
   * @throws {InputError} If the parameters do not go together, or not with the rate.
   */
  create(context: ScheduleContext): Schedule;
}

/** What a schedule must be. */
export const SCHEDULE_FORM: Contract = formOf("schedule", {
  create: calls(calls(aNumber, { gives: "the rate of a step" })),
});

/**
 * A schedule from its name, a phrase, its parameters and its code.
 *
 * @throws {TypeError} If the name is not one that a definition can have.
 *
 * @example A schedule that halves the rate every so many steps
 * ```ts
 * import { whole } from "../definition/mod.ts";
 * import { createSchedule } from "./create_schedule.ts";
 * import { defineSchedule } from "./define_schedule.ts";
 * import { SCHEDULES } from "./schedules.ts";
 * const halving = defineSchedule({
 *   name: "halving",
 *   description: "half the rate after every so many steps",
 *   parameters: { every: { description: "how many", rule: whole(1), default: 10 } },
 *   create: ({ learningRate, parameters: { every } }) => (step) =>
 *     learningRate * 0.5 ** Math.floor(step / every),
 * });
 * const schedules = SCHEDULES.with([halving]);
 * const schedule = createSchedule("halving:every=5", 0.1, { trainingSteps: 20, schedules });
 * if (schedule(4) !== 0.1 || schedule(5) !== 0.05) throw new Error("halving");
 * ```
 */
export function defineSchedule<
  // deno-lint-ignore ban-types
  const P extends Readonly<Record<string, Parameter>> = {},
>(
  definition: {
    name: string;
    description: string;
    parameters?: P;
    create(context: ScheduleContext<ParametersOf<P>>): Schedule;
  },
): ScheduleDefinition {
  checkDefinitionName("schedule", definition.name);
  // A registry holds schedules of any parameters; `choose` has checked their values by the rules.
  return { ...spreadable(definition), kind: "schedule" } as unknown as ScheduleDefinition;
}

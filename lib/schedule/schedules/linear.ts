/** A straight line down to 0. */
import { defineSchedule, type Schedule } from "../define_schedule.ts";
import { checkRateAndSteps, type DecayOptions, warmed } from "../warmed.ts";

/** `linear` of Hugging Face. */
export const LINEAR = defineSchedule({
  name: "linear",
  description: "a straight line down to 0 at the last step",
  create: (context) =>
    warmed(
      context,
      (step, decaySteps) => Math.max(0, (context.trainingSteps - step) / decaySteps),
    ),
});

/**
 * After an optional warm-up, a straight line from `rate` down to 0 at `trainingSteps`.
 *
 * @param rate The full rate, at least 0.
 * @throws {RangeError} If the rate or a number of steps is not in its range.
 *
 * @example
 * ```ts
 * import { linear } from "./linear.ts";
 * if (linear(0.1, { trainingSteps: 10 })(5) !== 0.05) throw new Error("half the way, half the rate");
 * ```
 */
export function linear(rate: number, { trainingSteps, warmupSteps = 0 }: DecayOptions): Schedule {
  const context = { learningRate: rate, trainingSteps, warmupSteps };
  checkRateAndSteps(context);
  return LINEAR.create({ ...context, parameters: {} });
}

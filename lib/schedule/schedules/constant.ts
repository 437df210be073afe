/** The same rate at every step. */
import { defineSchedule, type Schedule } from "../define_schedule.ts";
import { checkRateAndSteps, warmed, type WarmupOptions } from "../warmed.ts";

/** `constant` of Hugging Face, or `constant_with_warmup` where there are warm-up steps. */
export const CONSTANT = defineSchedule({
  name: "constant",
  description: "the same rate at every step",
  create: (context) => warmed(context, () => 1),
});

/**
 * The same rate at every step, after an optional warm-up.
 *
 * @param rate The full rate, at least 0.
 * @throws {RangeError} If the rate or the warm-up is not in its range.
 *
 * @example
 * ```ts
 * import { constant } from "./constant.ts";
 * const schedule = constant(2e-5);
 * if (schedule(0) !== 2e-5 || schedule(1000) !== 2e-5) throw new Error("constant");
 * ```
 */
export function constant(rate: number, { warmupSteps = 0 }: WarmupOptions = {}): Schedule {
  const context = { learningRate: rate, trainingSteps: warmupSteps, warmupSteps };
  checkRateAndSteps(context);
  return CONSTANT.create({ ...context, parameters: {} });
}

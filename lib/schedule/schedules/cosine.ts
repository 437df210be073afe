/** Half a wave of the cosine, or more of it. */
import { real } from "../../definition/mod.ts";
import { defineSchedule, type Schedule, type ScheduleContext } from "../define_schedule.ts";
import { checkRateAndSteps, type DecayOptions, warmed } from "../warmed.ts";

/** How many waves, as a parameter of several schedules. */
export const NUM_CYCLES = {
  description: "how many waves; half a one comes down once",
  rule: real("a number above 0", (value) => value > 0),
  default: 0.5,
} as const;

/** The cosine's height, from 1 to 0, after a share of the decay. */
export function wave(progress: number, numCycles: number): number {
  // In Python's order of operations; with half a cycle the factor is π, to the bit.
  return 0.5 * (1 + Math.cos(Math.PI * numCycles * 2 * progress));
}

/** A warm-up, then a wave from the rate down to a share of it. */
export function warmedWave(
  context: Omit<ScheduleContext, "parameters">,
  numCycles: number,
  least: number,
): Schedule {
  const { warmupSteps } = context;
  return warmed(context, (step, decaySteps) => {
    const height = wave((step - warmupSteps) / decaySteps, numCycles);
    return Math.max(0, height * (1 - least) + least);
  });
}

/** `cosine` of Hugging Face. */
export const COSINE = defineSchedule({
  name: "cosine",
  description: "half a wave of the cosine down to 0 at the last step",
  parameters: { numCycles: NUM_CYCLES },
  create: (context) => warmedWave(context, context.parameters.numCycles, 0),
});

/**
 * After an optional warm-up, half a wave of the cosine from `rate` down to 0 at `trainingSteps`.
 * Past the end, where training never goes, the wave climbs again, as Hugging Face's does.
 *
 * @param rate The full rate, at least 0.
 * @throws {RangeError} If the rate or a number of steps is not in its range.
 *
 * @example
 * ```ts
 * import { cosine } from "./cosine.ts";
 * const rate = cosine(0.1, { trainingSteps: 10 })(5);
 * if (Math.abs(rate - 0.05) > 1e-15) throw new Error("half the way, half the rate");
 * ```
 */
export function cosine(rate: number, { trainingSteps, warmupSteps = 0 }: DecayOptions): Schedule {
  const context = { learningRate: rate, trainingSteps, warmupSteps };
  checkRateAndSteps(context);
  return COSINE.create({ ...context, parameters: { numCycles: NUM_CYCLES.default } });
}

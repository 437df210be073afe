/** Up, level, down. */
import { oneOf, real, whole } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import { defineSchedule, type ScheduleContext } from "../define_schedule.ts";
import { NUM_CYCLES, wave } from "./cosine.ts";

/**
 * The decay's share of the training if nothing is said of it (Hugging Face's schedule then has no
 * default): with a fifth it comes as far as the cosine (Hägele et al., "Scaling laws and
 * compute-optimal training beyond fixed training durations", NeurIPS 2024).
 */
const DECAY_FRACTION = 0.2;

const shape = oneOf(["linear", "cosine", "1-sqrt"]);

/** `warmup_stable_decay` of Hugging Face (`get_wsd_schedule`). */
export const WARMUP_STABLE_DECAY = defineSchedule({
  name: "warmup_stable_decay",
  description: "up during the warm-up, level, and down over the last steps",
  parameters: {
    numDecaySteps: {
      description: "steps of the decay",
      rule: whole(0),
    },
    decayFraction: {
      description:
        `in its place, a share of the training steps, rounded; ${DECAY_FRACTION} if neither is given`,
      rule: real("a number from 0 to 1", (value) => value >= 0 && value <= 1),
    },
    numStableSteps: {
      description: "steps at the full rate (all that are left by the others)",
      rule: whole(0),
    },
    warmupType: { description: "the way up", rule: shape, default: "linear" },
    decayType: { description: "the way down", rule: shape, default: "cosine" },
    minLrRatio: {
      description: "where the way up begins and the way down ends, as a share of the full rate",
      rule: real("a number from 0 to 1", (value) => value >= 0 && value <= 1),
      default: 0,
    },
    numCycles: NUM_CYCLES,
  },
  create: (context) => {
    const { learningRate, trainingSteps, warmupSteps, parameters } = context;
    const { warmupType, decayType, minLrRatio, numCycles } = parameters;
    const decaySteps = stepsOfDecay(context, parameters);
    const stableSteps = parameters.numStableSteps ?? trainingSteps - warmupSteps - decaySteps;
    const decayStart = warmupSteps + stableSteps;
    const share = (height: number) => Math.max(0, height * (1 - minLrRatio) + minLrRatio);
    return (step) => {
      if (step < warmupSteps) return learningRate * share(UP[warmupType](step / warmupSteps));
      if (step < decayStart) return learningRate;
      if (step >= decayStart + decaySteps) return learningRate * minLrRatio;
      const progress = (step - decayStart) / decaySteps;
      return learningRate * share(DOWN[decayType](progress, numCycles));
    };
  },
});

/** Heights of the way up, after a share of it. */
const UP = {
  linear: (progress: number) => progress,
  cosine: (progress: number) => 0.5 * (1 - Math.cos(Math.PI * progress)),
  "1-sqrt": (progress: number) => 1 - Math.sqrt(1 - progress),
};

/** Heights of the way down, after a share of it. */
const DOWN = {
  linear: (progress: number) => 1 - progress,
  cosine: wave,
  "1-sqrt": (progress: number) => 1 - Math.sqrt(progress),
};

function stepsOfDecay(
  { trainingSteps, warmupSteps }: ScheduleContext<unknown>,
  { numDecaySteps, decayFraction }: { numDecaySteps?: number; decayFraction?: number },
): number {
  if (numDecaySteps !== undefined && decayFraction !== undefined) {
    throw new InputError("warmup_stable_decay is given both numDecaySteps and decayFraction", {
      mend: "Give it one of the two",
    });
  }
  if (numDecaySteps !== undefined) return numDecaySteps;
  // Where the warm-up leaves fewer steps, the decay has all of these, so that the peak is reached.
  const left = Math.max(0, trainingSteps - warmupSteps);
  return Math.min(left, Math.round((decayFraction ?? DECAY_FRACTION) * trainingSteps));
}

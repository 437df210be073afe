/** A wave of the cosine that ends above 0. */
import { real } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import { defineSchedule } from "../define_schedule.ts";
import { NUM_CYCLES, warmedWave } from "./cosine.ts";

/** Where the rate ends if nothing is said of it: Hugging Face's schedule then has no default. */
const MIN_LR_RATE = 0.1;

/** `cosine_with_min_lr` of Hugging Face. */
export const COSINE_WITH_MIN_LR = defineSchedule({
  name: "cosine_with_min_lr",
  description: "half a wave of the cosine down to a least rate",
  parameters: {
    minLr: {
      description: "the least rate",
      rule: real("a number of at least 0", (value) => value >= 0),
    },
    minLrRate: {
      description: `in its place, a share of the full rate; ${MIN_LR_RATE} if neither is given`,
      rule: real("a number from 0 to 1", (value) => value >= 0 && value <= 1),
    },
    numCycles: NUM_CYCLES,
  },
  create: (context) => {
    const { minLr, minLrRate, numCycles } = context.parameters;
    return warmedWave(context, numCycles, leastShare(context.learningRate, minLr, minLrRate));
  },
});

function leastShare(
  learningRate: number,
  minLr: number | undefined,
  minLrRate: number | undefined,
): number {
  if (minLr === undefined) return minLrRate ?? MIN_LR_RATE;
  if (minLrRate !== undefined) {
    throw new InputError("cosine_with_min_lr is given both minLr and minLrRate", {
      mend: "Give it one of the two",
    });
  }
  if (minLr > learningRate) {
    throw new InputError(`minLr ${minLr} of cosine_with_min_lr is above the rate ${learningRate}`, {
      mend: "It must be at most learningRate",
    });
  }
  // A rate of 0 stays there.
  return learningRate === 0 ? 0 : minLr / learningRate;
}

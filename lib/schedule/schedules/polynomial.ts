/** A power of the share of the training that is left. */
import { real } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import { defineSchedule } from "../define_schedule.ts";
import { warmed } from "../warmed.ts";

const notNegative = real("a number of at least 0", (value) => value >= 0);

/** `polynomial` of Hugging Face. */
export const POLYNOMIAL = defineSchedule({
  name: "polynomial",
  description: "a power of the share of the steps that are left, down to a last rate",
  parameters: {
    lrEnd: {
      description: "the last rate, below the full one",
      rule: notNegative,
      default: 1e-7,
    },
    power: {
      description: "1 is a straight line, 2 a parabola",
      rule: notNegative,
      default: 1,
    },
  },
  create: (context) => {
    const { learningRate, trainingSteps, warmupSteps, parameters: { lrEnd, power } } = context;
    if (!(learningRate > lrEnd)) {
      throw new InputError(`lrEnd ${lrEnd} of polynomial is not below the rate ${learningRate}`, {
        mend: "Give it a smaller lrEnd, or a higher learningRate",
      });
    }
    return warmed(context, (step, decaySteps) => {
      if (step > trainingSteps) return lrEnd / learningRate;
      const left = 1 - (step - warmupSteps) / decaySteps;
      return ((learningRate - lrEnd) * left ** power + lrEnd) / learningRate;
    });
  },
});

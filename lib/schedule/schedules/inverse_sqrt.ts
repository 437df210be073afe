/** One over the square root of the step. */
import { whole } from "../../definition/mod.ts";
import { defineSchedule } from "../define_schedule.ts";
import { warmed } from "../warmed.ts";

/** The time scale without a warm-up. */
const TIMESCALE = 10_000;

/**
 * `inverse_sqrt` of Hugging Face, which is that of Zhai, Kolesnikov, Houlsby and Beyer, "Scaling
 * vision transformers", CVPR 2022. It does not depend on how many steps are made.
 */
export const INVERSE_SQRT = defineSchedule({
  name: "inverse_sqrt",
  description: "one over the square root of the steps, for training without a known end",
  parameters: {
    timescale: {
      description: `steps after which it has fallen to 1 / √2 (warm-up steps, or ${TIMESCALE})`,
      rule: whole(1),
    },
  },
  create: (context) => {
    const { warmupSteps } = context;
    const timescale = context.parameters.timescale ?? (warmupSteps || TIMESCALE);
    const shift = timescale - warmupSteps;
    return warmed(context, (step) => 1 / Math.sqrt((step + shift) / timescale));
  },
});

/** Another run's factors: a control for what a method does at which step. */
import { oneOf } from "../../definition/mod.ts";
import { Random } from "../../random/mod.ts";
import { defineMethod } from "../define_method.ts";
import { reference, REFERENCE_PARAMETERS, requireFactors } from "../factors.ts";

/**
 * A″ = A′ · the factor that another run had at this step, or at another one of its steps. In the
 * same order it shows whether a method's gain comes from its rates alone; shuffled, whether it
 * matters at which step they are taken.
 */
export const REPLAY = defineMethod({
  name: "replay",
  description: "the scheduled rate times what another run's method made of it, step by step",
  parameters: {
    ...REFERENCE_PARAMETERS,
    order: {
      description: "whether the factors come as they were, or in an order that the seed decides",
      rule: oneOf(["same", "shuffled"]),
      default: "same",
    },
  },
  needs: reference,
  create: (context) => {
    const { seed, parameters: { order } } = context;
    const read = requireFactors("replay", context).map((factor) => factor ?? 1);
    const factors = order === "same" ? read : new Random(seed, "replay").shuffle(read);
    return { rate: ({ step, scheduledRate }) => scheduledRate * factors[step - 1]! };
  },
});

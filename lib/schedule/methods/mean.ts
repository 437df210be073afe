/** One factor that is as large as another run's: a control for how large a method's rates are. */
import { InputError } from "../../io/mod.ts";
import { defineMethod } from "../define_method.ts";
import { reference, REFERENCE_PARAMETERS, requireFactors } from "../factors.ts";

/**
 * A″ = A′ · the geometric mean of another run's factors. What that run gains over this one it does
 * not owe to larger or smaller rates throughout. The mean is geometric since factors multiply: half
 * the rate and twice the rate are on average the rate. Steps that tell of no factor do not count.
 */
export const MEAN = defineMethod({
  name: "mean",
  description: "the scheduled rate times the geometric mean of what another run made of it",
  parameters: REFERENCE_PARAMETERS,
  needs: reference,
  create: (context) => {
    const steps = requireFactors("mean", context);
    const zero = steps.indexOf(0);
    if (zero >= 0) {
      const { of } = context.parameters;
      throw new InputError(
        `step ${zero + 1} of ${of} has the factor 0, and so would have the mean`,
        { mend: `Let mean read a run whose rates are above 0 wherever the schedule's are` },
      );
    }
    const factors = steps.filter((factor) => factor !== null);
    const sum = factors.reduce((logarithms, factor) => logarithms + Math.log(factor), 0);
    const mean = Math.exp(sum / Math.max(1, factors.length));
    return { rate: ({ scheduledRate }) => scheduledRate * mean };
  },
});

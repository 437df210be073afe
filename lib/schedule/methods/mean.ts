/** One factor that is as large as another run's: a control for how large a method's rates are. */
import { defineMethod } from "../define_method.ts";
import { reference, REFERENCE_PARAMETERS, requireFactors } from "../factors.ts";

/**
 * A″ = A′ · the geometric mean of another run's factors. What that run gains over this one it does
 * not owe to larger or smaller rates throughout. The mean is geometric since factors multiply: half
 * the rate and twice the rate are on average the rate.
 */
export const MEAN = defineMethod({
  name: "mean",
  description: "the scheduled rate times the geometric mean of what another run made of it",
  parameters: REFERENCE_PARAMETERS,
  needs: reference,
  create: (context) => {
    const factors = requireFactors("mean", context);
    const sum = factors.reduce((logarithms, factor) => logarithms + Math.log(factor), 0);
    const mean = Math.exp(sum / Math.max(1, factors.length));
    return { rate: ({ scheduledRate }) => scheduledRate * mean };
  },
});

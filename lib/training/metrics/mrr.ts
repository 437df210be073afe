/** How far down the list of words the right one stands. */
import { defineMetric } from "../define_metric.ts";

/** The mean of 1 ÷ the right word's rank: 1 where it is always first, 1/2 where always second. */
export const EVAL_MRR = defineMetric({
  name: "eval_mrr",
  description: "mean reciprocal rank of the right words among all words",
  title: "mean reciprocal rank",
  format: ".4f",
  better: "higher",
  reads: ["ranks"],
  create() {
    let sum = 0, tokens = 0;
    return {
      update({ ranks }) {
        for (const rank of ranks) sum += 1 / rank;
        tokens += ranks.length;
      },
      result: () => sum / tokens,
    };
  },
});

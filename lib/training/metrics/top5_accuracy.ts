/** How often the right word is among the five likeliest. */
import { defineMetric } from "../define_metric.ts";

/** How many words a guess may name. */
const WORDS = 5;

/** The share of masked tokens whose right word is among the five likeliest. */
export const EVAL_TOP5_ACCURACY = defineMetric({
  name: "eval_top5_accuracy",
  description: "share of the masked tokens whose right word is among the five likeliest",
  title: "top-5 accuracy",
  format: ".4f",
  better: "higher",
  reads: ["ranks"],
  create() {
    let found = 0, tokens = 0;
    return {
      update({ ranks }) {
        found += ranks.reduce((count, rank) => count + (rank <= WORDS ? 1 : 0), 0);
        tokens += ranks.length;
      },
      result: () => found / tokens,
    };
  },
});

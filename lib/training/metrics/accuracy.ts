/** How often the likeliest word is the right one. */
import { defineMetric } from "../define_metric.ts";

/** The share of masked tokens whose likeliest word is the right one. */
export const EVAL_ACCURACY = defineMetric({
  name: "eval_accuracy",
  description: "share of the masked tokens whose likeliest word is the right one",
  title: "accuracy",
  format: ".4f",
  better: "higher",
  reads: ["correct"],
  create() {
    let right = 0, tokens = 0;
    return {
      update({ correct, maskedTokens }) {
        right += correct;
        tokens += maskedTokens;
      },
      result: () => right / tokens,
    };
  },
});

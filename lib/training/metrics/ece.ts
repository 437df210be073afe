/** Whether the model is as often right as it is sure. */
import { whole } from "../../definition/mod.ts";
import { defineMetric } from "../define_metric.ts";

/**
 * The expected calibration error (Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural
 * networks", ICML 2017, equation 3): tokens are put into bins of equal width by the probability of
 * their likeliest word; of each bin one takes how far the share of right ones is from the mean
 * probability, and of all bins the mean, weighted by their tokens. From 0, as often right as sure, to
 * 1. Bin m of M holds the probabilities above (m − 1)/M and up to m/M.
 */
export const EVAL_ECE = defineMetric({
  name: "eval_ece",
  description: "expected calibration error: how far certainty is from the share of right words",
  title: "calibration error",
  format: ".4f",
  better: "lower",
  parameters: {
    bins: { description: "how many bins of equal width", rule: whole(1), default: 15 },
  },
  reads: ["confidences", "predictions"],
  create({ parameters }) {
    const bins = Number(parameters["bins"]);
    const tokens = new Float64Array(bins), sure = new Float64Array(bins);
    const right = new Float64Array(bins);
    return {
      update({ batch: { labels }, confidences, predictions }) {
        confidences.forEach((confidence, i) => {
          const bin = Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1);
          tokens[bin]! += 1;
          sure[bin]! += confidence;
          if (predictions[i] === labels[i]) right[bin]! += 1;
        });
      },
      result() {
        const gaps = right.reduce((sum, count, bin) => sum + Math.abs(count - sure[bin]!), 0);
        return gaps / tokens.reduce((sum, count) => sum + count, 0);
      },
    };
  },
});

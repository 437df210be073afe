/** How far in meaning the wrong predictions are from the right words. */
import { defineMetric } from "../define_metric.ts";

/**
 * The mean of Osgood's D of the predicted and the right word over the wrong predictions, whatever Γ the
 * run has: it tells whether errors are near in meaning, not how many there are. Pairs of which a word
 * has no profile are left out; null where none is left.
 */
export const EVAL_SEMANTIC_ERROR_WRONG = defineMetric({
  name: "eval_semantic_error_wrong",
  description: "mean of Osgood's D of the predicted and the right words where these differ",
  title: "semantic error of wrong predictions",
  format: ".4f",
  better: "lower",
  reads: ["predictions"],
  osgood: true,
  create({ osgoodDistance }) {
    let sum = 0, pairs = 0;
    return {
      update({ batch: { labels }, predictions }) {
        labels.forEach((label, i) => {
          const predicted = predictions[i]!;
          const distance = label === predicted ? undefined : osgoodDistance?.(label, predicted);
          if (distance === undefined) return;
          sum += distance;
          pairs++;
        });
      },
      result: () => pairs === 0 ? null : sum / pairs,
    };
  },
});

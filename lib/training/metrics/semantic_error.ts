/** How far in meaning the predicted words are from the right ones. */
import { defineMetric } from "../define_metric.ts";

/**
 * The mean distance of the predicted and the right words' profiles, with the run's Γ deciding which
 * profile and which distance. Pairs of which a word has no profile, or whose distance does not exist,
 * are left out; null where none is left. A right prediction is not at distance 0 by every measure:
 * by cross-entropy, which `paper` has, it is the entropy of the word's own profile.
 */
export const EVAL_SEMANTIC_ERROR = defineMetric({
  name: "eval_semantic_error",
  description: "mean distance of the predicted and the right words' semantic profiles",
  title: "semantic error",
  format: ".4f",
  better: "lower",
  reads: ["predictions"],
  create({ wordDistance }) {
    let sum = 0, pairs = 0;
    return {
      update({ batch: { labels }, predictions }) {
        labels.forEach((label, i) => {
          const distance = wordDistance?.(label, predictions[i]!);
          if (distance === undefined) return;
          sum += distance;
          pairs++;
        });
      },
      result: () => pairs === 0 ? null : sum / pairs,
    };
  },
});

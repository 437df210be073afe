/** How many cloze questions are answered rightly by the words that they offer. */
import type { ClozeOption } from "../cloze_items.ts";
import type { MaskedSequence } from "../padded_batches.ts";
import { defineMetric } from "../define_metric.ts";

/** An option's pieces, each masked in turn while the others are seen. */
function sequences({ ids, first, pieces }: ClozeOption): MaskedSequence[] {
  return Array.from({ length: pieces }, (_, i) => ({
    ids,
    position: first + i,
    label: ids[first + i]!,
  }));
}

/**
 * The share of blanks for which the right option has the greatest pseudo-log-likelihood (Salazar,
 * Liang, Nguyen and Kirchhoff, "Masked language model scoring", ACL 2020): the sum of ln p of its
 * pieces, each masked while all others are seen. The words around are the same for all options, so
 * only an option's own pieces are scored. Null where there are no questions.
 */
export const EVAL_CLOZE_ACCURACY = defineMetric({
  name: "eval_cloze_accuracy",
  description: "share of the passages' blanks whose right option is the likeliest of those offered",
  title: "cloze accuracy",
  format: ".4f",
  better: "higher",
  async measure({ clozeItems, logProbabilities }) {
    if (clozeItems.length === 0) return null;
    const scores = await logProbabilities(
      clozeItems.flatMap(({ options }) => options.flatMap(sequences)),
    );
    let next = 0, right = 0;
    for (const { options, answer } of clozeItems) {
      const sums = options.map(({ pieces }) =>
        scores.subarray(next, next += pieces).reduce((sum, score) => sum + score, 0)
      );
      if (sums.indexOf(Math.max(...sums)) === answer) right++;
    }
    return right / clozeItems.length;
  },
});

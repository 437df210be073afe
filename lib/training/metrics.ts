/** The metrics there are. A further one is a file beside these and a line here. */
import { type ChoiceJson, choose, Registry } from "../definition/mod.ts";
import { EVAL_ACCURACY } from "./metrics/accuracy.ts";
import { EVAL_CLOZE_ACCURACY } from "./metrics/cloze_accuracy.ts";
import { type ChosenMetric, METRIC_FORM, type MetricDefinition } from "./define_metric.ts";
import { EVAL_ECE } from "./metrics/ece.ts";
import { EVAL_LOSS, EVAL_PERPLEXITY } from "./metrics/loss.ts";
import { EVAL_MRR } from "./metrics/mrr.ts";
import { EVAL_SEMANTIC_ERROR } from "./metrics/semantic_error.ts";
import { EVAL_SEMANTIC_ERROR_WRONG } from "./metrics/semantic_error_wrong.ts";
import { EVAL_TOP5_ACCURACY } from "./metrics/top5_accuracy.ts";

/** The metrics by name, in the order of tables. */
export const METRICS: Registry<MetricDefinition> = new Registry("metric", [
  EVAL_LOSS,
  EVAL_PERPLEXITY,
  EVAL_ACCURACY,
  EVAL_TOP5_ACCURACY,
  EVAL_MRR,
  EVAL_ECE,
  EVAL_SEMANTIC_ERROR,
  EVAL_SEMANTIC_ERROR_WRONG,
  EVAL_CLOZE_ACCURACY,
], METRIC_FORM);

/** What is measured unless told otherwise. */
export const DEFAULT_METRICS = ["eval_loss", "eval_perplexity", "eval_accuracy"] as const;

/**
 * The metrics of some choices, such as `eval_accuracy` or `eval_ece:bins=10`.
 *
 * @throws {InputError} If there is no such metric or parameter.
 */
export function chooseMetrics(
  choices: readonly ChoiceJson[] = DEFAULT_METRICS,
  metrics: Registry<MetricDefinition> = METRICS,
): ChosenMetric[] {
  return choices.map((choice) => choose(metrics, choice));
}

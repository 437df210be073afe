/** What the study measures: one list, from which `differences.csv` and the report's tables follow. */

/** What is to be known of a metric. */
export interface Metric {
  /**
   * What it is for. `primary`: the evaluation loss after the last epoch. `rate`: the logarithm of the mean rate, by
   * which controls are matched.
   */
  readonly role: "primary" | "secondary" | "rate";
  /** What it is called, where no metric of the training is. */
  readonly title?: string;
  /** Whether contrasts with the curve of none are made of it. */
  readonly hasCurve?: boolean;
}

/** What is measured of conditions. */
export type StudyMetric =
  | "eval_loss"
  | "eval_loss_best"
  | "eval_perplexity"
  | "eval_accuracy"
  | "eval_mrr"
  | "eval_ece"
  | "eval_cloze_accuracy"
  | "eval_semantic_error_wrong"
  | "semantic_error_at_equal_loss"
  | "overfitting_gap"
  | "mean_learning_rate";

/**
 * By the names that `differences.csv` has. All are columns of `runs.csv` but two: `overfitting_gap` is
 * the evaluation loss less that of training chunks measured in the same way,
 * `semantic_error_at_equal_loss` is in `outcomes.ts`. Of `mean_learning_rate` the natural logarithm is
 * compared, so that its difference is that of a ratio.
 */
export const STUDY_METRICS: Readonly<Record<StudyMetric, Metric>> = {
  eval_loss: { role: "primary", hasCurve: true },
  eval_loss_best: { role: "secondary", title: "Least evaluation loss" },
  eval_perplexity: { role: "secondary" },
  eval_accuracy: { role: "secondary" },
  eval_mrr: { role: "secondary" },
  eval_ece: { role: "secondary" },
  eval_cloze_accuracy: { role: "secondary" },
  eval_semantic_error_wrong: { role: "secondary" },
  semantic_error_at_equal_loss: {
    ...{ role: "secondary", hasCurve: true },
    title: "Semantic error at equal loss",
  },
  overfitting_gap: { role: "secondary", title: "Evaluation less training loss" },
  mean_learning_rate: { role: "rate", title: "Logarithm of the mean rate" },
};

/** The primary outcome. */
export const PRIMARY_METRIC = "eval_loss" satisfies StudyMetric;

/** Of this the matching of mean rates is read. */
export const RATE_METRIC = "mean_learning_rate" satisfies StudyMetric;

/** Of this H3 is read. */
export const ERROR_METRIC = "semantic_error_at_equal_loss" satisfies StudyMetric;

/** All, in the order of `differences.csv`. */
export const METRIC_NAMES = Object.keys(STUDY_METRICS) as StudyMetric[];

/** The secondary outcomes. */
export const SECONDARY_METRICS: readonly StudyMetric[] = METRIC_NAMES.filter((name) =>
  STUDY_METRICS[name].role === "secondary"
);

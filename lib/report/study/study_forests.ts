/** The study's differences as forests. */
import { type Difference, EQUIVALENCE_BOUND, PRIMARY, PRIMARY_METRIC } from "../../study/mod.ts";
import type { PlotSpec } from "../plots/theme.ts";
import { differenceForest } from "./difference_forest.ts";

/** Whether a difference is one of the six of the primary analysis, whatever the metric. */
export function isPrimary({ contrast }: Difference): boolean {
  return PRIMARY.some(({ name }) => name === contrast);
}

/** The study's forest: the primary family first, then each other difference of the final loss. */
export function studyForest(differences: readonly Difference[]): PlotSpec {
  const losses = differences.filter(({ metric }) => metric === PRIMARY_METRIC);
  const isCurve = ({ contrast }: Difference) => contrast.endsWith(CURVE);
  return differenceForest([
    { title: "Primary family", differences: losses.filter(isPrimary) },
    {
      title: "Other pairs of conditions",
      differences: losses.filter((of) => !isPrimary(of) && !isCurve(of)),
    },
  ], {
    title: "Differences of the final evaluation loss",
    subtitle: "Left less right, paired by seed: the mean and its 95 % BCa interval. The band is " +
      `±${EQUIVALENCE_BOUND} nats; a filled dot: shown to lie within it`,
    axisTitle: "Difference (nats)",
    bound: EQUIVALENCE_BOUND,
  });
}

/** What stands in a contrast's name for what none would come to at the same mean rate. */
const CURVE = " - curve of none";

/** How far each condition lies from the curve of none: what is left when its mean rate is allowed for. */
export function distancesFromCurve(differences: readonly Difference[]): PlotSpec {
  const of = differences.filter(({ metric, contrast }) =>
    metric === PRIMARY_METRIC && contrast.endsWith(CURVE)
  );
  return differenceForest([{
    title: "Conditions, constant schedule",
    differences: of.map((row) => ({ ...row, contrast: row.contrast.slice(0, -CURVE.length) })),
  }], {
    title: "Distance from the curve of none",
    subtitle:
      "Final evaluation loss less what none would come to at the run’s own mean rate, seed by " +
      `seed: the mean and its 95 % BCa interval. The band is ±${EQUIVALENCE_BOUND} nats`,
    axisTitle: "Distance (nats)",
    bound: EQUIVALENCE_BOUND,
  });
}

/** How much farther in meaning the wrong predictions of each condition lie than none's at equal loss. */
export function errorsAtEqualLoss(differences: readonly Difference[]): PlotSpec {
  const of = differences.filter(({ metric, contrast }) =>
    metric === "semantic_error_at_equal_loss" && contrast.endsWith(CURVE)
  );
  return differenceForest([{
    title: "Conditions, constant schedule",
    differences: of.map((row) => ({ ...row, contrast: row.contrast.slice(0, -CURVE.length) })),
  }], {
    title: "Semantic error of wrong predictions at equal loss",
    subtitle:
      "Distance in meaning of wrong predictions less that of none’s at the same evaluation loss, " +
      "seed by seed: left of 0 they lie nearer to the right words. The mean and its 95 % BCa interval",
    axisTitle: "Standard deviations",
  });
}

/** The study's differences as forests. */
import {
  CONTRASTS,
  type Difference,
  EQUIVALENCE_BOUND,
  ERROR_METRIC,
  PRIMARY,
  PRIMARY_METRIC,
  type StudyMetric,
} from "../../study/mod.ts";
import type { PlotSpec } from "../plots/theme.ts";
import { differenceForest } from "./difference_forest.ts";

/** Whether a difference is one of the six of the primary analysis, whatever the metric. */
export function isPrimary({ contrast }: Difference): boolean {
  return PRIMARY.some(({ name }) => name === contrast);
}

/** The condition whose distance from the curve of none a contrast is; undefined for another one. */
const ON_CURVE = new Map(
  CONTRASTS.filter(({ right }) => right === "curve").map((
    { name, left },
  ) => [name, left.condition]),
);

/** The distances from the curve of none, each by its condition's name. */
function ofCurve(differences: readonly Difference[], metric: StudyMetric): Difference[] {
  return differences.flatMap((of) => {
    const contrast = ON_CURVE.get(of.contrast);
    return of.metric === metric && contrast !== undefined ? [{ ...of, contrast }] : [];
  });
}

/** How an interval is drawn. */
const INTERVALS = "the mean, its 95 % t interval and, thicker, the 90 % part of it";

/** The study's forest: the primary family first, then each other difference of the final loss. */
export function studyForest(differences: readonly Difference[]): PlotSpec {
  const losses = differences.filter(({ metric }) => metric === PRIMARY_METRIC);
  return differenceForest([
    { title: "Primary family", differences: losses.filter(isPrimary) },
    {
      title: "Other pairs of conditions",
      differences: losses.filter((of) => !isPrimary(of) && !ON_CURVE.has(of.contrast)),
    },
  ], {
    title: "Differences of the final evaluation loss",
    subtitle:
      `Left less right, paired by seed: ${INTERVALS}. The band is ±${EQUIVALENCE_BOUND} nats; ` +
      "a filled dot: the thick part lies within it, which shows that the difference does not matter",
    axisTitle: "Difference (nats)",
    bound: EQUIVALENCE_BOUND,
  });
}

/** How far each condition lies from the curve of none: what is left when its mean rate is allowed for. */
export function distancesFromCurve(differences: readonly Difference[]): PlotSpec {
  return differenceForest([{
    title: "Conditions, constant schedule",
    differences: ofCurve(differences, PRIMARY_METRIC),
  }], {
    title: "Distance from the curve of none",
    subtitle:
      "Final evaluation loss less what none would come to at the run’s own mean rate, seed by " +
      `seed: ${INTERVALS}. The band is ±${EQUIVALENCE_BOUND} nats`,
    axisTitle: "Distance (nats)",
    bound: EQUIVALENCE_BOUND,
  });
}

/** How much farther in meaning the wrong predictions of each condition lie than none's at equal loss. */
export function errorsAtEqualLoss(differences: readonly Difference[]): PlotSpec {
  return differenceForest([{
    title: "Conditions, constant schedule",
    differences: ofCurve(differences, ERROR_METRIC),
  }], {
    title: "Semantic error of wrong predictions at equal loss",
    subtitle:
      "Distance in meaning of wrong predictions less that of none’s at the same evaluation loss, " +
      `seed by seed: left of 0 they lie nearer to the right words. Drawn: ${INTERVALS}`,
    axisTitle: "Standard deviations",
  });
}

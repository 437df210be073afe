/** From the study's runs to what they differ in. */
import { Random } from "../random/mod.ts";
import type { Difference } from "./differences.ts";
import { conditionRuns, fromCurve, less, outcome } from "./outcomes.ts";
import {
  METRIC_NAMES,
  PRIMARY_METRIC,
  RATE_METRIC,
  STUDY_METRICS,
  type StudyMetric,
} from "./metrics.ts";
import {
  type Contrast,
  CONTRASTS,
  EQUIVALENCE_BOUND,
  LEVEL,
  RATE_MATCHED,
  RESAMPLES,
  SIGNIFICANCE,
} from "./plan.ts";
import type { StudyRun } from "./runs.ts";
import { bcaInterval, drawnIndices, mean, resampledMeans } from "./statistics/bootstrap.ts";
import { equivalence, holm, signFlip, standardDeviation, tInterval } from "./statistics/tests.ts";

/**
 * The paired differences of a contrast, by seed; those of which a run diverged or lacks the figure
 * are left out.
 */
export function pairedDifferences(
  runs: readonly StudyRun[],
  { left, right }: Contrast,
  metric: StudyMetric,
): { seed: number; difference: number }[] {
  const others = right === "curve" ? [] : conditionRuns(runs, right);
  return conditionRuns(runs, left).flatMap((run) => {
    const { seed } = run;
    let difference: number | null;
    if (right === "curve") {
      // The semantic error at equal loss is a distance from none's already.
      difference = metric === PRIMARY_METRIC ? fromCurve(runs, run) : outcome(runs, run, metric);
    } else {
      const other = others.find((one) => one.seed === seed);
      difference = other === undefined
        ? null
        : less(outcome(runs, run, metric), outcome(runs, other, metric));
    }
    return difference === null ? [] : [{ seed, difference }];
  });
}

const draws = new Map<number, Uint32Array>();

/** The same draws for all contrasts of so many pairs. */
function drawsOf(pairs: number): Uint32Array {
  const drawn = draws.get(pairs) ??
    drawnIndices(pairs, RESAMPLES, new Random(0, "bootstrap"));
  draws.set(pairs, drawn);
  return drawn;
}

/** What paired differences say; `p_holm` is for who knows the family. */
export function summariseDifferences(
  differences: readonly number[],
  bound: number | null,
): Omit<Difference, "contrast" | "metric" | "p_holm"> {
  const n = differences.length, hasInterval = n >= 2;
  const bca = hasInterval
    ? bcaInterval(differences, resampledMeans(differences, drawsOf(n)), LEVEL)
    : null;
  const t = hasInterval ? tInterval(differences, LEVEL) : null;
  // Two one-sided tests at 5 % are this interval within the bound.
  const tost = hasInterval ? tInterval(differences, 1 - 2 * SIGNIFICANCE) : null;
  const tost_p = bound === null || !hasInterval ? null : equivalence(differences, bound);
  return {
    n,
    mean: n === 0 ? null : mean(differences),
    sd: hasInterval ? standardDeviation(differences) : null,
    t_low: t?.low ?? null,
    t_high: t?.high ?? null,
    ci_low: bca?.low ?? null,
    ci_high: bca?.high ?? null,
    p: n === 0 ? null : signFlip(differences),
    tost_low: tost?.low ?? null,
    tost_high: tost?.high ?? null,
    tost_p,
    equivalent: tost_p === null ? null : tost_p <= SIGNIFICANCE,
  };
}

/** What is made of a metric. */
function contrastsOf(metric: StudyMetric): readonly Contrast[] {
  if (metric === RATE_METRIC) return RATE_MATCHED;
  return CONTRASTS.filter(({ right }) => right !== "curve" || STUDY_METRICS[metric].hasCurve);
}

/** The families of Holm's correction that a metric has: of the first hypothesis only the loss. */
function familiesOf(metric: StudyMetric): Contrast["family"][] {
  if (metric === RATE_METRIC) return [];
  return metric === PRIMARY_METRIC ? ["H1", "H2"] : ["H2"];
}

/** The corrected p of each contrast of some families; one without a pair counts as 1. */
function correctedP(
  rows: readonly { contrast: Contrast; p: number | null }[],
  metric: StudyMetric,
): Map<Contrast, number> {
  return new Map(
    familiesOf(metric).flatMap((name) => {
      const family = rows.filter(({ contrast }) => contrast.family === name);
      const adjusted = holm(family.map(({ p }) => p ?? 1));
      return family.map(({ contrast }, i) => [contrast, adjusted[i]!] as const);
    }),
  );
}

/**
 * All differences of a complete set of runs: each contrast's primary outcome first, then metric by
 * metric the secondary ones, and the mean rates. Figures that no run has are left out.
 */
export function studyDifferences(runs: readonly StudyRun[]): Difference[] {
  return METRIC_NAMES.flatMap((metric) => {
    const rows = contrastsOf(metric).map((contrast) => {
      const pairs = pairedDifferences(runs, contrast, metric).map(({ difference }) => difference);
      const bound = metric === PRIMARY_METRIC ? EQUIVALENCE_BOUND : null;
      return { contrast, ...summariseDifferences(pairs, bound) };
    });
    if (rows.every(({ n }) => n === 0)) return [];
    const corrected = correctedP(rows, metric);
    return rows.map(({ contrast, ...of }): Difference => ({
      ...{ contrast: contrast.name, metric, ...of },
      p_holm: corrected.get(contrast) ?? null,
    }));
  });
}

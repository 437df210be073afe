/** From the study's runs to what they differ in. */
import { Random } from "../random/mod.ts";
import type { Difference } from "./differences.ts";
import { conditionRuns, fromCurve, less, outcome } from "./outcomes.ts";
import {
  type Contrast,
  CONTRASTS,
  EQUIVALENCE_BOUND,
  LEVEL,
  PRIMARY_METRIC,
  RESAMPLES,
  SECONDARY_METRICS,
  SIGNIFICANCE,
  type StudyMetric,
} from "./plan.ts";
import type { StudyRun } from "./runs.ts";
import { bcaInterval, drawnIndices, mean, resampledMeans } from "./statistics/bootstrap.ts";
import { equivalence, holm, signFlip } from "./statistics/tests.ts";

/** The metrics of which a contrast with the curve of none is made. */
const CURVE_METRICS: readonly StudyMetric[] = [PRIMARY_METRIC, "semantic_error_at_equal_loss"];

const METRICS: readonly StudyMetric[] = [PRIMARY_METRIC, ...SECONDARY_METRICS];

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
  const n = differences.length;
  const interval = n < 2
    ? null
    : bcaInterval(differences, resampledMeans(differences, drawsOf(n)), LEVEL);
  return {
    n,
    mean: n === 0 ? null : mean(differences),
    ci_low: interval?.low ?? null,
    ci_high: interval?.high ?? null,
    p: n === 0 ? null : signFlip(differences),
    equivalent: bound === null || n < 2 ? null : equivalence(differences, bound) <= SIGNIFICANCE,
  };
}

/**
 * All differences of a complete set of runs: each contrast's primary outcome first, then metric by
 * metric the secondary ones. Figures that no run has are left out.
 */
export function studyDifferences(runs: readonly StudyRun[]): Difference[] {
  return METRICS.flatMap((metric) => {
    const contrasts = CONTRASTS.filter(({ right }) =>
      right !== "curve" || CURVE_METRICS.includes(metric)
    );
    const rows = contrasts.map((contrast) => {
      const pairs = pairedDifferences(runs, contrast, metric).map(({ difference }) => difference);
      const bound = metric === PRIMARY_METRIC ? EQUIVALENCE_BOUND : null;
      return { contrast, ...summariseDifferences(pairs, bound) };
    });
    if (rows.every(({ n }) => n === 0)) return [];
    // The family of Holm's correction: the six, of this metric.
    const family = rows.filter(({ contrast, p }) => contrast.isPrimary && p !== null);
    const adjusted = new Map(
      holm(family.map(({ p }) => p!)).map((p, i) => [family[i]!.contrast, p]),
    );
    return rows.map(({ contrast, n, mean, ci_low, ci_high, p, equivalent }): Difference => ({
      ...{ contrast: contrast.name, metric, n, mean, ci_low, ci_high, p },
      p_holm: adjusted.get(contrast) ?? null,
      equivalent,
    }));
  });
}

/** What conditions came to, run by run, and what none would have come to in their place. */
import { InputError, settingName } from "../io/mod.ts";
import { cubicSpline, leastSquaresLine, type Point } from "./statistics/curves.ts";
import { type Cell, LINE_MARGIN, NEAR_RATES, NONE_BEST, RATES, SCHEDULE } from "./plan.ts";
import { PRIMARY_METRIC, type StudyMetric } from "./metrics.ts";
import type { StudyRun } from "./runs.ts";

/**
 * The condition of none's rates that ended with the least mean evaluation loss on the seeds of
 * `rates`, which no comparison has.
 */
export function bestNone(runs: readonly StudyRun[]): string {
  const means = Object.keys(RATES).map((condition) => {
    const losses = runs.filter((run) => run.stage === "rates" && run.condition === condition)
      .map(({ eval_loss }) => eval_loss ?? Infinity);
    return { condition, mean: losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
  });
  const best = means.reduce((least, next) => next.mean < least.mean ? next : least);
  if (best.mean !== Infinity) return best.condition;
  throw new InputError("none diverged at every rate with a seed of the experiment rates", {
    mend: `Set ${settingName("learningRate")} lower`,
  });
}

/** The runs of a cell, by seed. */
export function conditionRuns(runs: readonly StudyRun[], cell: Cell): StudyRun[] {
  const condition = cell.condition === NONE_BEST ? bestNone(runs) : cell.condition;
  return runs.filter((run) =>
    run.stage === "main" && run.condition === condition && run.schedule === cell.schedule
  ).sort((a, b) => a.seed - b.seed);
}

/** The runs of each number of training chunks: those of `sizes`, and of `main` what is like them. */
export function sizeRuns(runs: readonly StudyRun[]): StudyRun[] {
  const sizes = runs.filter(({ stage }) => stage === "sizes");
  const isLike = (run: StudyRun) =>
    run.stage === "main" && run.schedule === SCHEDULE &&
    sizes.some(({ condition, seed }) => condition === run.condition && seed === run.seed);
  return [...sizes, ...runs.filter(isLike)]
    .sort((a, b) => a.train_chunks - b.train_chunks || a.seed - b.seed);
}

/** None at several rates, with one seed. */
export interface NoneCurve {
  /** Its ends: mean rate and evaluation loss, by rate. Runs that diverged have none. */
  points: { rate: number; loss: number }[];
  /**
   * The evaluation loss at a mean rate, by a not-a-knot cubic spline over the logarithm of the rate.
   *
   * @returns Null outside of the rates, and where one of {@linkcode NEAR_RATES} has no end.
   */
  at(rate: number): number | null;
}

function noneRuns(runs: readonly StudyRun[], names: readonly string[], seed: number): StudyRun[] {
  return names.flatMap((condition) => conditionRuns(runs, { condition, schedule: SCHEDULE }))
    .filter((run) => run.seed === seed);
}

/** The curve of none over its rates, with one seed. */
export function noneCurve(runs: readonly StudyRun[], seed: number): NoneCurve {
  const points = noneRuns(runs, Object.keys(RATES), seed).flatMap((run) =>
    run.eval_loss === null || run.mean_learning_rate === null
      ? []
      : [{ rate: run.mean_learning_rate, loss: run.eval_loss }]
  ).sort((a, b) => a.rate - b.rate);
  // Without one of those in the middle the others do not tell where it would be.
  const inner = noneRuns(runs, NEAR_RATES, seed).filter(({ eval_loss }) => eval_loss !== null);
  const spline = inner.length < NEAR_RATES.length
    ? () => null
    : cubicSpline(points.map(({ rate, loss }) => ({ x: Math.log(rate), y: loss })));
  return { points, at: (rate) => spline(Math.log(rate)) };
}

/** Loss, and semantic error of wrong predictions; null where the run lacks one. */
function errorPoint(run: StudyRun): Point | null {
  const { eval_loss: x, eval_semantic_error_wrong: y } = run;
  return x === null || y === null ? null : { x, y };
}

/**
 * The semantic error of wrong predictions that none would have at a run's evaluation loss, by the
 * line of least squares through none's ends at the rates near the preset's, with the run's seed.
 *
 * @returns Null where one of the five ends is missing, or where the loss lies outside of theirs by more
 * than the margin.
 */
function expectedError(runs: readonly StudyRun[], seed: number, loss: number): number | null {
  const points = noneRuns(runs, NEAR_RATES, seed).map(errorPoint).filter((point) => point !== null);
  if (points.length < NEAR_RATES.length) return null;
  const losses = points.map(({ x }) => x), least = Math.min(...losses);
  const greatest = Math.max(...losses), margin = LINE_MARGIN * (greatest - least);
  const isOutside = loss < least - margin || loss > greatest + margin;
  return isOutside || least === greatest ? null : leastSquaresLine(points)(loss);
}

/** `a` less `b`; null where either is. */
export function less(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** What a run came to; null where it has no such figure. */
export function outcome(
  runs: readonly StudyRun[],
  run: StudyRun,
  metric: StudyMetric,
): number | null {
  switch (metric) {
    case "overfitting_gap":
      return less(run.eval_loss, run.train_eval_loss);
    case "semantic_error_at_equal_loss": {
      if (run.eval_loss === null) return null;
      return less(run.eval_semantic_error_wrong, expectedError(runs, run.seed, run.eval_loss));
    }
    case "mean_learning_rate": {
      const { mean_learning_rate: rate, diverged } = run;
      return rate === null || diverged !== null ? null : Math.log(rate);
    }
    default:
      return run[metric];
  }
}

/**
 * How far a run is from the curve of none: its evaluation loss less that of none at the run's own
 * mean rate, with the same seed.
 */
export function fromCurve(runs: readonly StudyRun[], run: StudyRun): number | null {
  const { mean_learning_rate: rate, seed } = run;
  return rate === null ? null : less(run[PRIMARY_METRIC], noneCurve(runs, seed).at(rate));
}

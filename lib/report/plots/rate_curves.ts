/** Learning rates against step: A′, which the schedule gives, and A″, which the method makes of it. */
import type { RunResult } from "../../experiment/mod.ts";
import { adjusted, type RateMethod, type Schedule } from "../../schedule/mod.ts";
import { curvePanels } from "./curve_panels.ts";
import { type CurvePoint, curveRows } from "./curve_rows.ts";
import { type Grouping, groupingOf, groupRuns } from "./grouping.ts";
import { meansNote, type RunPlotOptions, stepAxis, stepsOf } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** Most points that one curve against step is drawn with. */
export const CURVE_POINTS = 300;

/** A step's two rates. */
export interface RatePoint {
  /** The schedule's name. */
  schedule: string;
  /** What the run is called beside others of its schedule: its method, say. */
  label: string;
  /** The run's seed. */
  seed: number;
  /** The optimiser step. */
  step: number;
  /** A′. */
  scheduled: number;
  /** A″. */
  adjusted: number;
}

/** A′ and A″ of each step of the runs. */
export function ratePoints(runs: readonly RunResult[]): RatePoint[] {
  return runs.flatMap((run) =>
    stepsOf(run).map((record) => ({
      schedule: run.schedule,
      label: run.label,
      seed: run.seed,
      step: record.step,
      scheduled: record.scheduled_learning_rate,
      adjusted: record.learning_rate,
    }))
  );
}

/** What {@linkcode plannedRates} plans for. */
export interface PlannedRatesOptions {
  /** A′ of each schedule by its name. */
  schedules: Readonly<Record<string, Schedule>>;
  /** What makes A″ of A′. */
  methods: readonly RateMethod[];
  /** How many steps. */
  steps: number;
  /** The root of Γ at a 0-based step. */
  gammaRoot: (step: number) => number;
}

/** A′ and A″ as they would be if the root of Γ took the given course: no model is needed. */
export function plannedRates(options: PlannedRatesOptions): RatePoint[] {
  const { schedules, methods, steps, gammaRoot } = options;
  return Object.entries(schedules).flatMap(([schedule, scheduledRate]) =>
    methods.flatMap((method) =>
      Array.from({ length: steps }, (_, step) => {
        const scheduled = scheduledRate(step);
        const rate = adjusted(method, scheduled, gammaRoot(step), { step: step + 1, steps });
        return { schedule, label: method.name, seed: 0, step, scheduled, adjusted: rate };
      })
    )
  );
}

/** Options of {@linkcode rateCurves}. */
export interface RateCurvesOptions extends RunPlotOptions {
  /**
   * The plot's title.
   * @default "Learning rates"
   */
  title?: string;
  /**
   * What stands below it where all rates are the schedule's.
   * @default "A′ as the schedule gives it; A″ is the same"
   */
  subtitle?: string;
}

/**
 * A′ (dashed) and A″ (solid, a colour a label) against step, a panel a schedule. Long runs are drawn
 * by the means of consecutive steps, several seeds by their mean. Where labels of one schedule have
 * rates A′ of their own, as in a sweep of the learning rate, each has its dashed line.
 *
 * @param runs Runs, or points from {@linkcode ratePoints} or {@linkcode plannedRates}.
 */
export function rateCurves(
  runs: readonly RunResult[] | readonly RatePoint[],
  options: RateCurvesOptions = {},
): PlotSpec {
  const { points, grouping } = pointsOf(runs, options);
  const make = (rate: "scheduled" | "adjusted") =>
    points.map(({ schedule, label, seed, step, [rate]: y }): CurvePoint => ({
      schedule,
      label,
      seed,
      x: step,
      y,
    }));
  const { rows, every } = curveRows(make("adjusted"), grouping, CURVE_POINTS);
  const common = oneScheduledRate(points);
  const scheduled = common
    ? make("scheduled").map((point) => ({ ...point, label: "" }))
    : make("scheduled");
  const frame = {
    grouping,
    x: stepAxis(points.map(({ step }) => step)),
    y: { title: "Learning rate", include: [0], format: "~e", tooltipFormat: ".3~e" },
    nothing: "No step was made: there are no rates to draw.",
  };
  // One line then, which needs no legend to tell it from another.
  if (common && points.length > 0 && points.every((point) => point.adjusted === point.scheduled)) {
    const { rows, every } = curveRows(scheduled, grouping, CURVE_POINTS);
    return curvePanels({
      ...frame,
      title: options.title ?? "Learning rates",
      subtitle: (options.subtitle ?? "A′ as the schedule gives it; A″ is the same") +
        meansNote(every),
      strands: [{ name: "A″ = A′", rows, common }],
    });
  }
  return curvePanels({
    ...frame,
    title: options.title ?? "Learning rates",
    subtitle: "A′ as the schedule gives it, A″ as the method adjusts it" + meansNote(every),
    strands: [
      { name: "A″ adjusted", rows },
      {
        name: "A′ scheduled",
        rows: curveRows(scheduled, grouping, CURVE_POINTS).rows,
        line: "dashed",
        common,
      },
    ],
    kinds: "Rate",
  });
}

function pointsOf(
  runs: readonly RunResult[] | readonly RatePoint[],
  { baseline }: RunPlotOptions,
): { points: readonly RatePoint[]; grouping: Grouping } {
  if (areRuns(runs)) return { points: ratePoints(runs), grouping: groupRuns(runs, baseline) };
  const baselines = baseline === undefined ? undefined : new Set([baseline]);
  return { points: runs, grouping: groupingOf(runs, baselines) };
}

function areRuns(runs: readonly RunResult[] | readonly RatePoint[]): runs is readonly RunResult[] {
  return runs.length > 0 && "records" in runs[0]!;
}

/** Whether A′ of a schedule's step is the same whatever the label. */
function oneScheduledRate(points: readonly RatePoint[]): boolean {
  const rates = new Map<string, number>();
  return points.every(({ schedule, step, scheduled }) => {
    const key = `${step} ${schedule}`;
    const before = rates.get(key);
    rates.set(key, scheduled);
    return before === undefined || before === scheduled;
  });
}

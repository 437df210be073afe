/** Learning rates against step: A′, which the schedule gives, and A″, which the method makes of it. */
import { adjusted, type RateMethod, type Schedule } from "../../schedule/mod.ts";
import { byRun, dotsIfFew, STEP_AXIS, stepsOf } from "./run_data.ts";
import { schedulePanels } from "./schedule_panels.ts";
import {
  dashes,
  inPlotOrder,
  methodColour,
  NEUTRAL,
  orderMethods,
  type PlotSpec,
  scheduleTitle,
} from "./theme.ts";
import { meanOf, thin } from "./thin.ts";
import type { RunResult } from "../../experiment/mod.ts";

/** Most points that one curve against step is drawn with. */
export const CURVE_POINTS = 300;

/** A step's two rates. */
export interface RatePoint {
  /** The schedule's name. */
  schedule: string;
  /** The method's name. */
  method: string;
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
      method: run.method,
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
        const supposed = { step: step + 1, steps };
        const rate = adjusted(method, scheduled, gammaRoot(step), supposed);
        return { schedule, method: method.name, seed: 0, step, scheduled, adjusted: rate };
      })
    )
  );
}

/** Options of {@linkcode rateCurves}. */
export interface RateCurvesOptions {
  /**
   * The plot's title.
   * @default "Learning rates"
   */
  title?: string;
}

/**
 * A′ (dashed, the same for every method) and A″ (solid, a colour a method) against step, a panel a
 * schedule. Long runs are drawn by the means of consecutive steps, several seeds by their mean.
 *
 * @param points From {@linkcode ratePoints} or {@linkcode plannedRates}.
 */
export function rateCurves(
  points: readonly RatePoint[],
  options: RateCurvesOptions = {},
): PlotSpec {
  const { values, every } = rateRows(points);
  return schedulePanels({
    title: {
      text: options.title ?? "Learning rates",
      subtitle: "A′ as the schedule gives it, A″ as the method adjusts it" + meansNote(every),
    },
    values,
    schedules: points.map((point) => point.schedule),
    encoding: {
      x: STEP_AXIS,
      y: {
        field: "value",
        aggregate: "mean",
        type: "quantitative",
        title: "Learning rate",
        axis: { format: "~e", tickCount: 6, labelExpr: "datum.value === 0 ? '0' : datum.label" },
      },
      strokeDash: dashes("rate", "Rate", [ADJUSTED, SCHEDULED]),
    },
    layer: [
      {
        transform: [{ filter: { field: "rate", equal: ADJUSTED } }],
        mark: {
          type: "line",
          strokeWidth: 1.8,
          point: dotsIfFew(values.map((row) => row.step)),
        },
        encoding: { color: methodColour(orderMethods(points.map((point) => point.method))) },
      },
      {
        transform: [{ filter: { field: "rate", equal: SCHEDULED } }],
        mark: { type: "line", strokeWidth: 1.2, color: NEUTRAL.ink },
      },
    ],
  });
}

/** "; each point is the mean of 4 steps", where points are means. */
export function meansNote(every: number): string {
  return every === 1 ? "" : `; each point is the mean of ${every} steps`;
}

const ADJUSTED = "A″ adjusted";
const SCHEDULED = "A′ scheduled";

/** The plot's rows: A″ of every run, and A′ once a schedule. */
function rateRows(points: readonly RatePoint[]) {
  let every = 1;
  const withScheduled = new Set<string>();
  const values = byRun(inPlotOrder(points)).flatMap((curve) => {
    const thinned = thin(curve, meanRate, CURVE_POINTS);
    every = Math.max(every, thinned.every);
    const first = !withScheduled.has(curve[0]!.schedule);
    withScheduled.add(curve[0]!.schedule);
    return thinned.points.flatMap(({ method, step, adjusted, scheduled, ...rest }) => {
      const schedule = scheduleTitle(rest.schedule);
      return [
        { schedule, method, step, rate: ADJUSTED, value: adjusted },
        ...(first ? [{ schedule, step, rate: SCHEDULED, value: scheduled }] : []),
      ];
    });
  });
  return { values, every };
}

function meanRate(points: readonly RatePoint[]): RatePoint {
  return {
    ...points[0]!,
    step: meanOf(points, (point) => point.step),
    scheduled: meanOf(points, (point) => point.scheduled),
    adjusted: meanOf(points, (point) => point.adjusted),
  };
}

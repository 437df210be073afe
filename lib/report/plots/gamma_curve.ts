/** The root of Γ against step: what divides the rate in SD and multiplies it in SD2. */
import { byRun, dotsIfFew, STEP_AXIS, stepsOf } from "./run_data.ts";
import { schedulePanels } from "./schedule_panels.ts";
import {
  inPlotOrder,
  methodColour,
  NEUTRAL,
  orderMethods,
  type PlotLayer,
  type PlotSpec,
  scheduleTitle,
} from "./theme.ts";
import { meanOf, thin } from "./thin.ts";
import type { RunResult } from "../../experiment/mod.ts";

/** Options of {@linkcode gammaCurve}. */
export interface GammaCurveOptions {
  /** n of Γ^(1/n), for the axis title: 3 in `paper`, 4 in `notebook`. */
  root?: number;
  /** A dashed line to compare with, and what it is, as a clause for the subtitle. */
  reference?: { value: number; label: string };
}

const ROOT_NAMES: Readonly<Record<number, string>> = {
  3: "Cube root of Γ",
  4: "Fourth root of Γ",
};

/** Points of the faint curve of single steps, and of the strong one that shows its course. */
const FAINT_POINTS = 300, STRONG_POINTS = 24;

/** One step's root of Γ. */
interface GammaPoint {
  schedule: string;
  method: string;
  seed: number;
  step: number;
  root: number;
}

/**
 * The root of Γ against step, a panel a schedule: faint as logged, strong the mean of neighbouring
 * steps. Steps without a word pair have no point; several seeds are drawn by their mean.
 */
export function gammaCurve(runs: readonly RunResult[], options: GammaCurveOptions = {}): PlotSpec {
  const { reference } = options;
  const values = gammaRows(runs);
  const name = ROOT_NAMES[options.root ?? 0] ?? "Root of Γ";
  return schedulePanels({
    title: {
      text: `${name} at each step`,
      subtitle: "SD divides the rate by it, SD2 multiplies the rate by it, none only logs it" +
        (reference === undefined ? "" : `; dashed: ${reference.label}`),
    },
    values,
    schedules: runs.map((run) => run.schedule),
    height: 170,
    encoding: {
      x: STEP_AXIS,
      y: {
        field: "root",
        aggregate: "mean",
        type: "quantitative",
        title: name,
        scale: { zero: false, padding: 6 },
        axis: { tickCount: 5 },
      },
      color: methodColour(orderMethods(runs.map((run) => run.method))),
    },
    layer: [
      {
        transform: [{ filter: "!datum.course" }],
        mark: { type: "line", strokeWidth: 1, opacity: 0.25 },
      },
      {
        transform: [{ filter: "datum.course" }],
        mark: {
          type: "line",
          strokeWidth: 2,
          point: dotsIfFew(values.map((row) => row.step)),
        },
      },
      ...(reference === undefined ? [] : [referenceLine(reference.value)]),
    ],
  });
}

/** A dashed line across the panel. */
function referenceLine(value: number): PlotLayer {
  return {
    mark: { type: "rule", strokeDash: [4, 4], strokeWidth: 1 },
    encoding: {
      y: { datum: value },
      x: { value: 0 },
      x2: { value: "width" },
      color: { value: NEUTRAL.ink },
    },
  };
}

/** Each run's curve twice: as it is, and as the `course` of its means. */
function gammaRows(runs: readonly RunResult[]) {
  const points = inPlotOrder(runs).flatMap((run) =>
    stepsOf(run).filter((record) => record.gamma_root !== null).map((record): GammaPoint => ({
      schedule: scheduleTitle(run.schedule),
      method: run.method,
      seed: run.seed,
      step: record.step,
      root: record.gamma_root!,
    }))
  );
  return byRun(points).flatMap((curve) => [
    ...thin(curve, meanGamma, FAINT_POINTS).points.map((point) => ({ ...point, course: false })),
    ...thin(curve, meanGamma, STRONG_POINTS).points.map((point) => ({ ...point, course: true })),
  ]);
}

function meanGamma(points: readonly GammaPoint[]): GammaPoint {
  return {
    ...points[0]!,
    step: meanOf(points, (point) => point.step),
    root: meanOf(points, (point) => point.root),
  };
}

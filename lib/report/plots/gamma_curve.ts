/** The root of Γ against step: what divides the rate in SD and multiplies it in SD2. */
import type { RunResult } from "../../experiment/mod.ts";
import { curvePanels } from "./curve_panels.ts";
import { type CurvePoint, curveRows } from "./curve_rows.ts";
import { rootName } from "../../semantics/mod.ts";
import { groupRuns } from "./grouping.ts";
import { type RunPlotOptions, stepAxis, stepsOf } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** Options of {@linkcode gammaCurve}. */
export interface GammaCurveOptions extends RunPlotOptions {
  /** n of Γ^(1/n), for the axis title: 3 in `paper`, 4 in `notebook`. */
  root?: number;
  /** A dashed line to compare with, and what it is, as a clause for the subtitle. */
  reference?: { value: number; label: string };
}

/** "Cube root of Γ", the axis' title. */
function titleOf(root: number | undefined): string {
  if (root === 1) return "Γ";
  const name = root === undefined ? "root" : rootName(root);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} of Γ`;
}

/** Points of the faint curve of single steps, and of the strong one that shows its course. */
const FAINT_POINTS = 300, STRONG_POINTS = 24;

/** Of the axis: 5 % to both sides. What varies less hardly moves a rate. */
const LEAST_SPAN = 0.1;

/**
 * The root of Γ against step, a panel a schedule: faint as logged, strong the mean of neighbouring
 * steps. Steps without a word pair have no point; several seeds are drawn by their mean. The axis
 * reaches 1, where a method that takes a power of the root leaves A′ as it is. Lines that coincide, as
 * they do where Γ is nearly constant, lie on each other as stripes.
 */
export function gammaCurve(runs: readonly RunResult[], options: GammaCurveOptions = {}): PlotSpec {
  const { reference } = options;
  const grouping = groupRuns(runs, options.baseline);
  const points = gammaPoints(runs);
  const name = titleOf(options.root);
  return curvePanels({
    title: `${name} at each step`,
    subtitle: "Methods that use it scale the rate by a power of it; where it is 1, A″ is A′" +
      (reference === undefined ? "" : `; dashed: ${reference.label}`),
    grouping,
    strands: [
      { name: "a step", rows: curveRows(points, grouping, FAINT_POINTS).rows, line: "faint" },
      {
        name: "mean of steps",
        rows: curveRows(points, grouping, STRONG_POINTS).rows,
      },
    ],
    x: stepAxis(runs.flatMap(stepsOf).map(({ step }) => step)),
    y: { title: name, include: [1], leastSpan: LEAST_SPAN, tooltipFormat: ".4f" },
    rules: reference === undefined ? [] : [{ value: reference.value, dashed: true }],
    nothing: "No step has a Γ: there is nothing to draw.",
    height: 170,
  });
}

function gammaPoints(runs: readonly RunResult[]): CurvePoint[] {
  return runs.flatMap((run) =>
    stepsOf(run).filter(({ gamma_root }) => gamma_root !== null).map((record) => ({
      schedule: run.schedule,
      label: run.label,
      seed: run.seed,
      x: record.step,
      y: record.gamma_root!,
    }))
  );
}

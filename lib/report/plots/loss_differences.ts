/** What a method or condition does to the loss beside what the baseline does. */
import type { RunResult } from "../../experiment/mod.ts";
import { curvePanels } from "./curve_panels.ts";
import { curveRows } from "./curve_rows.ts";
import {
  baselineOf,
  type Grouping,
  groupRuns,
  hasBands,
  inPlotOrder,
  USUAL_BASELINE,
} from "./grouping.ts";
import { CONFIDENCE_PERCENT, meanInterval } from "./interval.ts";
import { countSeeds, epochAxis, evaluationsOf, type RunPlotOptions } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** One point of {@linkcode lossDifferences}. */
export interface DifferencePoint {
  /** The schedule's name. */
  schedule: string;
  label: string;
  seed: number;
  epoch: number;
  /** Evaluation loss minus that of the baseline, in nats. */
  difference: number;
}

/** The points of {@linkcode lossDifferences}. */
export function differencePoints(
  runs: readonly RunResult[],
  { baseline }: RunPlotOptions = {},
): DifferencePoint[] {
  return inPlotOrder(runs, groupRuns(runs, baseline)).flatMap((run) => {
    const partner = baselineOf(run, runs, baseline);
    if (partner === undefined) return [];
    const losses = new Map(
      evaluationsOf(partner).map((record) => [record.epoch, record.eval_loss]),
    );
    const { schedule, label, seed } = run;
    return evaluationsOf(run).filter(({ epoch }) => losses.has(epoch)).map((record) => ({
      schedule,
      label,
      seed,
      epoch: record.epoch,
      difference: record.eval_loss - losses.get(record.epoch)!,
    }));
  });
}

/** Of how many seeds the lines are, and how sure that makes them. */
function intervalNote(points: readonly DifferencePoint[], grouping: Grouping): string {
  const seeds = countSeeds(points);
  if (seeds === 1) return "; one seed, so no interval can be given";
  const interval = hasBands(grouping) ? `, with its ${CONFIDENCE_PERCENT} % t interval` : "";
  return `; mean of ${seeds} seeds, paired by seed${interval}`;
}

/**
 * How far each run's evaluation loss lies from that of the baseline that is equal to it in all else,
 * epoch by epoch: what SD and SD2 do is small beside the fall of the loss, and hidden in
 * `lossCurves` where the curves overlap. With several seeds the lines are the mean differences, each
 * run with its partner of the same seed, and a band is their 95 % t interval: see
 * `meanInterval`. Runs without such a partner are left out.
 */
export function lossDifferences(
  runs: readonly RunResult[],
  options: RunPlotOptions = {},
): PlotSpec {
  const { baseline = USUAL_BASELINE } = options;
  const points = differencePoints(runs, options);
  const all = groupRuns(runs, baseline);
  const compared = new Set(points.map(({ label }) => label));
  const grouping = {
    ...all,
    schedules: all.schedules.filter((name) => points.some(({ schedule }) => schedule === name)),
    labels: all.labels.filter((label) => compared.has(label)),
  };
  const curves = points.map(({ epoch, difference, ...key }) => ({
    ...key,
    x: epoch,
    y: difference,
  }));
  return curvePanels({
    title: `Evaluation loss compared with ${baseline}`,
    subtitle: `Loss minus that of ${baseline} at the same epoch: below 0 is better than ` +
      baseline + intervalNote(points, grouping),
    grouping,
    strands: [{
      name: "difference",
      rows: curveRows(curves, grouping, Infinity, meanInterval).rows,
      range: true,
    }],
    x: epochAxis(runs),
    y: { title: "Difference (nats)", format: "+~f", tooltipFormat: "+.4f", mostBand: 1 },
    rules: [{ value: 0 }],
    nothing: points.length === 0
      ? `No run can be compared with ${baseline}.`
      : "No difference is finite: there is nothing to draw.",
    height: 150,
  });
}

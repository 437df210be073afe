/** Any metric against epoch. */
import type { RunResult } from "../../experiment/mod.ts";
import { type MetricDefinition, metricNamed } from "../../training/mod.ts";
import { curvePanels } from "./curve_panels.ts";
import { curveRows } from "./curve_rows.ts";
import { groupRuns } from "./grouping.ts";
import { epochAxis, evaluationsOf, type RunPlotOptions, seedsNote } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** Options of {@linkcode metricCurves}. */
export interface MetricCurvesOptions extends RunPlotOptions {
  /**
   * The metrics there are.
   * @default METRICS
   */
  metrics?: Iterable<MetricDefinition>;
}

/**
 * A metric against epoch, a panel a schedule, a colour a label. With several seeds the lines are
 * means, and where labels are few a band spans the seeds.
 *
 * @param metric Its key in the records, such as `eval_accuracy` or `eval_ece:bins=10`.
 */
export function metricCurves(
  runs: readonly RunResult[],
  metric: string,
  options: MetricCurvesOptions = {},
): PlotSpec {
  const { title, description, format, better } = metricNamed(metric, options.metrics);
  const grouping = groupRuns(runs, options.baseline);
  const points = runs.flatMap((run) =>
    evaluationsOf(run).map((record) => ({
      schedule: run.schedule,
      label: run.label,
      seed: run.seed,
      x: record.epoch,
      y: record[metric as `eval_${string}`] ?? NaN,
    }))
  );
  return curvePanels({
    title: capitalised(title),
    subtitle: subtitle(description, better) + seedsNote(runs, grouping),
    grouping,
    strands: [{ name: title, rows: curveRows(points, grouping).rows, range: true }],
    x: epochAxis(runs),
    y: { title: capitalised(title), tooltipFormat: format },
    nothing: `No evaluation has a finite value: there is nothing to draw.`,
    height: 150,
  });
}

function subtitle(description: string, better: string | undefined): string {
  const words = [description, better === undefined ? "" : `${better} is better`];
  return capitalised(words.filter((part) => part !== "").join("; ")) || "Against epoch";
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

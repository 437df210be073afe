/** Loss against epoch: the curves that the experiment is about. */
import type { RunResult } from "../../experiment/mod.ts";
import { curveRowsOfPanels } from "./curve_panels.ts";
import type { CurveFrame } from "./curve_plot.ts";
import { type CurvePoint, curveRows } from "./curve_rows.ts";
import { groupRuns, inPlotOrder } from "./grouping.ts";
import { epochAxis, evaluationsOf, type RunPlotOptions, seedsNote } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** Options of {@linkcode lossCurves}. */
export interface LossCurvesOptions extends RunPlotOptions {
  /**
   * Ends of the y axis, in nats: `[0, 2]` gives the original notebook's.
   * @default in each row the range of its losses, because curves of a small model would lie in a
   * tenth of the axis if it began at 0; the loss before training is left above it where it would take
   * half of it
   */
  domain?: [number, number];
  /**
   * The plot's title.
   * @default "Loss of the masked words"
   */
  title?: string;
  /**
   * A row whose curves all have fewer points is left out.
   * @default 1
   */
  leastPoints?: number;
}

/** One point of a loss curve. */
export interface LossPoint {
  /** The schedule's name. */
  schedule: string;
  label: string;
  seed: number;
  part: "training" | "evaluation";
  epoch: number;
  loss: number;
}

/**
 * The points of the loss curves: at every evaluation the loss of the evaluation chunks, and that of
 * training chunks, without dropout and with the same masks each time. Where the log has no such loss,
 * as an older one, the mean of the epoch's steps stands in its place.
 */
export function lossPoints(
  runs: readonly RunResult[],
  { baseline }: RunPlotOptions = {},
): LossPoint[] {
  return inPlotOrder(runs, groupRuns(runs, baseline)).flatMap((run) => {
    const { schedule, label, seed } = run;
    const key = { schedule, label, seed };
    return evaluationsOf(run).flatMap((record): LossPoint[] => {
      const { epoch, eval_loss, train_loss, train_eval_loss = train_loss } = record;
      return [
        ...(train_eval_loss === null
          ? []
          : [{ ...key, part: "training", epoch, loss: train_eval_loss }] as const),
        { ...key, part: "evaluation", epoch, loss: eval_loss },
      ];
    });
  });
}

/**
 * Evaluation loss and, below it, training loss against epoch, a panel a schedule, a colour a
 * label. With several seeds the lines are means, and where labels are few a band spans the seeds.
 *
 * @example
 * ```ts ignore
 * await display(lossCurves(runs, { domain: [0, 2] }));
 * ```
 */
export function lossCurves(runs: readonly RunResult[], options: LossCurvesOptions = {}): PlotSpec {
  const grouping = groupRuns(runs, options.baseline);
  const points = lossPoints(runs, options);
  const rowOf = (part: LossPoint["part"]): CurveFrame => ({
    grouping,
    strands: [{
      name: `${part} loss`,
      rows: curveRows(points.filter((point) => point.part === part).map(asCurve), grouping).rows,
      range: true,
    }],
    x: epochAxis(runs),
    y: {
      title: part === "evaluation" ? "Evaluation loss" : "Training loss",
      tooltipFormat: ".4f",
      // Of one curve the loss before training is what the others are compared with.
      ...(runs.length === 1 ? {} : { judgedFrom: 1 }),
      ...(options.domain === undefined ? {} : { domain: options.domain }),
    },
    height: 150,
  });
  const { leastPoints = 1 } = options;
  const has = ({ strands: [strand] }: CurveFrame) =>
    new Set(strand!.rows.map(({ x }) => x)).size >= leastPoints;
  const rows = [rowOf("evaluation"), rowOf("training")];
  return curveRowsOfPanels({
    title: options.title ?? "Loss of the masked words",
    subtitle: "Mean cross-entropy of the masked tokens, in nats" + seedsNote(runs, grouping),
    nothing: "No loss is finite: there is nothing to draw.",
  }, rows.some(has) ? rows.filter(has) : rows);
}

function asCurve({ epoch, loss, schedule, label, seed }: LossPoint): CurvePoint {
  return { schedule, label, seed, x: epoch, y: loss };
}

/** Loss against epoch: the curves that the experiment is about. */
import type { RunResult } from "../../experiment/mod.ts";
import { curvePanels } from "./curve_panels.ts";
import { type CurvePoint, curveRows } from "./curve_rows.ts";
import { groupRuns, inPlotOrder } from "./grouping.ts";
import { epochAxis, evaluationsOf, type RunPlotOptions, seedsNote } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** Options of {@linkcode lossCurves}. */
export interface LossCurvesOptions extends RunPlotOptions {
  /**
   * Ends of the y axis, in nats: `[0, 2]` gives the original notebook's.
   * @default the range of the losses, because curves of a small model would lie in a tenth of the
   * axis if it began at 0
   */
  domain?: [number, number];
  /**
   * The plot's title.
   * @default "Loss of the masked words"
   */
  title?: string;
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
 * Training (dashed) and evaluation loss (solid) against epoch, a panel a schedule, a colour a
 * label. With several seeds the lines are means, and where labels are few a band spans the seeds'
 * evaluation losses.
 *
 * @example
 * ```ts ignore
 * await display(lossCurves(runs, { domain: [0, 2] }));
 * ```
 */
export function lossCurves(runs: readonly RunResult[], options: LossCurvesOptions = {}): PlotSpec {
  const grouping = groupRuns(runs, options.baseline);
  const points = lossPoints(runs, options);
  const rowsOf = (part: LossPoint["part"]) =>
    curveRows(points.filter((point) => point.part === part).map(asCurve), grouping).rows;
  return curvePanels({
    title: options.title ?? "Loss of the masked words",
    subtitle: "Mean cross-entropy of the masked tokens, in nats" + seedsNote(runs, grouping),
    grouping,
    strands: [
      { name: "evaluation", rows: rowsOf("evaluation"), range: true },
      { name: "training", rows: rowsOf("training"), line: "dashed" },
    ],
    kinds: "Loss",
    x: epochAxis(runs),
    y: {
      title: "Loss (nats)",
      tooltipFormat: ".4f",
      ...(options.domain === undefined ? {} : { domain: options.domain }),
    },
    nothing: "No loss is finite: there is nothing to draw.",
  });
}

function asCurve({ epoch, loss, schedule, label, seed }: LossPoint): CurvePoint {
  return { schedule, label, seed, x: epoch, y: loss };
}

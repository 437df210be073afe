/** Loss against epoch: the curves that the experiment is about. */
import { schedulePanels } from "./schedule_panels.ts";
import {
  dashes,
  inPlotOrder,
  methodColour,
  orderMethods,
  type PlotSpec,
  scheduleTitle,
} from "./theme.ts";
import { countSeeds, dotsIfFew, epochAxis, evaluationsOf, seedsNote } from "./run_data.ts";
import type { RunResult } from "../../experiment/mod.ts";

/** Options of {@linkcode lossCurves}. */
export interface LossCurvesOptions {
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

/** One point of a loss curve: a row of the plot's data. */
export interface LossPoint {
  schedule: string;
  method: string;
  seed: number;
  part: "training" | "evaluation";
  epoch: number;
  loss: number;
}

/**
 * The points of the loss curves: an evaluation loss at every evaluation, and at each epoch's end
 * the mean training loss of that epoch.
 */
export function lossPoints(runs: readonly RunResult[]): LossPoint[] {
  return inPlotOrder(runs).flatMap((run) => {
    const key = { schedule: scheduleTitle(run.schedule), method: run.method, seed: run.seed };
    return evaluationsOf(run).flatMap(({ epoch, eval_loss, train_loss }): LossPoint[] => [
      ...(train_loss === null
        ? []
        : [{ ...key, part: "training", epoch, loss: train_loss }] as const),
      { ...key, part: "evaluation", epoch, loss: eval_loss },
    ]);
  });
}

/**
 * Training (dashed) and evaluation loss (solid) against epoch, a panel a schedule, a colour a
 * method. With several seeds the lines are means and a band spans the seeds' evaluation losses.
 *
 * @example
 * ```ts ignore
 * await display(lossCurves(runs, { domain: [0, 2] }));
 * ```
 */
export function lossCurves(runs: readonly RunResult[], options: LossCurvesOptions = {}): PlotSpec {
  const values = lossPoints(runs);
  const seeds = countSeeds(runs);
  const color = methodColour(orderMethods(runs.map((run) => run.method)));
  const clip = options.domain !== undefined;
  const scale = options.domain ? { domain: options.domain } : { zero: false, padding: 8 };
  return schedulePanels({
    title: {
      text: options.title ?? "Loss of the masked words",
      subtitle: "Mean cross-entropy of the masked tokens, in nats" + seedsNote(seeds),
    },
    values,
    schedules: runs.map((run) => run.schedule),
    encoding: { x: epochAxis(values), color },
    layer: [
      ...(seeds > 1 ? [seedBand("loss", "datum.part === 'evaluation'", clip)] : []),
      {
        mark: {
          type: "line",
          clip,
          strokeWidth: 2,
          point: dotsIfFew(values.map((point) => point.epoch)),
        },
        encoding: {
          y: {
            field: "loss",
            aggregate: "mean",
            type: "quantitative",
            title: "Loss (nats)",
            scale,
          },
          strokeDash: dashes("part", "Loss", ["evaluation", "training"]),
          tooltip: [
            { field: "method", title: "method" },
            { field: "part", title: "loss" },
            { field: "epoch", type: "quantitative", format: ".4~r" },
            { field: "loss", aggregate: "mean", title: "nats", format: ".4f" },
          ],
        },
      },
    ],
  });
}

/** From the lowest to the highest of the seeds. */
export function seedBand(field: string, filter: string, clip = false) {
  return {
    transform: [{ filter }],
    mark: { type: "area" as const, opacity: 0.18, clip },
    encoding: {
      y: { field, aggregate: "min" as const, type: "quantitative" as const },
      y2: { field, aggregate: "max" as const },
    },
  };
}

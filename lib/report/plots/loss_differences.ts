/** What a method does to the loss beside what no method does. */
import { seedBand } from "./loss_curves.ts";
import { countSeeds, dotsIfFew, epochAxis, evaluationsOf, seedsNote } from "./run_data.ts";
import { schedulePanels } from "./schedule_panels.ts";
import {
  inPlotOrder,
  methodColour,
  NEUTRAL,
  orderMethods,
  type PlotSpec,
  scheduleTitle,
} from "./theme.ts";
import type { RunResult } from "../../experiment/mod.ts";

/** One point of {@linkcode lossDifferences}. */
export interface DifferencePoint {
  schedule: string;
  method: string;
  seed: number;
  epoch: number;
  /** Evaluation loss less that of `none`, in nats. */
  difference: number;
}

/** The points of {@linkcode lossDifferences}. */
export function differencePoints(runs: readonly RunResult[]): DifferencePoint[] {
  return inPlotOrder(runs).filter((run) => run.method !== "none").flatMap((run) => {
    const partner = runs.find((other) =>
      other.method === "none" && other.schedule === run.schedule && other.seed === run.seed
    );
    if (partner === undefined) return [];
    const losses = new Map(
      evaluationsOf(partner).map((record) => [record.epoch, record.eval_loss]),
    );
    return evaluationsOf(run).filter((record) => losses.has(record.epoch)).map((record) => ({
      schedule: scheduleTitle(run.schedule),
      method: run.method,
      seed: run.seed,
      epoch: record.epoch,
      difference: record.eval_loss - losses.get(record.epoch)!,
    }));
  });
}

/**
 * How far each method's evaluation loss lies from that of `none` with the same schedule and seed,
 * epoch by epoch: what SD and SD2 do is small beside the fall of the loss, and hidden in
 * `lossCurves` where the curves overlap. Runs without such a partner are left out.
 */
export function lossDifferences(runs: readonly RunResult[]): PlotSpec {
  const values = differencePoints(runs);
  const seeds = countSeeds(runs);
  const methods = orderMethods(runs.map((run) => run.method)).filter((name) => name !== "none");
  return schedulePanels({
    title: {
      text: "Evaluation loss compared with none",
      subtitle:
        "Loss of the method less loss of none at the same epoch: below 0 the method is ahead" +
        seedsNote(seeds),
    },
    values,
    schedules: runs.map((run) => run.schedule),
    height: 150,
    encoding: { x: epochAxis(values), color: methodColour(methods) },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1 },
        encoding: {
          y: { datum: 0 },
          x: { value: 0 },
          x2: { value: "width" },
          color: { value: NEUTRAL.muted },
        },
      },
      ...(seeds > 1 ? [seedBand("difference", "true")] : []),
      {
        mark: {
          type: "line",
          strokeWidth: 2,
          point: dotsIfFew(values.map((point) => point.epoch)),
        },
        encoding: {
          y: {
            field: "difference",
            aggregate: "mean",
            type: "quantitative",
            title: "Difference (nats)",
            axis: { format: "+.2~f", labelExpr: "datum.value === 0 ? '0' : datum.label" },
            scale: { padding: 8 },
          },
          tooltip: [
            { field: "method", title: "method" },
            { field: "epoch", type: "quantitative", format: ".4~r" },
            { field: "difference", aggregate: "mean", title: "nats", format: "+.4f" },
          ],
        },
      },
    ],
  });
}

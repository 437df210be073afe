/** Where the runs end: one dot a run. */
import { countSeeds, evaluationsOf } from "./run_data.ts";
import {
  inPlotOrder,
  methodColour,
  NEUTRAL,
  orderMethods,
  orderSchedules,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  scheduleTitle,
  VEGA_LITE_SCHEMA,
} from "./theme.ts";
import type { RunResult } from "../../experiment/mod.ts";

/** A run's last evaluation. */
export interface FinalLoss {
  schedule: string;
  method: string;
  seed: number;
  loss: number;
}

/** The evaluation loss with which each run ends. Runs without an evaluation are left out. */
export function finalLossPoints(runs: readonly RunResult[]): FinalLoss[] {
  return inPlotOrder(runs).flatMap((run) => {
    const last = evaluationsOf(run).at(-1);
    if (last === undefined) return [];
    const { schedule, method, seed } = run;
    return [{ schedule: scheduleTitle(schedule), method, seed, loss: last.eval_loss }];
  });
}

/**
 * The evaluation loss with which each run ends, a row a method within a block a schedule. With
 * several seeds there is a dot a seed and a bar at their mean.
 */
export function finalLosses(runs: readonly RunResult[]): PlotSpec {
  const values = finalLossPoints(runs);
  const schedules = orderSchedules(runs.map((run) => run.schedule)).map(scheduleTitle);
  const methods = orderMethods(runs.map((run) => run.method));
  const seeds = countSeeds(runs);
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "Evaluation loss at the end",
      subtitle: seeds > 1
        ? `One dot a run, ${seeds} seeds; the bar is their mean`
        : "One dot a run; one seed shows how the runs went, not which method is better",
    },
    data: { values },
    facet: {
      row: {
        field: "schedule",
        type: "nominal",
        sort: schedules,
        title: null,
        header: {
          labelAngle: 0,
          labelAlign: "left",
          labelFontSize: 13,
          labelFontWeight: 600,
          labelPadding: 12,
        },
      },
    },
    spacing: 8,
    spec: {
      width: 560,
      height: { step: 24 },
      encoding: {
        y: {
          field: "method",
          type: "nominal",
          sort: methods,
          title: null,
          axis: { grid: true, labelColor: NEUTRAL.ink, labelFontSize: 12 },
        },
        color: { ...methodColour(methods), legend: null },
      },
      layer: [
        {
          mark: { type: "point", filled: true, opacity: seeds > 1 ? 0.6 : 1, size: 80 },
          encoding: {
            x: lossAxis(),
            tooltip: [
              { field: "method", title: "method" },
              { field: "loss", title: "nats", type: "quantitative", format: ".4f" },
              { field: "seed", title: "seed" },
            ],
          },
        },
        ...(seeds > 1 ? [meanBars()] : [figures()]),
      ],
    },
    config: PLOT_CONFIG,
  };
}

function lossAxis() {
  return {
    field: "loss",
    type: "quantitative" as const,
    title: "Evaluation loss (nats)",
    scale: { zero: false, padding: 36 },
    axis: { tickCount: 7 },
  };
}

function meanBars(): PlotLayer {
  return {
    mark: { type: "tick", thickness: 2.5, size: 18 },
    encoding: { x: { ...lossAxis(), aggregate: "mean" } },
  };
}

/** The loss beside each dot. */
function figures(): PlotLayer {
  return {
    mark: { type: "text", align: "left", dx: 9, fontSize: 11 },
    encoding: {
      x: lossAxis(),
      text: { field: "loss", type: "quantitative", format: ".3f" },
      color: { value: NEUTRAL.muted },
    },
  };
}

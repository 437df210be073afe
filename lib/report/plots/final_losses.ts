/** Where the runs end: one dot a run. */
import type { RunResult } from "../../experiment/mod.ts";
import { labelColour, namesOfLabels } from "./curve_panels.ts";
import { groupRuns, inPlotOrder, scheduleTitle } from "./grouping.ts";
import { inWords } from "./in_words.ts";
import { type Fit, lines } from "./layout.ts";
import { namedPlaces } from "./named.ts";
import { countSeeds, evaluationsOf, type RunPlotOptions } from "./run_data.ts";
import { textWidth } from "./text_width.ts";
import { NEUTRAL, PLOT_CONFIG, type PlotLayer, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

/** A run's last evaluation. */
export interface FinalLoss {
  /** The schedule's name. */
  schedule: string;
  label: string;
  seed: number;
  /** Not finite where a run came to that. */
  loss: number;
  /** Whether the run ended before its last epoch. */
  early: boolean;
}

/** The evaluation loss with which each run ends. Runs without an evaluation are left out. */
export function finalLossPoints(
  runs: readonly RunResult[],
  { baseline }: RunPlotOptions = {},
): FinalLoss[] {
  return inPlotOrder(runs, groupRuns(runs, baseline)).flatMap((run) => {
    const last = evaluationsOf(run).at(-1);
    if (last === undefined) return [];
    const { schedule, label, seed, diverged } = run;
    return [{ schedule, label, seed, loss: last.eval_loss, early: diverged !== null }];
  });
}

/**
 * The evaluation loss with which each run ends, a row a label within a block a schedule. With
 * several seeds there is a dot a seed and a bar at their mean. Runs that ended early have a hollow
 * dot, and words where their loss is not finite.
 */
export function finalLosses(
  runs: readonly RunResult[],
  options: RunPlotOptions = {},
): PlotSpec {
  const grouping = groupRuns(runs, options.baseline);
  const points = finalLossPoints(runs, options);
  if (!points.some(({ loss }) => Number.isFinite(loss))) {
    return inWords("Evaluation loss at the end", "No run ends with a finite loss.");
  }
  const seeds = countSeeds(runs);
  const { schedules, labels } = grouping;
  const titles = namedPlaces("panels", schedules.map(scheduleTitle)), names = namesOfLabels(labels);
  const values = points.map(({ schedule, loss, ...point }) => ({
    panel: schedules.indexOf(schedule),
    place: labels.indexOf(point.label),
    ...point,
    loss: Number.isFinite(loss) ? loss : null,
  }));
  const margin = 60 + Math.max(...grouping.labels.map((label) => textWidth(label, 12)));
  const fit: Fit = { panels: 1, least: 160, columns: 1, margin, gap: 0 };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: "Evaluation loss at the end", subtitle: lines(subtitle(seeds, points)) },
    params: [titles.param, names.param],
    data: { values },
    facet: {
      field: "panel",
      type: "ordinal",
      title: null,
      header: { ...PANEL_HEADER, labelExpr: titles.labelExpr },
    },
    columns: 1,
    spacing: 14,
    spec: {
      width: 560,
      height: { step: 24 },
      encoding: {
        y: {
          field: "place",
          type: "ordinal",
          title: null,
          axis: {
            grid: true,
            labelColor: NEUTRAL.ink,
            labelFontSize: 12,
            labelLimit: 0,
            labelExpr: names.labelExpr,
          },
        },
        color: labelColour(grouping, false),
      },
      layer: [
        ...[false, true].filter((early) => points.some((point) => point.early === early))
          .map((early) => dots(early, seeds)),
        seeds > 1 ? meanBars() : figures(),
        ...(points.every(({ loss }) => Number.isFinite(loss)) ? [] : [notFinite()]),
      ],
    },
    usermeta: { fit },
    config: PLOT_CONFIG,
  };
}

const PANEL_HEADER = {
  labelAnchor: "start",
  labelFontSize: 13,
  labelFontWeight: 600,
  labelPadding: 6,
} as const;

function subtitle(seeds: number, points: readonly FinalLoss[]): string {
  const of = seeds > 1
    ? `One dot a run, ${seeds} seeds; the bar is their mean`
    : "One dot a run; one seed shows how the runs went, not which method is better";
  return points.some(({ early }) => early) ? `${of}; hollow: the run ended early` : of;
}

function lossAxis() {
  return {
    field: "loss",
    type: "quantitative" as const,
    title: "Evaluation loss (nats)",
    scale: { zero: false, padding: 36 },
    axis: { tickCount: 5 },
  };
}

/** A dot a run: filled, or hollow where it ended early. */
function dots(early: boolean, seeds: number): PlotLayer {
  return {
    transform: [{ filter: `isValid(datum.loss) && datum.early === ${early}` }],
    mark: {
      type: "point",
      filled: !early,
      size: early ? 56 : 80,
      strokeWidth: early ? 2 : 0,
      opacity: seeds > 1 ? 0.6 : 1,
    },
    encoding: {
      x: lossAxis(),
      tooltip: [
        { field: "label", title: "run" },
        { field: "loss", title: "nats", type: "quantitative", format: ".4f" },
        { field: "seed", title: "seed" },
      ],
    },
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

/** Words in the place of a dot. */
function notFinite(): PlotLayer {
  return {
    transform: [{ filter: "!isValid(datum.loss)" }],
    mark: { type: "text", align: "left", dx: 4, fontSize: 11 },
    encoding: { x: { value: 0 }, text: { value: "the last loss is not finite" } },
  };
}

/** The study's first picture: the loss of `none` over its rates, and on it every other condition. */
import { noneCurve, type StudyRun } from "../../study/mod.ts";
import { inWords } from "../plots/in_words.ts";
import { lines } from "../plots/layout.ts";
import {
  NEUTRAL,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "../plots/theme.ts";
import { atWidths, isNarrow, roomFor, titleLines } from "./at_widths.ts";
import {
  BAND,
  constantConditions,
  type Kind,
  kindOf,
  KINDS,
  meanFigure,
} from "./condition_means.ts";
import { type Place, placeLabels } from "./place_labels.ts";

/** A condition's mean over the seeds. */
interface RatePoint {
  condition: string;
  kind: Kind;
  /** Mean of A″. */
  rate: number;
  /** Evaluation loss after the last epoch, in nats. */
  loss: number;
}

/** What a condition's dot is called, and where its name stands. */
interface NamedDots {
  kind: Kind;
  text: string[];
  at: Place;
}

const TITLE = "Final evaluation loss against mean learning rate";
/** Beside the panel: figures and title of the axis, the plot's padding. */
const MARGIN = 86;
const FONT = 10.5, LINE = 13;
/** Points of the drawn curve. */
const CURVE_POINTS = 80;
/** Dots of a kind that are so near share a label, in pixels. */
const NEAR = 9;

/**
 * The evaluation loss after the last epoch against the mean rate, both the means over seeds, with the
 * constant schedule: the curve of none over its rates, and every condition on it. How far a condition
 * lies from the curve is what its rates do beyond their mean.
 *
 * @param runs Of the study. Those that diverged have no loss and are left out.
 */
export function lossAgainstRate(runs: readonly StudyRun[]): PlotSpec {
  const points = constantConditions(runs).flatMap(({ condition, runs }): RatePoint[] => {
    const rate = meanFigure(runs, "mean_learning_rate"), loss = meanFigure(runs, "eval_loss");
    return rate === null || loss === null
      ? []
      : [{ condition, kind: kindOf(runs[0]!), rate, loss }];
  });
  if (points.length === 0) return inWords(TITLE, "No run has a final loss.");
  const curve = meanCurve(runs, points.filter(({ kind }) => kind === "none"));
  return atWidths((width) => draw(points, curve, width));
}

/** The curve of none, its mean over the seeds. */
function meanCurve(
  runs: readonly StudyRun[],
  none: readonly RatePoint[],
): { rate: number; loss: number }[] {
  if (none.length < 2) return [];
  const main = runs.filter(({ stage }) => stage === "main");
  const curves = [...new Set(main.map(({ seed }) => seed))].map((seed) => noneCurve(runs, seed));
  const rates = none.map(({ rate }) => Math.log(rate));
  const least = Math.min(...rates), greatest = Math.max(...rates);
  return Array.from({ length: CURVE_POINTS }, (_, i) => {
    const rate = Math.exp(least + (greatest - least) * i / (CURVE_POINTS - 1));
    // Where a seed has none, the mean of the others would make a step.
    const losses = curves.map((curve) => curve.at(rate) ?? NaN);
    return { rate, loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
  }).filter(({ loss }) => Number.isFinite(loss));
}

/** Ends of an axis: those of some values, with a share of their distance to both sides. */
function aired(values: readonly number[], share: number): [number, number] {
  const least = Math.min(...values), greatest = Math.max(...values);
  const air = (greatest - least) * share || Math.abs(least) * share;
  return [least - air, greatest + air];
}

function draw(
  points: readonly RatePoint[],
  curve: readonly { rate: number; loss: number }[],
  total: number,
): PlotSpec {
  const width = total - MARGIN, height = 430;
  const logs = aired(points.map(({ rate }) => Math.log(rate)), 0.04);
  const losses = aired([...points, ...curve].map(({ loss }) => loss), 0.08);
  const place = ({ rate, loss }: { rate: number; loss: number }): Place => ({
    x: (Math.log(rate) - logs[0]) / (logs[1] - logs[0]) * width,
    y: (losses[1] - loss) / (losses[1] - losses[0]) * height,
  });
  const named = nameDots(points, place, isNarrow(total));
  const placed = placeLabels(
    named.map(({ text, at }) => ({
      ...at,
      width: Math.max(...text.map((line) => roomFor(line, FONT))),
      height: text.length * LINE,
    })),
    { width, height },
    [...points.map(place), ...curve.map(place)],
  );
  const blocks = named.flatMap((dots, i) =>
    placed[i] === undefined ? [] : { ...dots, ...placed[i] }
  );
  const ticks = points.filter(({ kind }) => kind === "none").map(({ rate }) => rate)
    .sort((a, b) => a - b);
  const few = ticks.filter((_, i) => i % Math.max(1, Math.floor((ticks.length - 1) / 2)) === 0);
  const x = {
    field: "rate",
    type: "quantitative" as const,
    title: "Mean learning rate A″, on a logarithmic scale",
    scale: { type: "log" as const, domain: logs.map(Math.exp), nice: false },
    axis: { values: isNarrow(total) ? few : ticks, format: ".2~e", grid: false },
  };
  const y = {
    field: "loss",
    type: "quantitative" as const,
    title: "Evaluation loss (nats)",
    scale: { domain: losses, nice: false },
    axis: { tickCount: 6 },
  };
  const subtitle =
    "Constant schedule; means over the seeds. The line is none at its rates. How far a " +
    "dot lies from the line is what a condition does beyond its mean rate";
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: titleLines({ title: TITLE, subtitle }, total),
    width,
    height,
    layer: [
      {
        data: { values: [...curve] },
        mark: { type: "line", color: NEUTRAL.muted, strokeWidth: 2 },
        encoding: { x, y },
      },
      leaders(blocks),
      {
        data: { values: [...points] },
        mark: {
          type: "point",
          filled: true,
          size: 46,
          opacity: 1,
          stroke: "#ffffff",
          strokeWidth: 0.8,
        },
        encoding: {
          x,
          y,
          color: { field: "kind", type: "nominal", scale: COLOURS, legend: null },
          tooltip: [
            { field: "condition", title: "condition" },
            { field: "rate", title: "mean rate", type: "quantitative", format: ".3e" },
            { field: "loss", title: "nats", type: "quantitative", format: ".4f" },
          ],
        },
      },
      texts(blocks),
    ],
    config: PLOT_CONFIG,
  };
}

/** The names stand beside the dots in their colours, so there is no legend. */
const COLOURS = { domain: Object.keys(KINDS), range: Object.values(KINDS) };

/** Labels for dots: one for those of a kind that lie on each other. */
function nameDots(
  points: readonly RatePoint[],
  place: (point: RatePoint) => Place,
  short: boolean,
): NamedDots[] {
  const groups: { kind: Kind; names: string[]; at: Place }[] = [];
  // On a phone the axis alone says which rates of none there are.
  for (const point of points.filter(({ condition }) => !short || !condition.startsWith("none_"))) {
    const { kind, condition } = point, at = place(point);
    const near = groups.find((group) =>
      group.kind === kind && kind !== "none" &&
      Math.hypot(group.at.x - at.x, group.at.y - at.y) < NEAR
    );
    if (near === undefined) groups.push({ kind, names: [condition], at });
    else near.names.push(condition);
  }
  return groups.map(({ kind, names, at }) => ({
    kind,
    at,
    text: short && names.length > 2
      ? [names[0]!, `and ${names.length - 1} more`]
      : lines(names.join(", "), 170, FONT),
  }));
}

type Block = NamedDots & { left: number; top: number; end: Place };

const pixels = (field: string) => ({
  field,
  type: "quantitative" as const,
  scale: null,
  axis: null,
});

/** Thin lines from the dots to their names, where these stand farther off. */
function leaders(blocks: readonly Block[]): PlotLayer {
  const values = blocks.flatMap(({ at, end }) =>
    Math.hypot(at.x - end.x, at.y - end.y) < 10 ? [] : { x: at.x, y: at.y, toX: end.x, toY: end.y }
  );
  return {
    data: { values },
    mark: { type: "rule", strokeWidth: 0.7, color: BAND },
    encoding: {
      x: pixels("x"),
      y: pixels("y"),
      x2: { field: "toX" },
      y2: { field: "toY" },
    },
  };
}

function texts(blocks: readonly Block[]): PlotLayer {
  const values = blocks.flatMap(({ kind, text, left, top }) =>
    text.map((line, i) => ({ line, colour: KINDS[kind], x: left, y: top + i * LINE + LINE / 2 }))
  );
  return {
    data: { values },
    mark: { type: "text", align: "left", baseline: "middle", fontSize: FONT },
    encoding: {
      x: pixels("x"),
      y: pixels("y"),
      text: { field: "line" },
      color: { field: "colour", type: "nominal", scale: null, legend: null },
    },
  };
}

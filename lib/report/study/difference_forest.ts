/** Differences of conditions with their intervals, a row each: what "forest plots" of studies show. */
import { contrastName, type Difference, intervalText } from "../../study/mod.ts";
import { inWords } from "../plots/in_words.ts";
import { namedPlaces } from "../plots/named.ts";
import {
  NEUTRAL,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "../plots/theme.ts";
import { atWidths, isNarrow, roomFor, titleLines } from "./at_widths.ts";
import { BAND, BAND_OPACITY, KINDS } from "./condition_means.ts";

/** Rows below one heading, with an axis of their own. */
export interface ForestPanel {
  /** The heading. */
  title: string;
  /** A row each, in this order. */
  differences: readonly Difference[];
}

/** What is said around the rows. */
export interface ForestWords {
  /** The plot's title. */
  title: string;
  /** How to read it, below the title. */
  subtitle: string;
  /** Of the axes, with the unit. */
  axisTitle: string;
  /** Differences within so much to both sides do not matter: a band. @default no band */
  bound?: number;
}

/** A row's names, figures and look. */
interface Row {
  row: number;
  mean: number;
  low: number;
  high: number;
  /** The ends of the 90 % interval. */
  inner: number;
  outer: number;
  colour: string;
  figures: string;
}

const STEP = 20, FONT = 11.5;
/** From so many bounds on an axis is no longer of equal distances. */
const MOST_BOUNDS = 12;

/**
 * The mean of each difference with its 95 % t interval, and the 90 % part of it thicker. The dot is filled where the difference is shown to
 * lie within the bound. Axes on which far differences would hide the near ones grow slower the
 * farther from 0. Differences without a pair are left out.
 */
export function differenceForest(panels: readonly ForestPanel[], words: ForestWords): PlotSpec {
  const drawn = panels.map(({ title, differences }) => ({
    title,
    differences: differences.filter(({ mean }) => mean !== null),
  })).filter(({ differences }) => differences.length > 0);
  if (drawn.length === 0) return inWords(words.title, "No two runs can be compared.");
  return atWidths((width) => draw(drawn, words, width));
}

function draw(panels: readonly ForestPanel[], words: ForestWords, total: number): PlotSpec {
  const all = panels.flatMap(({ differences }) => differences);
  const widest = (texts: string[]) => Math.max(...texts.map((text) => roomFor(text, FONT)));
  const names = Math.ceil(widest(all.map(({ contrast }) => contrastName(contrast)))) + 10;
  const figures = isNarrow(total) ? 0 : Math.ceil(widest(all.map((of) => intervalText(of)))) + 24;
  // The plot’s padding; and where no figures stand there, half of the axis’ last one.
  const width = total - names - figures - (figures === 0 ? 46 : 30);
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: titleLines(words, total),
    params: panels.map(({ differences }, at) => namesOf(differences, at).param),
    spacing: 18,
    vconcat: panels.map((panel, at) => panelOf(panel, at, words, { width, names, figures })),
    config: PLOT_CONFIG,
  } as PlotSpec;
}

function namesOf(differences: readonly Difference[], panel: number) {
  const names = differences.map(({ contrast }) => contrastName(contrast));
  return namedPlaces(`names${panel}`, names);
}

function panelOf(
  { title, differences }: ForestPanel,
  at: number,
  { axisTitle, bound }: ForestWords,
  room: { width: number; names: number; figures: number },
) {
  const rows = differences.map((difference, row): Row => {
    const { mean, t_low, t_high, tost_low, tost_high, contrast } = difference;
    const [, of] = contrast.match(/\b(?:\w+_)?(SD2|SD)\b/) ?? [];
    return {
      row,
      mean: mean!,
      low: t_low ?? mean!,
      high: t_high ?? mean!,
      inner: tost_low ?? mean!,
      outer: tost_high ?? mean!,
      colour: KINDS[of === undefined ? "other" : of as "SD" | "SD2"],
      figures: intervalText(difference),
    };
  });
  const filled = new Set(rows.filter(({ row }) => differences[row]!.equivalent !== false));
  const x = axisOf(rows, axisTitle, bound, room.width);
  const y = {
    field: "row",
    type: "ordinal" as const,
    title: null,
    axis: {
      labelExpr: namesOf(differences, at).labelExpr,
      labelColor: NEUTRAL.ink,
      labelFontSize: FONT,
      labelLimit: 0,
      minExtent: room.names,
    },
  };
  const tooltip = [
    { field: "name", title: "difference" },
    { field: "figures", title: "mean (95 % t interval)" },
  ];
  const values = rows.map((row) => ({
    ...row,
    name: contrastName(differences[row.row]!.contrast),
  }));
  const colour = { field: "colour", type: "nominal" as const, scale: null, legend: null };
  const dots = (full: boolean): PlotLayer => ({
    data: { values: values.filter((_, i) => filled.has(rows[i]!) === full) },
    mark: {
      type: "point",
      filled: true,
      size: 52,
      opacity: 1,
      strokeWidth: 1.6,
      ...(full ? {} : { fill: "#ffffff" }),
    },
    encoding: {
      x: { ...x, field: "mean" },
      y,
      ...(full ? { color: colour } : { stroke: colour }),
      tooltip,
    },
  });
  return {
    title: {
      text: title,
      ...{ fontSize: 13, fontWeight: 600, offset: 8 },
      ...{ frame: "group" as const, dx: -room.names },
    },
    width: room.width,
    height: { step: STEP },
    layer: [
      ...(bound === undefined ? [] : [band(x, bound)]),
      {
        data: { values: [{}] },
        mark: { type: "rule" as const, color: NEUTRAL.muted },
        encoding: { x: { ...x, datum: 0 } },
      },
      {
        data: { values },
        mark: { type: "rule" as const, strokeWidth: 1.4 },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color: colour, tooltip },
      },
      {
        data: { values },
        mark: { type: "rule" as const, strokeWidth: 4 },
        encoding: {
          x: { ...x, field: "inner" },
          x2: { field: "outer" },
          y,
          color: colour,
          tooltip,
        },
      },
      dots(true),
      dots(false),
      ...(room.figures === 0 ? [] : [{
        data: { values },
        mark: { type: "text" as const, align: "left" as const, fontSize: FONT },
        encoding: {
          x: { value: room.width + 14 },
          y,
          text: { field: "figures" },
          color: { value: NEUTRAL.ink },
        },
      }]),
    ],
  };
}

/** An axis that holds the rows and the band; with signs, as differences have. */
function axisOf(rows: readonly Row[], title: string, bound: number | undefined, width: number) {
  const ends = [...rows.flatMap(({ low, high }) => [low, high]), 0];
  const least = Math.min(...ends, -1.4 * (bound ?? 0));
  const greatest = Math.max(...ends, 1.4 * (bound ?? 0));
  const furthest = Math.max(-least, greatest);
  const air = (greatest - least) * 0.04;
  const near = bound ?? furthest;
  const slowed = furthest > MOST_BOUNDS * near;
  const steps = [1, 3, 10, 30, 100, 300].map((times) => times * near).filter((value) =>
    value <= furthest * 1.3
  );
  // Powers of three of the bound are as far apart as words of five signs need.
  const every = width < 300 ? 2 : 1;
  const side = steps.filter((_, i) => (i % every) === 0);
  return {
    type: "quantitative" as const,
    title,
    scale: slowed
      ? {
        type: "symlog" as const,
        constant: near,
        domain: [least * 1.15, greatest * 1.15],
        nice: false,
      }
      : { domain: [least - air, greatest + air], nice: false },
    axis: {
      grid: true,
      ...(slowed
        ? {
          values: [...side.map((value) => -value), 0, ...side]
            .filter((value) => value >= least * 1.15 && value <= greatest * 1.15),
        }
        : { tickCount: width < 300 ? 3 : 6 }),
      format: "+~g",
      labelExpr: "datum.value === 0 ? '0' : datum.label",
    },
  };
}

function band(x: ReturnType<typeof axisOf>, bound: number): PlotLayer {
  return {
    data: { values: [{ from: -bound, to: bound }] },
    mark: { type: "rect", color: BAND, opacity: BAND_OPACITY },
    encoding: {
      x: { ...x, field: "from" },
      x2: { field: "to" },
      y: { value: 0 },
      y2: { value: "height" },
    },
  };
}

/** What all plots share: the order of things, their colours, type and lines. */
import type { Config, TopLevelSpec } from "vega-lite";

/** A Vega-Lite v5 specification: JSON, drawn by `renderSvg`, a notebook or report.html. */
export type PlotSpec = TopLevelSpec;

/** One of the layers that a plot or a panel is made of. */
export type PlotLayer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** The schema that JupyterLab's Vega-Lite 5 renderer looks for. */
export const VEGA_LITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** The typeface of every plot. The Inter files are at hand for PNGs; SVGs fall back. */
export const PLOT_FONT = 'Inter, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

const INK = "#1f2933";
const MUTED = "#5f6b7a";
const GRID = "#e6e9ee";

/** Schedules in the order in which they are always shown. */
const SCHEDULE_ORDER = ["constant", "linear", "cosine"];
/** Methods in the order in which they are always shown. */
const METHOD_ORDER = ["none", "SD", "SD2"];

/**
 * Colours by method, from Okabe and Ito's palette for all kinds of colour vision ("Color Universal
 * Design", 2008): none in grey as the control, SD blue, SD2 vermilion, then what else there may be.
 */
const METHOD_COLOURS: Readonly<Record<string, string>> = {
  none: "#5f6b7a",
  SD: "#0072b2",
  SD2: "#d55e00",
};
const FURTHER_COLOURS = ["#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/** Colours for words and other things without an order of their own. */
export const CATEGORY_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

function inOrder(names: Iterable<string>, order: readonly string[]): string[] {
  const found = [...new Set(names)];
  const known = order.filter((name) => found.includes(name));
  return [...known, ...found.filter((name) => !order.includes(name))];
}

/** The schedules there are: constant, linear, cosine, then others as they come. */
export function orderSchedules(names: Iterable<string>): string[] {
  return inOrder(names, SCHEDULE_ORDER);
}

/** The methods there are: none, SD, SD2, then others as they come. */
export function orderMethods(names: Iterable<string>): string[] {
  return inOrder(names, METHOD_ORDER);
}

/** "cosine" → "Cosine". */
export function scheduleTitle(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Runs, or rows of a plot, by schedule, then method, then seed. The last is drawn on top. */
export function inPlotOrder<T extends { schedule: string; method: string; seed: number }>(
  runs: readonly T[],
): T[] {
  const schedules = orderSchedules(runs.map((run) => run.schedule));
  const methods = orderMethods(runs.map((run) => run.method));
  return runs.toSorted((a, b) =>
    schedules.indexOf(a.schedule) - schedules.indexOf(b.schedule) ||
    methods.indexOf(a.method) - methods.indexOf(b.method) || a.seed - b.seed
  );
}

/** The colours of methods, which are in the order of {@linkcode orderMethods}. */
export function methodColours(methods: readonly string[]): string[] {
  let further = 0;
  return methods.map((method) =>
    METHOD_COLOURS[method] ?? FURTHER_COLOURS[further++ % FURTHER_COLOURS.length]!
  );
}

/** A colour for each method, with its legend. */
export function methodColour(methods: readonly string[]) {
  return {
    field: "method",
    type: "nominal" as const,
    title: "Method",
    scale: { domain: [...methods], range: methodColours(methods) },
    legend: { symbolType: "stroke" as const },
  };
}

/** Solid lines for the first kind, dashed ones for the second, with their legend. */
export function dashes(field: string, title: string, kinds: [solid: string, dashed: string]) {
  return {
    field,
    type: "nominal" as const,
    title,
    scale: { domain: kinds, range: [[1, 0], [4, 4]] },
    legend: { symbolType: "stroke" as const, symbolStrokeColor: INK },
  };
}

/** Colours of lines that stand for no method. */
export const NEUTRAL = { ink: INK, muted: MUTED, grid: GRID } as const;

/** The gap between two legends: part of Vega's configuration, which Vega-Lite's types leave out. */
const LEGEND_LAYOUT = {
  layout: { top: { anchor: "start", direction: "horizontal", margin: 36 } },
} as object;

/** The look of every plot. */
export const PLOT_CONFIG: Config = {
  font: PLOT_FONT,
  background: "#ffffff",
  padding: 12,
  view: { stroke: null },
  title: {
    anchor: "start",
    color: INK,
    fontSize: 15,
    fontWeight: 600,
    offset: 14,
    subtitleColor: MUTED,
    subtitleFontSize: 12,
    subtitlePadding: 5,
    subtitleLineHeight: 16,
  },
  axis: {
    domainColor: "#9aa5b1",
    gridColor: GRID,
    labelColor: MUTED,
    labelFontSize: 11,
    labelPadding: 5,
    tickColor: "#9aa5b1",
    tickSize: 4,
    titleColor: INK,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 10,
  },
  axisX: { grid: false, labelFlush: false },
  axisY: { domain: false, ticks: false },
  legend: {
    labelColor: INK,
    labelFontSize: 12,
    titleColor: MUTED,
    titleFontSize: 12,
    titleFontWeight: 400,
    symbolStrokeWidth: 2.5,
    symbolOpacity: 1,
    titlePadding: 8,
    orient: "top",
    direction: "horizontal",
    offset: 12,
    columnPadding: 16,
    titleOrient: "left",
    ...LEGEND_LAYOUT,
  },
  line: { strokeCap: "round", strokeJoin: "round" },
};

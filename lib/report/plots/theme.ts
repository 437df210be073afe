/** What all plots share: type, lines and colours. */
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

/**
 * Colours that all kinds of colour vision tell apart: Okabe and Ito's ("Color Universal Design",
 * 2008), without yellow, which is faint on white, and black, which is the text's.
 */
export const CATEGORY_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

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
  header: { labelColor: INK },
  text: { color: INK },
  line: { strokeCap: "round", strokeJoin: "round" },
};

/** The frame that all plots of runs against something share: a panel a schedule, a line a label. */
import type { Config } from "vega-lite";
import { curveDomain } from "./curve_domain.ts";
import { curveLayers, xAxis } from "./curve_layers.ts";
import type { CurveFrame, CurvePanels, Strand } from "./curve_plot.ts";
import { type CurveRow, hasPoints } from "./curve_rows.ts";
import { endLabelRoom, withEnds } from "./end_labels.ts";
import { type Grouping, scheduleTitle } from "./grouping.ts";
import { inWords } from "./in_words.ts";
import { type Fit, legendColumns, legendWidth, lines, OWN_X_AXES, panelLayout } from "./layout.ts";
import { NEUTRAL, PLOT_CONFIG, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

const GAP = 22;
/** Figures and title of the y axis, and the plot's padding. */
const MARGIN = 96;

const NOTHING = "No value is finite: there is nothing to draw.";

/** A plot with a panel for each schedule and a line for each label, or a sentence in its place. */
export function curvePanels(plot: CurvePanels): PlotSpec {
  if (!canBeDrawn(plot)) return inWords(plot.title, plot.nothing ?? NOTHING);
  const { fit, facet } = panelsOf(plot);
  return { ...frameOf(plot, fit), ...facet } as PlotSpec;
}

/**
 * Such plots below each other, each with an axis of its own, under one title. Those that have nothing
 * to draw are left out; where none has, a sentence stands in their place.
 */
export function curveRowsOfPanels(
  words: Pick<CurvePanels, "title" | "subtitle" | "nothing">,
  rows: readonly CurveFrame[],
): PlotSpec {
  const drawn = rows.filter(canBeDrawn).map(panelsOf);
  const [first] = drawn;
  if (first === undefined) return inWords(words.title, words.nothing ?? NOTHING);
  return {
    ...frameOf(words, first.fit),
    spacing: 26,
    vconcat: drawn.map(({ facet }) => facet),
  } as PlotSpec;
}

function canBeDrawn({ strands }: CurveFrame): boolean {
  return hasPoints(strands.flatMap(({ rows }) => rows));
}

/** What stands around panels. */
function frameOf({ title, subtitle }: Pick<CurvePanels, "title" | "subtitle">, fit: Fit) {
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: title, subtitle: lines(subtitle) },
    usermeta: { fit },
    config: configOf(fit),
  };
}

/** The panels, and what is to be known of them to fit them into a page. */
function panelsOf(plot: CurveFrame) {
  const { grouping, strands, height = 200 } = plot;
  const named = strands.find(({ line = "solid", common }) => line === "solid" && !common);
  const room = named && endLabelRoom(grouping.labels);
  const domain = curveDomain(strands.flatMap(({ rows }) => rows), plot);
  const values = strands.flatMap((strand) =>
    (strand === named && room !== undefined
      ? withEnds(strand.rows, domain.ends, height)
      : strand.rows)
      .map((row) => rowOf(row, strand))
  );
  const gap = GAP + (room ?? 0);
  const panels = grouping.schedules.length;
  const { columns, width } = panelLayout(panels, gap);
  const hasLegend = named !== undefined && room === undefined;
  const legend = hasLegend ? { legend: legendWidth(grouping.labels, grouping.title) } : {};
  const fit: Fit = { ...legend, panels, least: 160, columns, margin: MARGIN + (room ?? 0), gap };
  const facet = {
    data: { values },
    facet: {
      field: "schedule",
      type: "nominal",
      sort: grouping.schedules.map(scheduleTitle),
      title: null,
      header: PANEL_HEADER,
    },
    columns,
    // Vega adds it beside the names at the ends.
    spacing: { column: GAP, row: 26 },
    spec: {
      width,
      height,
      encoding: { x: xAxis(plot.x), color: labelColour(grouping, hasLegend) },
      layer: curveLayers(plot, domain, room !== undefined),
    },
    ...(columns < panels ? { resolve: OWN_X_AXES } : {}),
  };
  return { fit, facet };
}

const PANEL_HEADER = {
  labelAnchor: "start",
  labelFontSize: 13,
  labelFontWeight: 600,
  labelColor: NEUTRAL.ink,
  labelPadding: 6,
} as const;

/** Legends of many names have columns. */
function configOf({ legend }: Fit): Config {
  const columns = legend && legendColumns(legend);
  if (columns === undefined) return PLOT_CONFIG;
  return { ...PLOT_CONFIG, legend: { ...PLOT_CONFIG.legend, columns } };
}

/** A common curve is of no label. */
function rowOf({ label, ...row }: CurveRow, { name, common }: Strand) {
  return { strand: name, ...(common ? {} : { label }), ...row };
}

/** A colour for each label, with a legend where the lines do not bear their names. */
export function labelColour({ labels, colours, title }: Grouping, legend = true) {
  return {
    field: "label",
    type: "nominal" as const,
    title,
    scale: { domain: [...labels], range: labels.map((label) => colours.get(label)!) },
    legend: legend && labels.length > 1 ? { symbolType: "stroke" as const, labelLimit: 0 } : null,
  };
}

/** The frame that all plots of runs against something share: a panel a schedule, a line a label. */
import type { Config } from "vega-lite";
import { LINE_WIDTH, withWidths } from "./coincident.ts";
import { curveDomain } from "./curve_domain.ts";
import { curveLayers, xAxis } from "./curve_layers.ts";
import type { CurveFrame, CurvePanels, Strand } from "./curve_plot.ts";
import { type CurveRow, hasPoints } from "./curve_rows.ts";
import { endLabelRoom, withEnds } from "./end_labels.ts";
import { type Grouping, hasBands, scheduleTitle } from "./grouping.ts";
import { inWords } from "./in_words.ts";
import { namedPlaces } from "./named.ts";
import { type Fit, legendColumns, legendWidth, lines, OWN_X_AXES, panelLayout } from "./layout.ts";
import { NEUTRAL, PLOT_CONFIG, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

const GAP = 22;
/** Figures and title of the y axis, the plot’s padding, and half a wide line at both sides. */
const MARGIN = 104;

const NOTHING = "No value is finite: there is nothing to draw.";

/** A plot with a panel for each schedule and a line for each label, or a sentence in its place. */
export function curvePanels(plot: CurvePanels): PlotSpec {
  if (!canBeDrawn(plot)) return inWords(plot.title, plot.nothing ?? NOTHING);
  const { fit, facet } = panelsOf(plot);
  return { ...frameOf(plot, plot.grouping, fit), ...facet } as PlotSpec;
}

/**
 * Such plots below each other, each with an axis of its own, under one title. Those that have nothing
 * to draw are left out; where none has, a sentence stands in their place. All have one grouping.
 */
export function curveRowsOfPanels(
  words: Pick<CurvePanels, "title" | "subtitle" | "nothing">,
  rows: readonly CurveFrame[],
): PlotSpec {
  const drawn = rows.filter(canBeDrawn);
  const [first] = drawn;
  if (first === undefined) return inWords(words.title, words.nothing ?? NOTHING);
  const panels = drawn.map(panelsOf);
  return {
    ...frameOf(words, first.grouping, panels[0]!.fit),
    spacing: 26,
    vconcat: panels.map(({ facet }) => facet),
  } as PlotSpec;
}

function canBeDrawn({ strands }: CurveFrame): boolean {
  return hasPoints(strands.flatMap(({ rows }) => rows));
}

/** What stands around panels. */
function frameOf(
  { title, subtitle }: Pick<CurvePanels, "title" | "subtitle">,
  { schedules, labels }: Grouping,
  fit: Fit,
) {
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: title, subtitle: lines(subtitle) },
    params: [namesOfPanels(schedules).param, namesOfLabels(labels).param],
    usermeta: { fit },
    config: configOf(fit),
  };
}

/** The panels, and what is to be known of them to fit them into a page. */
function panelsOf(plot: CurveFrame) {
  const { grouping, height = 200 } = plot;
  const named = plot.strands.findIndex(({ line = "solid", common }) => line === "solid" && !common);
  const room = named < 0 ? undefined : endLabelRoom(grouping.labels);
  const domain = curveDomain(plot.strands.flatMap((strand) => drawnOf(strand, grouping)), plot);
  const near = (domain.ends[1] - domain.ends[0]) / height * LINE_WIDTH;
  const strands = plot.strands.map((strand, at) =>
    at === named ? { ...strand, rows: withWidths(strand.rows, near) } : strand
  );
  const values = strands.flatMap((strand, at) =>
    (at === named && room !== undefined ? withEnds(strand.rows, domain.ends, height) : strand.rows)
      .map((row) => rowOf(row, strand, grouping))
  );
  const gap = GAP + (room ?? 0);
  const panels = grouping.schedules.length;
  const { columns, width } = panelLayout(panels, gap);
  const hasLegend = named >= 0 && room === undefined;
  const legend = hasLegend ? { legend: legendWidth(grouping.labels, grouping.title) } : {};
  const fit: Fit = { ...legend, panels, least: 160, columns, margin: MARGIN + (room ?? 0), gap };
  const facet = {
    data: { values },
    facet: {
      field: "panel",
      type: "ordinal",
      title: null,
      header: { ...PANEL_HEADER, labelExpr: namesOfPanels(grouping.schedules).labelExpr },
    },
    columns,
    // Vega adds it beside the names at the ends.
    spacing: { column: GAP, row: 26 },
    spec: {
      width,
      height,
      encoding: { x: xAxis(plot.x), color: labelColour(grouping, hasLegend) },
      layer: curveLayers({ ...plot, strands }, domain, room !== undefined),
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

/** Rows without the ends of bands that are not drawn: the axis is fitted to what is seen. */
function drawnOf({ rows, range }: Strand, grouping: Grouping): readonly CurveRow[] {
  if (range && hasBands(grouping)) return rows;
  return rows.map(({ low: _, high: __, ...row }) => row);
}

/** A common curve is of no label. */
function rowOf(
  { schedule, label, ...row }: CurveRow,
  { name, common }: Strand,
  { schedules, labels }: Grouping,
) {
  const of = common ? {} : { label, place: labels.indexOf(label) };
  return { strand: name, panel: schedules.map(scheduleTitle).indexOf(schedule), ...of, ...row };
}

/** The panels' titles by their places. */
function namesOfPanels(schedules: readonly string[]) {
  return namedPlaces("panels", schedules.map(scheduleTitle));
}

/** The labels by their places. */
export function namesOfLabels(labels: readonly string[]) {
  return namedPlaces("labels", labels);
}

/** A colour for each label by its `place`, with a legend where the lines do not bear their names. */
export function labelColour({ labels, colours, title }: Grouping, legend = true) {
  const { domain, labelExpr } = namesOfLabels(labels);
  return {
    field: "place",
    type: "nominal" as const,
    title,
    scale: { domain, range: labels.map((label) => colours.get(label)!) },
    legend: legend ? { symbolType: "stroke" as const, labelLimit: 0, labelExpr } : null,
  };
}

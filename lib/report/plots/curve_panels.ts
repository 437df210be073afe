/** The frame that all plots of runs against something share: a panel a schedule, a line a label. */
import type { Config } from "vega-lite";
import { curveLayers, xAxis } from "./curve_layers.ts";
import type { CurvePanels, Strand } from "./curve_plot.ts";
import { type CurveRow, hasPoints } from "./curve_rows.ts";
import { endLabelRoom, withEnds } from "./end_labels.ts";
import { type Grouping, hasBands, scheduleTitle } from "./grouping.ts";
import { inWords } from "./in_words.ts";
import { namedPlaces } from "./named.ts";
import { type Fit, legendColumns, legendWidth, lines, OWN_X_AXES, panelLayout } from "./layout.ts";
import { NEUTRAL, PLOT_CONFIG, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

const GAP = 22;
/** Figures and title of the y axis, and the plot's padding. */
const MARGIN = 96;

/** A plot with a panel for each schedule and a line for each label, or a sentence in its place. */
export function curvePanels(plot: CurvePanels): PlotSpec {
  const { grouping, strands, height = 200 } = plot;
  const all = strands.flatMap(({ rows }) => rows);
  if (!hasPoints(all)) {
    return inWords(plot.title, plot.nothing ?? "No value is finite: there is nothing to draw.");
  }
  const room = endLabelRoom(grouping.labels);
  const domain = plot.y.domain ?? domainOf(all, plot);
  const named = strands.find(({ line = "solid", common }) => line === "solid" && !common);
  const values = strands.flatMap((strand) =>
    (strand === named && room !== undefined ? withEnds(strand.rows, domain, height) : strand.rows)
      .map((row) => rowOf(row, strand, grouping))
  );
  const gap = GAP + (room ?? 0);
  const titles = namedPlaces("panels", grouping.schedules.map(scheduleTitle));
  const panels = grouping.schedules.length;
  const { columns, width } = panelLayout(panels, gap);
  const legend = room === undefined ? { legend: legendWidth(grouping.labels, grouping.title) } : {};
  const fit: Fit = { ...legend, panels, least: 160, columns, margin: MARGIN + (room ?? 0), gap };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: plot.title, subtitle: lines(plot.subtitle) },
    params: [titles.param, namesOfLabels(grouping.labels).param],
    data: { values },
    facet: {
      field: "panel",
      type: "ordinal",
      title: null,
      header: { ...PANEL_HEADER, labelExpr: titles.labelExpr },
    },
    columns,
    // Vega adds it beside the names at the ends.
    spacing: { column: GAP, row: 26 },
    spec: {
      width,
      height,
      encoding: { x: xAxis(plot.x), color: labelColour(grouping, room === undefined) },
      layer: curveLayers(plot, domain, room !== undefined),
    },
    ...(columns < panels ? { resolve: OWN_X_AXES } : {}),
    usermeta: { fit },
    config: configOf(fit),
  };
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
function rowOf(
  { schedule, label, ...row }: CurveRow,
  { name, common }: Strand,
  { schedules, labels }: Grouping,
) {
  const of = common ? {} : { label, place: labels.indexOf(label) };
  return { strand: name, panel: schedules.map(scheduleTitle).indexOf(schedule), ...of, ...row };
}

/** From the least to the greatest, with a little room. */
function domainOf(
  rows: readonly CurveRow[],
  { y, rules = [], grouping }: CurvePanels,
): [number, number] {
  const bands = hasBands(grouping) ? rows : [];
  const values = [
    ...rows.flatMap((row) => row.y ?? []),
    ...bands.flatMap((row) => [row.low ?? [], row.high ?? []].flat()),
    ...rules.map(({ value }) => value),
    ...y.include ?? [],
  ];
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  const air = greatest > least ? (greatest - least) * 0.06 : Math.abs(greatest) * 0.06 || 1;
  // An axis that begins at 0 ends there.
  return [least === 0 && y.include?.includes(0) ? 0 : least - air, greatest + air];
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

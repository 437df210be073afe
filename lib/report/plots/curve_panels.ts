/** The frame that all plots of runs against something share: a panel a schedule, a line a label. */
import { type CurveRow, hasPoints } from "./curve_rows.ts";
import { END_LABEL_SIZE, endLabelRoom, withEnds } from "./end_labels.ts";
import { type Grouping, scheduleTitle } from "./grouping.ts";
import { inWords } from "./in_words.ts";
import { type Fit, legendColumns, lines, OWN_X_AXES, panelLayout } from "./layout.ts";
import {
  dashes,
  NEUTRAL,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "./theme.ts";

/** Curves that are drawn alike, such as all evaluation losses. */
export interface Strand {
  /** What they are; named where a plot has several kinds. */
  name: string;
  rows: readonly CurveRow[];
  /** @default "solid" */
  line?: "solid" | "dashed" | "faint";
  /** Whether the curves are the same for all labels, and drawn once, in ink. @default false */
  common?: boolean;
  /** Whether a band goes from the lowest seed to the highest. @default false */
  range?: boolean;
}

/** An axis. */
export interface CurveAxis {
  title: string;
  /** Its ends. @default {from the data} */
  domain?: readonly [number, number];
  /** Numbers that the axis reaches in any case. */
  include?: readonly number[];
  /** Whether equal ratios are equally far apart. @default false */
  log?: boolean;
  /** Where its ticks are. @default {at round numbers} */
  values?: readonly number[];
  /** d3's format of its figures, and of those in the tooltip. */
  format?: string;
  tooltipFormat?: string;
  /** Whether there is nothing between two whole numbers. @default false */
  whole?: boolean;
}

/** What is drawn in the panels. */
export interface CurvePanels {
  title: string;
  subtitle: string;
  grouping: Grouping;
  /** Drawn one over the other. The first solid one's lines bear their labels' names. */
  strands: readonly Strand[];
  /** What the strands' legend is of. Without it there is none. */
  kinds?: string;
  x: CurveAxis;
  y: CurveAxis;
  /** Lines across the panels: solid and faint, or dashed. */
  rules?: readonly { value: number; dashed?: boolean }[];
  /** Said where no value is finite. @default "No value is finite: there is nothing to draw." */
  nothing?: string;
  /** Of a panel, in pixels. @default 200 */
  height?: number;
}

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
      .map((row) => rowOf(row, strand))
  );
  const gap = GAP + (room ?? 0);
  const panels = grouping.schedules.length;
  const { columns, width } = panelLayout(panels, gap);
  const fit: Fit = { panels, least: 160, columns, margin: MARGIN + (room ?? 0), gap };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: plot.title, subtitle: lines(plot.subtitle) },
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
      encoding: { x: xAxis(plot.x), color: labelColour(grouping, room === undefined) },
      layer: layers(plot, domain, room !== undefined),
    },
    ...(columns < panels ? { resolve: OWN_X_AXES } : {}),
    usermeta: { fit },
    config: PLOT_CONFIG,
  };
}

const PANEL_HEADER = {
  labelAnchor: "start",
  labelFontSize: 13,
  labelFontWeight: 600,
  labelColor: NEUTRAL.ink,
  labelPadding: 6,
} as const;

/** A common curve is of no label. */
function rowOf({ label, ...row }: CurveRow, { name, common }: Strand) {
  return { strand: name, ...(common ? {} : { label }), ...row };
}

/** From the least to the greatest, with a little room. */
function domainOf(rows: readonly CurveRow[], { y, rules = [] }: CurvePanels): [number, number] {
  const values = [
    ...rows.flatMap((row) => [row.y ?? [], row.low ?? [], row.high ?? []].flat()),
    ...rules.map(({ value }) => value),
    ...y.include ?? [],
  ];
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  const air = greatest > least ? (greatest - least) * 0.06 : Math.abs(greatest) * 0.06 || 1;
  // An axis that begins at 0 ends there.
  return [least === 0 && y.include?.includes(0) ? 0 : least - air, greatest + air];
}

function xAxis({ title, domain, log, values, format, whole }: CurveAxis) {
  return {
    field: "x",
    type: "quantitative" as const,
    title,
    scale: {
      ...(log ? { type: "log" as const } : {}),
      ...(domain === undefined ? { zero: false } : { domain: [...domain] }),
      nice: false,
    },
    axis: {
      ...(values === undefined ? { tickCount: ticks(domain, whole) } : { values: [...values] }),
      ...(format === undefined ? {} : { format }),
    },
  };
}

/** How many ticks are wanted: where there is nothing between whole numbers, no more than those. */
function ticks([from, to]: readonly [number, number] = [0, 5], whole = false): number {
  return whole ? Math.max(1, Math.min(5, Math.floor(to - from))) : 5;
}

/** A colour for each label, with a legend where the lines do not bear their names. */
export function labelColour({ labels, colours, title }: Grouping, legend = true) {
  const columns = legendColumns(labels, title);
  return {
    field: "label",
    type: "nominal" as const,
    title,
    scale: { domain: [...labels], range: labels.map((label) => colours.get(label)!) },
    legend: legend && labels.length > 1
      ? { symbolType: "stroke" as const, labelLimit: 0, ...(columns === 0 ? {} : { columns }) }
      : null,
  };
}

function layers(
  plot: CurvePanels,
  domain: readonly [number, number],
  namesAtEnds: boolean,
): PlotLayer[] {
  const { strands, rules = [] } = plot;
  const y = (field: string) => yAxis(field, plot.y, domain);
  const kinds = strands.filter(({ line }) => line !== "faint").map(({ name }) => name);
  const [solid, dashed] = kinds;
  const legend = plot.kinds !== undefined && solid !== undefined && dashed !== undefined
    ? { strokeDash: dashes("strand", plot.kinds, [solid, dashed]) }
    : {};
  const clip = plot.y.domain !== undefined;
  return [
    ...rules.map(({ value, dashed }) => acrossPanel(y, value, dashed ?? false)),
    ...strands.filter((strand) => strand.range && strand.rows.some(({ low }) => low !== undefined))
      .map((strand): PlotLayer => ({
        transform: only(strand),
        mark: { type: "area", opacity: 0.18, clip },
        encoding: { y: y("low"), y2: { field: "high" } },
      })),
    ...strands.map((strand) => curves(strand, plot, y("y"), legend, clip)),
    ...(namesAtEnds ? [names(y("end"))] : []),
  ];
}

const only = ({ name }: Strand) => [{ filter: { field: "strand", equal: name } }];

function curves(
  strand: Strand,
  { x, y, grouping }: CurvePanels,
  yEncoding: ReturnType<typeof yAxis>,
  legend: { strokeDash?: ReturnType<typeof dashes> },
  clip: boolean,
): PlotLayer {
  const { common = false, line = "solid" } = strand;
  const tooltip = [
    ...(common ? [] : [{ field: "label", title: grouping.title.toLowerCase() }]),
    { field: "x", type: "quantitative" as const, title: x.title, format: x.tooltipFormat ?? "~r" },
    {
      field: "y",
      type: "quantitative" as const,
      title: strand.name,
      format: y.tooltipFormat ?? "~r",
    },
    ...(strand.rows.some(({ seeds }) => seeds !== undefined)
      ? [{ field: "seeds", title: "seeds" }]
      : []),
  ];
  return {
    transform: only(strand),
    mark: {
      type: "line",
      clip,
      strokeWidth: line === "faint" ? 1 : common ? 1.2 : 2,
      ...(line === "faint" ? { opacity: 0.25 } : { point: !common && dotsIfFew(strand.rows) }),
    },
    encoding: {
      y: yEncoding,
      tooltip,
      ...(line === "faint" ? {} : legend),
      ...(common ? { color: { value: NEUTRAL.ink } } : {}),
    },
  };
}

/** Dots on the lines where they have so few points that the dots do not run together. */
function dotsIfFew(rows: readonly CurveRow[]) {
  const few = new Set(rows.map(({ x }) => x)).size <= 15;
  return few ? { size: 22, filled: true, strokeWidth: 0 } : false;
}

function yAxis(
  field: string,
  { title, format, values, whole }: CurveAxis,
  domain: readonly [number, number],
) {
  return {
    field,
    type: "quantitative" as const,
    title,
    scale: { domain: [...domain], nice: false },
    axis: {
      grid: true,
      ...(values === undefined ? { tickCount: ticks(domain, whole) } : { values: [...values] }),
      ...(format === undefined
        ? {}
        : { format, labelExpr: "datum.value === 0 ? '0' : datum.label" }),
    },
  };
}

/** The labels' names beside the last points of their lines. */
function names(y: ReturnType<typeof yAxis>): PlotLayer {
  return {
    transform: [{ filter: "isValid(datum.end)" }],
    mark: { type: "text", align: "left", dx: 6, fontSize: END_LABEL_SIZE },
    encoding: { y, text: { field: "label" } },
  };
}

function acrossPanel(
  y: (field: string) => ReturnType<typeof yAxis>,
  value: number,
  dashed: boolean,
): PlotLayer {
  // Without the axis' own domain, Vega-Lite would have it reach 0.
  const { field: _, ...axis } = y("");
  return {
    // One line, not one for each row of the panel.
    transform: [{ aggregate: [{ op: "count", as: "rows" }], groupby: ["schedule"] }],
    mark: { type: "rule", strokeWidth: 1, ...(dashed ? { strokeDash: [4, 4] } : {}) },
    encoding: {
      y: { ...axis, datum: value },
      x: { value: 0 },
      x2: { value: "width" },
      color: { value: dashed ? NEUTRAL.ink : NEUTRAL.muted },
    },
  };
}

/** The layers and axes of a plot of curves, in Vega-Lite's words. */
import { LINE_WIDTH } from "./coincident.ts";
import type { CurveDomain } from "./curve_domain.ts";
import type { CurveAxis, CurveFrame, Strand } from "./curve_plot.ts";
import type { CurveRow } from "./curve_rows.ts";
import { END_LABEL_SIZE } from "./end_labels.ts";
import { hasBands } from "./grouping.ts";
import { dashes, NEUTRAL, type PlotLayer } from "./theme.ts";

/** The axis of what the curves are drawn against. */
export function xAxis({ title, domain, log, values, format, whole }: CurveAxis) {
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

/** From the bottom to the top: rules, bands, curves, dashed rules, and the names at their ends. */
export function curveLayers(
  plot: CurveFrame,
  { ends, cut }: CurveDomain,
  namesAtEnds: boolean,
): PlotLayer[] {
  const { strands, rules = [] } = plot;
  const y = (field: string) => yAxis(field, plot.y, ends);
  const kinds = strands.filter(({ line }) => line !== "faint").map(({ name }) => name);
  const [solid, dashed] = kinds;
  const legend = plot.kinds !== undefined && solid !== undefined && dashed !== undefined
    ? { strokeDash: dashes("strand", plot.kinds, [solid, dashed]) }
    : {};
  const across = (kind: boolean) =>
    rules.filter(({ dashed = false }) => dashed === kind)
      .map(({ value }) => acrossPanel(y, value, kind));
  return [
    ...across(false),
    ...strands.filter((strand) =>
      strand.range && hasBands(plot.grouping) && strand.rows.some(({ low }) => low !== undefined)
    )
      .map((strand): PlotLayer => ({
        transform: only(strand),
        mark: { type: "area", opacity: 0.12, clip: cut },
        encoding: { y: y("low"), y2: { field: "high" } },
      })),
    ...strands.map((strand) => curves(strand, plot, y("y"), legend, cut)),
    ...across(true),
    ...(namesAtEnds ? [names(y("end"))] : []),
  ];
}

const only = ({ name }: Strand) => [{ filter: { field: "strand", equal: name } }];

function curves(
  strand: Strand,
  { x, y, grouping }: CurveFrame,
  yEncoding: ReturnType<typeof yAxis>,
  legend: { strokeDash?: ReturnType<typeof dashes> },
  clip: boolean,
): PlotLayer {
  const { common = false, line = "solid" } = strand;
  const nested = strand.rows.some(({ width = 0 }) => width > LINE_WIDTH);
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
      ...(nested ? {} : { strokeWidth: widthOf(strand) }),
      ...(line === "faint" ? { opacity: 0.25 } : { point: !common && dotsIfFew(strand.rows) }),
    },
    encoding: {
      y: yEncoding,
      tooltip,
      ...(line === "faint" ? {} : legend),
      ...(common ? { color: { value: NEUTRAL.ink } } : {}),
      ...(nested ? { strokeWidth: OWN_WIDTH } : {}),
    },
  };
}

/** The width that the rows have. */
const OWN_WIDTH = { field: "width", type: "quantitative", scale: null, legend: null } as const;

function widthOf({ line, common }: Strand): number {
  return line === "faint" ? 1 : common && line === "dashed" ? 1.2 : LINE_WIDTH;
}

/** Dots on the lines where they have so few points that the dots do not run together. */
function dotsIfFew(rows: readonly CurveRow[]) {
  const few = new Set(rows.map(({ x }) => x)).size <= 15;
  return few ? { size: 22, filled: true, strokeWidth: 0 } : false;
}

function yAxis(
  field: string,
  { title, format }: CurveAxis,
  domain: readonly [number, number],
) {
  return {
    field,
    type: "quantitative" as const,
    title,
    scale: { domain: [...domain], nice: false },
    axis: {
      grid: true,
      tickCount: 5,
      // The panels of plots below each other are to begin below each other.
      minExtent: 34,
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
    transform: [{ aggregate: [{ op: "count", as: "rows" }], groupby: ["panel"] }],
    mark: { type: "rule", strokeWidth: 1, ...(dashed ? { strokeDash: [4, 4] } : {}) },
    encoding: {
      y: { ...axis, datum: value },
      x: { value: 0 },
      x2: { value: "width" },
      color: { value: dashed ? NEUTRAL.ink : NEUTRAL.muted },
    },
  };
}

/** Where panels and legends stand, so that any number of them can be read. */
import { textWidth } from "./text_width.ts";
import type { PlotSpec } from "./theme.ts";

/** Width of a plot's panels together, in pixels: JupyterLab beside its file browser has as much. */
const WIDTH = 600;

/** Most panels beside each other. */
const MOST_COLUMNS = 3;

/** How panels stand: beside each other, and below each other where they are many. */
export interface PanelLayout {
  columns: number;
  /** Of one panel, in pixels. */
  width: number;
}

/** The layout of some panels. Four stand two by two. */
export function panelLayout(panels: number, gap: number): PanelLayout {
  const columns = Math.max(1, panels === MOST_COLUMNS + 1 ? 2 : Math.min(MOST_COLUMNS, panels));
  const width = Math.floor((WIDTH - (columns - 1) * gap) / columns);
  return { columns, width: Math.min(width, 480) };
}

/** Width of a legend's symbol with the gaps beside it. */
const SYMBOL = 44;

/** How wide the names of a legend are, with their symbols. */
export interface LegendWidth {
  /** That of its title and all names in one row. */
  row: number;
  /** That of the widest name. */
  widest: number;
}

/** How wide a legend of these names is. */
export function legendWidth(names: readonly string[], title: string): LegendWidth {
  const widths = names.map((name) => textWidth(name, 12) + SYMBOL);
  const row = widths.reduce((sum, width) => sum + width, textWidth(title, 12));
  return { row, widest: Math.max(0, ...widths) };
}

/** In how many columns a legend stands below a plot's title; undefined for one row of all. */
export function legendColumns({ row, widest }: LegendWidth, width = WIDTH): number | undefined {
  return row <= width ? undefined : Math.max(1, Math.floor((width - 60) / widest));
}

/** A text in lines that are no wider than a plot. */
export function lines(text: string, width = WIDTH, fontSize = 12): string[] {
  const done: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${done.at(-1)} ${word}`;
    if (done.length > 0 && textWidth(longer, fontSize) <= width) done[done.length - 1] = longer;
    else done.push(word);
  }
  return done;
}

/** Each panel has an x axis: where panels stand in rows, the last of which need not be full. */
export const OWN_X_AXES = { axis: { x: "independent" } } as const;

/** What {@linkcode fitWidth} is told of a plot: it stands in the specification's `usermeta`. */
export interface Fit {
  /** How many panels there are. */
  panels: number;
  /** Least width of a panel. */
  least: number;
  /** Most columns of panels. */
  columns: number;
  /** What stands beside the panels: the words and figures of the y axis. */
  margin: number;
  /** Between two panels. */
  gap: number;
  /** Of the colours, where there is one. */
  legend?: LegendWidth;
}

/** Some panels beside each other. */
interface FittedPanels {
  columns: number;
  resolve?: typeof OWN_X_AXES;
  spec: { width: number };
}

/** What {@linkcode fitWidth} is told of a plot that is drawn anew for each width: in its `usermeta`. */
export interface Widths {
  /** Of the whole plot, in pixels. */
  width: number;
  /** The same plot for places of other widths. */
  others?: readonly PlotSpec[];
}

/** What {@linkcode fitWidth} changes of a plot, which has its panels itself or in rows. */
interface Fitted extends FittedPanels {
  usermeta?: { fit?: Fit } & Partial<Widths>;
  vconcat?: FittedPanels[];
  title: { subtitle?: string | string[] };
  config: { legend: { columns?: number; layout: { top: { direction: string } } } };
}

/**
 * A plot of panels for a place of another width: on a phone they stand below each other. Of plots that
 * have others in `usermeta.others` it is the widest that fits, or else the narrowest. Those that say
 * nothing of themselves come back as they are.
 *
 * It uses nothing from outside it, because report.html takes its source along.
 */
export function fitWidth(spec: PlotSpec, width: number): PlotSpec {
  const plot = structuredClone(spec) as unknown as Fitted;
  const { fit, width: own, others = [] } = plot.usermeta ?? {};
  if (own !== undefined) {
    const widthOf = ({ usermeta }: PlotSpec) => (usermeta as unknown as Widths).width;
    const all = [spec, ...others].sort((a, b) => widthOf(b) - widthOf(a));
    return all.find((other) => widthOf(other) <= width) ?? all.at(-1)!;
  }
  if (fit === undefined) return spec;
  const room = Math.max(fit.least, width - fit.margin);
  const most = Math.floor((room + fit.gap) / (fit.least + fit.gap));
  const columns = Math.max(1, Math.min(fit.columns, most));
  for (const row of plot.vconcat ?? [plot]) {
    row.columns = columns;
    row.spec.width = Math.floor((room - (columns - 1) * fit.gap) / columns);
    if (columns < fit.panels) row.resolve = { axis: { x: "independent" } };
  }
  const line = new RegExp(`.{1,${Math.floor(width / 6.3)}}( |$)|\\S+`, "g");
  const { subtitle = "" } = plot.title;
  plot.title.subtitle = [subtitle].flat().join(" ").match(line) ?? [];
  if (width < 480) plot.config.legend.layout.top.direction = "vertical";
  if (fit.legend !== undefined && fit.legend.row > width) {
    plot.config.legend.columns = Math.max(1, Math.floor((width - 60) / fit.legend.widest));
  }
  return plot as unknown as PlotSpec;
}

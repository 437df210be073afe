/** What a plot of curves is made of. */
import type { CurveRow } from "./curve_rows.ts";
import type { Grouping } from "./grouping.ts";

/** Curves that are drawn alike, such as all evaluation losses. */
export interface Strand {
  /** What they are; named where a plot has several kinds. */
  name: string;
  rows: readonly CurveRow[];
  /** @default "solid" */
  line?: "solid" | "dashed" | "faint";
  /** Whether the curves are the same for all labels, and drawn once, in ink. @default false */
  common?: boolean;
  /** Whether a band shows how far the seeds scatter, if labels are few. @default false */
  range?: boolean;
}

/** An axis. */
export interface CurveAxis {
  title: string;
  /** Its ends. @default {from the data} */
  domain?: readonly [number, number];
  /** Numbers that the axis reaches in any case. */
  include?: readonly number[];
  /**
   * Its least length as a share of the values' size: what varies less than that looks like it.
   * @default 0, their own range
   */
  leastSpan?: number;
  /**
   * The x from which on the values decide where the axis ends. What lies before decides only where
   * that leaves the others half of the axis.
   * @default {all do}
   */
  judgedFrom?: number;
  /** How much of the axis bands may take beyond the lines, as a share of theirs. @default Infinity */
  mostBand?: number;
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
export interface CurvePanels extends CurveFrame {
  title: string;
  subtitle: string;
}

/** What is drawn in some panels, but for words above them. */
export interface CurveFrame {
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

/** The curves of `--only scale`: time and memory against what grows. */
import {
  CATEGORY_COLOURS,
  NEUTRAL,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "../lib/report/plots/theme.ts";
import type { Row } from "./rows.ts";
import { type Sweep, SWEEPS } from "./scale.ts";
import { GRAPH, HUGGING_FACE } from "./step.ts";

/** One measured point: a row of the plot's data. */
interface ScalePoint {
  sweep: string;
  value: number;
  subject: string;
  seconds: number;
  least: number;
  most: number;
  gib: number | null;
}

/** The points among a bench's rows. */
export function scalePoints(rows: readonly Row[]): ScalePoint[] {
  return rows.filter(({ bench }) => bench === "scale").map((row) => {
    const [sweep, value] = row.case.split(" ") as [string, string];
    return {
      sweep,
      value: Number(value),
      subject: row.subject,
      seconds: row.median_ms! / 1000,
      least: row.min / 1000,
      most: row.max / 1000,
      gib: row.peak_rss_mib === undefined ? null : row.peak_rss_mib / 1024,
    };
  });
}

const PANEL = { width: 230, height: 150 };
/** Panels side by side. */
const COLUMNS = 3;

/** What is drawn against what grows. */
interface Measure {
  field: "seconds" | "gib";
  title: string;
  /** The most there is of it: where the axis of all its panels ends, so that they compare. */
  most: number;
}

function timeOf(points: readonly ScalePoint[]): Measure {
  const most = Math.max(...points.map((point) => point.most));
  return { field: "seconds", title: "Time of a step (s)", most };
}

/** Undefined where the system does not tell how much memory a process holds. */
function memoryOf(points: readonly ScalePoint[]): Measure | undefined {
  const most = Math.max(...points.map(({ gib }) => gib ?? 0));
  return most === 0 ? undefined : { field: "gib", title: "Peak memory (GiB)", most };
}

/** From the least to the most that was measured. */
const SPREAD = {
  mark: { type: "rule", strokeWidth: 1.5, opacity: 0.5 },
  encoding: { y: { field: "least", type: "quantitative" }, y2: { field: "most" } },
} as const;

const TICKS = 5;

/** One sweep's curves of one measure. The words of an axis stand where they are read first. */
function panel(sweep: Sweep, { field, title, most }: Measure, names: { x: boolean; y: boolean }) {
  const line: PlotLayer = {
    mark: { type: "line", strokeWidth: 2, point: { size: 28, filled: true } },
    encoding: {
      y: {
        field,
        type: "quantitative",
        title: names.y ? title : null,
        scale: { domain: [0, most], nice: TICKS },
        axis: { tickCount: TICKS, labels: names.y },
      },
    },
  };
  return {
    ...PANEL,
    transform: [{ filter: { field: "sweep", equal: sweep.name } }],
    encoding: {
      x: {
        field: "value",
        type: "quantitative" as const,
        title: names.x ? sweep.title : null,
        scale: { zero: true, nice: false },
        // Labels of five digits need room, and there is no half a run.
        axis: { tickCount: 4, tickMinStep: 1, format: ",d" },
      },
      color: {
        field: "subject",
        type: "nominal" as const,
        title: null,
        scale: { domain: [GRAPH, HUGGING_FACE], range: [CATEGORY_COLOURS[0]!, NEUTRAL.muted] },
        legend: { symbolType: "stroke" as const, labelLimit: 0 },
      },
    },
    layer: field === "seconds" ? [SPREAD, line] : [line],
  };
}

/** Time above memory of some sweeps side by side. */
function band(sweeps: readonly Sweep[], measures: readonly Measure[]) {
  return {
    vconcat: measures.map((measure, row) => ({
      hconcat: sweeps.map((sweep, column) =>
        panel(sweep, measure, { x: row === measures.length - 1, y: column === 0 })
      ),
      spacing: 34,
      // The panels of all bands stand below each other, however wide their labels are.
      bounds: "flush" as const,
    })),
    spacing: 16,
  };
}

/**
 * A panel for time and one for memory of each sweep that was measured.
 *
 * @throws {RangeError} If no row is of the bench `scale`.
 */
export function scalePlot(rows: readonly Row[]): PlotSpec {
  const points = scalePoints(rows);
  if (points.length === 0) throw new RangeError("No row is of the bench scale.");
  const sweeps = SWEEPS.filter(({ name }) => points.some(({ sweep }) => sweep === name));
  const measures = [timeOf(points), memoryOf(points)].filter((measure) => measure !== undefined);
  const bands = [];
  for (let i = 0; i < sweeps.length; i += COLUMNS) {
    bands.push(band(sweeps.slice(i, i + COLUMNS), measures));
  }
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "How a step grows",
      subtitle:
        "4 layers of 256, 8,000 words, 16 chunks of 128 tokens, one run, and one of these " +
        "varied; faint bars span the measurements",
    },
    data: { values: points },
    vconcat: bands,
    spacing: 40,
    config: PLOT_CONFIG,
  };
}

/** What the bench measured, as rows: for the table on the screen and the JSON file. */

/** One subject's figures in one case. */
export interface Row {
  /** Which bench: `step`, `sd`, … */
  bench: string;
  /** What is measured, such as `mini`. */
  case: string;
  /** Who is measured. */
  subject: string;
  /** The median time, where less is better. */
  median_ms?: number;
  /** The median rate, where more is better, in `unit`. */
  median_rate?: number;
  /** Of the rate, such as `MB/s`. */
  unit?: string;
  min: number;
  max: number;
  /** Measurements that the median is of. */
  runs: number;
  /**
   * This subject's time ÷ that of the subject all are compared with, measured in blocks with both
   * resident; below 1 is faster.
   */
  ratio?: number;
  /** The median with no other subject resident: a time in ms, or a rate in `unit`. */
  median_alone?: number;
  /** The same ratio with each alone. */
  ratio_alone?: number;
  /** Of a peer: the setting that trials found best, and what was tried. */
  settings?: string;
  /** The most memory that the subject's process held, from its start to its end. */
  peak_rss_mib?: number;
  /** The memory of the GPU that was taken while the subject was alone on it, after its steps. */
  gpu_mib?: number;
  /** Share of the machine's matrix-product rate that the floating-point operations needed reach. */
  matmul_share?: number;
  /** What a reader must know beside the figures. */
  note?: string;
}

/** The median, the least and the most of some measurements. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  runs: number;
}

/** @throws {RangeError} If there are none. */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError("There is no median of nothing.");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, runs: sorted.length };
}

/** The rows of times, with ratios to the subject of that name where it is among them. */
export function timeRows(
  { bench, case: name }: Pick<Row, "bench" | "case">,
  subjects: readonly (Omit<Row, keyof Spread | "bench" | "case"> & { times: readonly number[] })[],
  reference: string,
): Row[] {
  const base = subjects.find(({ subject }) => subject === reference);
  const baseMedian = base && spread(base.times).median;
  return subjects.map(({ times, ...rest }) => {
    const { median, ...others } = spread(times);
    return {
      bench,
      case: name,
      ...rest,
      median_ms: median,
      ...others,
      ...(baseMedian === undefined ? {} : { ratio: median / baseMedian }),
    };
  });
}

/**
 * The ratio of two subjects' times, by whichever of the ways they were measured flatters the first
 * one less; undefined if neither way measured both.
 */
export function lessFlattering(ours: Row, peer: Row): number | undefined {
  const ratios = (["ratio", "ratio_alone"] as const).flatMap((way) => {
    const [a, b] = [ours[way], peer[way]];
    return a === undefined || b === undefined ? [] : [a / b];
  });
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

/** Three significant digits, without an exponent. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 3 });
}

function cells(row: Row): string[] {
  const unit = row.median_ms === undefined ? row.unit ?? "" : "ms";
  const share = row.matmul_share;
  return [
    `${row.bench} ${row.case}`,
    row.subject,
    `${figure(row.median_ms ?? row.median_rate!)} ${unit}`,
    row.runs > 1 ? `${figure(row.min)}–${figure(row.max)}` : "",
    String(row.runs),
    row.ratio?.toFixed(2) ?? "",
    row.median_alone === undefined ? "" : figure(row.median_alone),
    row.ratio_alone?.toFixed(2) ?? "",
    row.peak_rss_mib === undefined ? "" : figure(row.peak_rss_mib),
    row.gpu_mib === undefined ? "" : figure(row.gpu_mib),
    share === undefined ? "" : `${Math.round(share * 100)} %`,
  ];
}

const HEADINGS = [
  ...["bench", "subject", "median", "spread", "runs", "ratio"],
  ...["alone", "ratio alone", "peak MiB", "GPU MiB", "matmul"],
];
/** Columns of text; the others hold numbers, which end on one line. */
const LEFT = 2;

/** The rows as a table in Markdown that also reads well as plain text, without columns that none fills. */
export function tableOf(rows: readonly Row[]): string {
  const all = rows.map(cells);
  const filled = HEADINGS.map((_, i) => i < LEFT || all.some((row) => row[i] !== ""));
  const [headings, ...body] = [HEADINGS, ...all].map((texts) => texts.filter((_, i) => filled[i]));
  const widths = headings!.map((heading, i) =>
    Math.max(heading.length, ...body.map((row) => row[i]!.length))
  );
  const line = (texts: readonly string[]) =>
    `| ${
      texts.map((text, i) => i < LEFT ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))
        .join(" | ")
    } |`;
  const rule = widths.map((width, i) => i < LEFT ? "-".repeat(width) : `${"-".repeat(width - 1)}:`);
  const notes = rows.flatMap(({ bench, case: name, subject, note, settings }) =>
    [note, settings].filter((text) => text !== undefined)
      .map((text) => `- ${bench} ${name}, ${subject}: ${text}`)
  );
  const lines = [line(headings!), line(rule), ...body.map(line)];
  return [...lines, ...(notes.length === 0 ? [] : ["", ...notes])].join("\n");
}

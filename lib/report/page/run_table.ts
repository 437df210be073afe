/** The report's table of runs. */
import {
  type Definitions,
  faultColumns,
  isPlain,
  type RunResult,
  type RunSummary,
  summarise,
  type SummaryColumn,
} from "../../experiment/mod.ts";
import {
  baselineOf,
  groupRuns,
  inPlotOrder,
  scheduleTitle,
  USUAL_BASELINE,
} from "../plots/grouping.ts";
import { formatNumber, metricNamed } from "../../training/mod.ts";
import { finalMetric, metricsIn } from "../plots/metrics.ts";
import { escapeHtml } from "./escape.ts";
import { SCROLL_STYLE } from "./scroll_style.ts";

/** Options of {@linkcode runTableHtml}. */
export interface RunTableOptions {
  /**
   * The method or condition that the others are compared with.
   * @default "none"
   */
  baseline?: string;
  /**
   * What the names of metrics stand for.
   * @default BUILT_IN
   */
  definitions?: Pick<Definitions, "metrics">;
  /**
   * Whether the runs are one that stands for itself: then nothing is compared, and of one in which Γ
   * has no part there are no figures of Γ, nor its schedule, method and seed.
   * @default false
   */
  alone?: boolean;
}

interface Row {
  run: RunResult;
  summary: RunSummary;
  /** The final evaluation loss of the run that it is compared with. */
  compared: number | null;
}

type Column = SummaryColumn<Row>;

/** The metric that stands first, at both ends and beside the baseline's: every run has it. */
const LOSS = "eval_loss";

/** Measured as the evaluation loss is, which the steps' own is not. */
const TRAINING_LOSS: Column = [
  "training loss at end",
  ({ summary }) => figure(summary.final_train_eval_loss, ".4f"),
];

/** Of the weights that were kept, where some run loads its best model at its end. */
const KEPT: Column = [
  "of the weights kept (step)",
  ({ summary: { kept_eval_loss: loss, best_global_step: step } }) =>
    loss === undefined ? "–" : `${figure(loss, ".4f")} (${step})`,
];

const RATIO: Column = ["mean A″ ÷ mean A′", ({ summary }) => figure(ratio(summary), ".3f")];

const ROOT: Column = ["mean root of Γ", ({ summary }) => figure(summary.mean_gamma_root, ".3f")];

/** The heading of the mean loss of the steps since the evaluation before the last one. */
function stepLossOf(runs: readonly RunResult[]): string {
  const isByEpochs = runs.every(({ run }) => run.settings.evalSteps === null);
  return isByEpochs
    ? "mean step loss of last epoch"
    : "mean step loss between the last evaluations";
}

function isPlainAlone(runs: readonly RunResult[], alone: boolean): boolean {
  return alone && runs.every(({ run }) => isPlain(run.settings));
}

/** Columns of the runs' own figures, one for each metric that was measured, and of faults. */
function columnsOf(
  runs: readonly RunResult[],
  summaries: readonly RunSummary[],
  { baseline = USUAL_BASELINE, definitions, alone = false }: RunTableOptions,
): Column[] {
  const plain = isPlainAlone(runs, alone);
  const named = (metric: string) => metricNamed(metric, definitions?.metrics);
  const { title, format } = named(LOSS);
  const further = metricsIn(runs).filter((metric) => metric !== LOSS).map(named);
  const seed: Column = ["seed", ({ run }) => String(run.seed)];
  const compared: Column = [
    `minus that of ${baseline}`,
    ({ summary, compared }) => figure(difference(summary.final_eval_loss, compared), `+${format}`),
  ];
  const several = new Set(runs.map((run) => run.seed)).size > 1;
  // What matters first: where the table is cut, the others are those that are not seen.
  return [
    ...(several ? [seed] : []),
    [`${title} at end`, ({ summary }) => figure(summary.final_eval_loss, format)],
    ...(summaries.some(({ kept_eval_loss }) => kept_eval_loss !== undefined) ? [KEPT] : []),
    ...(alone ? [] : [compared]),
    ...(plain ? [] : [RATIO]),
    ...(several || plain ? [] : [seed]),
    [`${title} at start`, ({ summary }) => figure(summary.initial_eval_loss, format)],
    ...(summaries.some((summary) => summary.final_train_eval_loss !== null) ? [TRAINING_LOSS] : []),
    [stepLossOf(runs), ({ summary }) => figure(summary.final_train_loss, format)],
    ...further.map((metric): Column => [
      metric.title,
      ({ run }) => figure(finalMetric(run, metric.name), metric.format),
    ]),
    ...(plain ? [] : [ROOT]),
    ["seconds", ({ summary }) => figure(summary.seconds, ".1f")],
    ...faultColumns(summaries, plain).map(([heading, show]): Column => [
      heading,
      ({ summary }) => show(summary),
    ]),
  ];
}

/**
 * The runs as an HTML table, in the plots' order and colours, with a column for each metric that
 * was measured.
 */
export function runTableHtml(runs: readonly RunResult[], options: RunTableOptions = {}): string {
  const grouping = groupRuns(runs, options.baseline);
  const ordered = inPlotOrder(runs, grouping);
  const rows = ordered.map((run): Row => {
    const compared = baselineOf(run, runs, options.baseline);
    return {
      run,
      summary: summarise(run),
      compared: compared === undefined ? null : summarise(compared).final_eval_loss,
    };
  });
  const columns = columnsOf(runs, rows.map(({ summary }) => summary), options);
  const plain = isPlainAlone(runs, options.alone ?? false);
  const body = rows.map((row, at) => {
    const { schedule, label } = row.run;
    const first = at > 0 && rows[at - 1]!.run.schedule !== schedule;
    const figures = columns.map(([, show]) => `<td>${escapeHtml(show(row))}</td>`).join("");
    const names = plain
      ? ""
      : `<td ${NAME}>${escapeHtml(scheduleTitle(schedule))}</td><td ${LABEL}><span style="color:${
        grouping.colours.get(label)
      }">●</span> ${escapeHtml(label)}</td>`;
    return `<tr${first ? ' class="first"' : ""}>${names}${figures}</tr>`;
  });
  const headings = columns.map(([heading]) => `<th>${escapeHtml(heading)}</th>`).join("");
  const title = grouping.title.toLowerCase();
  const names = plain ? "" : `<th ${NAME}>schedule</th><th ${LABEL}>${title}</th>`;
  return `<div class="wide sd-scrolls runs"><style>${SCROLL_STYLE}</style><table><thead><tr>` +
    `${names}${headings}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** JupyterLab sets all cells flush right unless told otherwise. */
const NAME = 'class="name" style="text-align:left"';

/** The second column, which stays in view. */
const LABEL = 'class="name label" style="text-align:left;white-space:nowrap"';

function figure(value: number | null, format: string): string {
  return value === null || Number.isNaN(value) ? "–" : formatNumber(value, format);
}

function difference(value: number | null, other: number | null): number | null {
  return value === null || other === null ? null : value - other;
}

function ratio({ mean_learning_rate, mean_scheduled_learning_rate }: RunSummary): number | null {
  if (!mean_scheduled_learning_rate || mean_learning_rate === null) return null;
  return mean_learning_rate / mean_scheduled_learning_rate;
}

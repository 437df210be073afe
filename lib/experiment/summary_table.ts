/** Runs in figures as a table for the terminal. */

import { printable } from "../io/mod.ts";
import { shownEpoch } from "./ending.ts";
import { formatNumber, type MetricDefinition, metricNamed, METRICS } from "../training/mod.ts";
import { finalMetrics, haveOtherBits, metricNames, type RunSummary } from "./summary.ts";

/** A column of a table: its heading, and how a run's figure is shown under it. */
export type SummaryColumn<Summary> = readonly [heading: string, show: (row: Summary) => string];

/**
 * Columns of what went wrong on the way, in the tables only where it did in some run.
 *
 * @param plain Whether Γ has no part in any run, so that a step without one lacks nothing.
 */
export function faultColumns(
  summaries: readonly RunSummary[],
  plain = false,
): SummaryColumn<RunSummary>[] {
  const columns = [["skipped", "skipped_steps"], ["without Γ", "undefined_gamma_steps"]] as const;
  const told = columns.filter(([, name]) => !plain || name !== "undefined_gamma_steps");
  const faults = told.filter(([, name]) => summaries.some((summary) => summary[name] > 0))
    .map(([heading, name]): SummaryColumn<RunSummary> => [
      heading,
      (summary) => String(summary[name]),
    ]);
  const bits: SummaryColumn<RunSummary> = ["other bits", ({ other_bits }) => other_bits ?? ""];
  return [...faults, ...(haveOtherBits(summaries) ? [bits] : [])];
}

/** What stands for a figure that a run does not have. */
const NONE = "–";

/** What tells runs apart: two names, flush left, and a figure. */
const APART: readonly SummaryColumn<RunSummary>[] = [
  ["schedule", ({ schedule }) => schedule],
  ["method", ({ label }) => label],
  ["seed", ({ seed }) => String(seed)],
];

/** The table's columns. */
const TABLE: readonly SummaryColumn<RunSummary>[] = [
  ["train loss", ({ final_train_loss }) => digits(final_train_loss, 4)],
  ["eval loss", ({ final_eval_loss }) => digits(final_eval_loss, 4)],
  [
    "best (epoch)",
    ({ best_eval_loss: loss, best_epoch: epoch }) =>
      epoch === null ? NONE : `${digits(loss, 4)} (${shownEpoch(epoch)})`,
  ],
];

/** The loss of the weights that were kept, where some run loads its best model at its end. */
const KEPT: SummaryColumn<RunSummary> = [
  "kept (step)",
  ({ kept_eval_loss: loss, best_global_step: step }) =>
    loss === undefined ? NONE : `${digits(loss, 4)} (${step})`,
];

const SECONDS: SummaryColumn<RunSummary> = ["seconds", ({ seconds }) => digits(seconds, 1)];

/** Those that stand after the usual metrics. */
const TABLE_END: readonly SummaryColumn<RunSummary>[] = [
  ["Γ root", ({ mean_gamma_root }) => digits(mean_gamma_root, 3)],
  ["mean A″", ({ mean_learning_rate }) => mean_learning_rate?.toExponential(2) ?? NONE],
  SECONDS,
];

/** The same where A″ is A′. */
const PLAIN_END: readonly SummaryColumn<RunSummary>[] = [
  ["mean rate", ({ mean_learning_rate }) => mean_learning_rate?.toExponential(2) ?? NONE],
  SECONDS,
];

/** A column for each metric that was measured besides the loss, as its definition has it. */
function metricColumns(
  summaries: readonly RunSummary[],
  metrics: Iterable<MetricDefinition>,
): SummaryColumn<RunSummary>[] {
  const valueIn = (summary: RunSummary, metric: string) =>
    finalMetrics(summary).find(([name]) => name === metric)?.[1] ?? null;
  const further = metricNames(summaries);
  const usual = summaries.flatMap(finalMetrics).filter(([, value]) => value !== null)
    .map(([name]) => name).filter((name) => !further.includes(name));
  return [...new Set([...usual, ...further])].map((name) => {
    const { title, format } = metricNamed(name, metrics);
    return [title, (summary) => {
      const value = valueIn(summary, name);
      return value === null ? NONE : formatNumber(value, format);
    }];
  });
}

function digits(value: number | null, places: number): string {
  return value === null ? NONE : value.toFixed(places);
}

/**
 * Runs in figures as a table for the terminal: a heading, a row a run, and what went wrong.
 *
 * @param metrics Those there are. One that is not among them goes by its name.
 * @param plain Whether Γ has no part in any run: then nothing is said of it, and of one such run alone
 * not what would tell it from others.
 */
export function summaryTable(
  summaries: readonly RunSummary[],
  metrics: Iterable<MetricDefinition> = METRICS,
  plain = false,
): string {
  const alone = plain && summaries.length === 1, names = alone ? 0 : 2;
  const columns = [
    ...(alone ? [] : APART),
    ...TABLE,
    // What stands before it is measured with the last weights.
    ...metricColumns(summaries, metrics),
    ...(summaries.some(({ kept_eval_loss }) => kept_eval_loss !== undefined) ? [KEPT] : []),
    ...(plain ? PLAIN_END : TABLE_END),
    ...faultColumns(summaries, plain),
  ];
  const rows = [columns.map(([heading]) => heading)];
  for (const summary of summaries) rows.push(columns.map(([, show]) => show(summary)));
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      column < names ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
    ).join("  ").trimEnd()
  );
  for (const { run, diverged, ending } of summaries) {
    if (diverged !== null) lines.push(`${alone ? "It" : run} diverged: ${diverged}`);
    if (ending !== undefined) lines.push(alone ? ending : `${run}: ${ending}`);
  }
  return lines.map(printable).join("\n");
}

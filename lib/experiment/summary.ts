/** What a run comes to: one row of `summary.csv` and of the table in the terminal. */

import { stringify } from "@std/csv";
import { printable } from "../io/mod.ts";
import {
  DEFAULT_METRICS,
  type EvaluationRecord,
  type LogRecord,
  metricsOf,
} from "../training/mod.ts";
import { endingOf, measuredOf } from "./ending.ts";
import type { RunResult } from "./planned_run.ts";

/** What is always a figure of its own, of those metrics that are measured by default. */
type UsualMetric = (typeof DEFAULT_METRICS)[number];

/** The last evaluation's figures of the usual metrics. */
export type UsualFigures = {
  [M in (typeof DEFAULT_METRICS)[number] as `final_${M}`]: number | null;
};

/**
 * A run in figures, by the names of `summary.csv`. Losses are in nats a masked token. A figure that
 * a run does not have, such as a mean Γ without a word pair, is null.
 */
export interface RunSummary extends UsualFigures {
  /** The run's name, and what differs in it besides schedule and seed. */
  run: string;
  /** All that differs but schedule and seed. */
  label: string;
  /** A′. */
  schedule: string;
  /** A″. */
  method: string;
  /** What decided order, masks and dropout. */
  seed: number;
  /** Epochs done. */
  epochs: number;
  /** Steps of the schedule done, the skipped ones among them. */
  steps: number;
  /** Before training. */
  initial_eval_loss: number | null;
  /** After the last epoch; where the run diverged, the last one before. */
  final_eval_loss: number | null;
  /** The least of all evaluations, the one before training included. */
  best_eval_loss: number | null;
  /** The epoch of the least. */
  best_epoch: number | null;
  /** Mean loss of the last epoch's steps, with dropout. */
  final_train_loss: number | null;
  /** Loss of training chunks after the last epoch, without dropout; null where it was not measured. */
  final_train_eval_loss: number | null;
  /** Mean over the steps that had a Γ. */
  mean_gamma_root: number | null;
  /** Mean of A′ over the steps that were made. */
  mean_scheduled_learning_rate: number | null;
  /** Mean of A″ over the steps that were made. */
  mean_learning_rate: number | null;
  /** Steps that were left out because something was not finite. */
  skipped_steps: number;
  /** Steps without a Γ, as no pair of words could be compared: their A″ is A′. */
  undefined_gamma_steps: number;
  /** The step whose weights were loaded at the end as the best ones; null where none were. */
  best_global_step: number | null;
  /** Seconds from the first evaluation to the last. */
  seconds: number;
  /** Why the run ended early, before its last epoch; null where it did not. */
  diverged: string | null;
  /** Of the weights that it ended with, where its best model was loaded at the end. */
  kept_eval_loss?: number;
  /** How it ended, in a sentence or two; left out of one that kept the weights of the last of all its steps. */
  ending?: string;
  /** What of its making gave it other last bits than the folder's runs; left out where nothing did. */
  other_bits?: string;
  /**
   * After the last epoch, by the metrics' names: those that have no figure of their own above. Null
   * where there is none.
   */
  metrics: Readonly<Record<string, number | null>>;
}

/** The loss stands first; the others beside each other. */
const BESIDES = DEFAULT_METRICS.filter((name) => name !== "eval_loss");

/** A figure of {@linkcode RunSummary} that each run has of its own. */
export type SummaryFigure = Exclude<
  keyof RunSummary,
  "run" | "label" | "kept_eval_loss" | "ending" | "other_bits" | "metrics"
>;

/**
 * The columns of `summary.csv` that are always there, in their order. After them come what differs
 * besides, `run` and `label`, if anything does, and `final_NAME` of each further metric.
 */
export const SUMMARY_COLUMNS: readonly SummaryFigure[] = [
  "schedule",
  "method",
  "seed",
  "epochs",
  "steps",
  "initial_eval_loss",
  "final_eval_loss",
  "best_eval_loss",
  "best_epoch",
  "final_train_loss",
  "final_train_eval_loss",
  ...BESIDES.map((name) => `final_${name}` as const),
  "mean_gamma_root",
  "mean_scheduled_learning_rate",
  "mean_learning_rate",
  "skipped_steps",
  "undefined_gamma_steps",
  "best_global_step",
  "seconds",
  "diverged",
];

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The evaluation with the least loss, the first of equal ones; one that is not finite never is. */
export function bestEvaluation(
  evaluations: readonly EvaluationRecord[],
): EvaluationRecord | undefined {
  return evaluations.filter(({ eval_loss }) => Number.isFinite(eval_loss))
    .reduce<EvaluationRecord | undefined>(
      (least, next) => least === undefined || next.eval_loss < least.eval_loss ? next : least,
      undefined,
    );
}

const isUsual = (name: string): name is UsualMetric => DEFAULT_METRICS.some((one) => one === name);

/** An evaluation's value of a metric; null where it was not measured, or there is none. */
function valueOf(evaluation: EvaluationRecord | undefined, name: string): number | null {
  return evaluation?.[name as `eval_${string}`] ?? null;
}

function usualFigures(evaluation: EvaluationRecord | undefined): UsualFigures {
  return Object.fromEntries(
    DEFAULT_METRICS.map((name) => [`final_${name}`, valueOf(evaluation, name)]),
  ) as UsualFigures;
}

/** An evaluation's metrics besides the loss, in their order. */
export function measuredBesides(
  evaluation: EvaluationRecord,
): (readonly [name: string, value: number | null])[] {
  return metricsOf(evaluation).filter((name) => name !== "eval_loss")
    .map((name) => [name, valueOf(evaluation, name)]);
}

/** A run's last metrics besides the loss: the usual ones, then the further ones. */
export function finalMetrics(
  summary: RunSummary,
): (readonly [name: string, value: number | null])[] {
  return [
    ...BESIDES.map((name) => [name, summary[`final_${name}`]] as const),
    ...Object.entries(summary.metrics),
  ];
}

/** A run's records by their type. */
function byType(records: readonly LogRecord[]) {
  return {
    steps: records.filter((record) => record.type === "step"),
    skipped: records.filter((record) => record.type === "skipped"),
    evaluations: records.filter((record) => record.type === "evaluation"),
  };
}

/** A run in figures. */
export function summarise(run: RunResult): RunSummary {
  const { steps, skipped, evaluations } = byType(run.records);
  const kept = run.bestStep === null ? undefined : measuredOf(run).after?.eval_loss;
  const ending = endingOf(run);
  const first = evaluations[0], last = evaluations.at(-1), least = bestEvaluation(evaluations);
  return {
    run: run.run.name,
    label: run.label,
    schedule: run.schedule,
    method: run.method,
    seed: run.seed,
    epochs: last?.epoch ?? 0,
    steps: steps.length + skipped.length,
    initial_eval_loss: first?.epoch === 0 ? first.eval_loss : null,
    ...usualFigures(last),
    best_eval_loss: least?.eval_loss ?? null,
    best_epoch: least?.epoch ?? null,
    final_train_loss: last?.train_loss ?? null,
    final_train_eval_loss: last?.train_eval_loss ?? null,
    mean_gamma_root: mean(steps.flatMap(({ gamma_root }) => gamma_root ?? [])),
    mean_scheduled_learning_rate: mean(steps.map((step) => step.scheduled_learning_rate)),
    mean_learning_rate: mean(steps.map(({ learning_rate }) => learning_rate)),
    skipped_steps: skipped.length,
    undefined_gamma_steps: steps.filter(({ gamma }) => gamma === null).length,
    best_global_step: run.bestStep,
    seconds: run.seconds,
    // Older versions wrote it as it came.
    diverged: run.diverged && printable(run.diverged),
    ...(kept === undefined ? {} : { kept_eval_loss: kept }),
    ...(ending === undefined ? {} : { ending }),
    ...(run.otherBits === undefined ? {} : { other_bits: run.otherBits }),
    metrics: Object.fromEntries(
      last === undefined ? [] : measuredBesides(last).filter(([name]) => !isUsual(name)),
    ),
  };
}

/**
 * A text that a spreadsheet takes for a formula gets an apostrophe before it, which it takes for
 * "this is text"; what could drive a terminal is written as an escape. Numbers stay as they are,
 * also those below zero.
 */
function plainCell(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const isFormula = /^[=+\-@\t\r]/.test(value);
  return isFormula ? `'${value[0]}${printable(value.slice(1))}` : printable(value);
}

/** The names of the further metrics that some run has. */
export function metricNames(summaries: readonly RunSummary[]): string[] {
  return [...new Set(summaries.flatMap(({ metrics }) => Object.keys(metrics)))];
}

/** Whether runs differ in more than schedule, method and seed. */
function haveLabels(summaries: readonly RunSummary[]): boolean {
  return summaries.some(({ label, method }) => label !== method);
}

/** Whether some run was made with other last bits than the others. */
export function haveOtherBits(summaries: readonly RunSummary[]): boolean {
  return summaries.some(({ other_bits }) => other_bits !== undefined);
}

/** Runs in figures as CSV, one row a run, with a header. */
export function summaryCsv(summaries: readonly RunSummary[]): string {
  const labels = haveLabels(summaries) ? ["run", "label"] as const : [];
  const bits = haveOtherBits(summaries) ? ["other_bits"] as const : [];
  const metrics = metricNames(summaries);
  const rows = summaries.map((summary) =>
    Object.fromEntries([
      ...[...SUMMARY_COLUMNS, ...labels, ...bits].map((
        name,
      ) => [name, plainCell(summary[name] ?? "")]),
      ...metrics.map((name) => [`final_${name}`, summary.metrics[name] ?? ""]),
    ])
  );
  const further = metrics.map((name) => `final_${name}`);
  const columns = [...SUMMARY_COLUMNS, ...labels, ...bits, ...further];
  return stringify(rows, { columns });
}

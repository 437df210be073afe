/** The report's table of runs. */
import {
  faultColumns,
  type RunResult,
  type RunSummary,
  summarise,
  type SummaryColumn,
} from "../../experiment/mod.ts";
import { escapeHtml } from "./escape.ts";
import { inPlotOrder, methodColours, orderMethods, scheduleTitle } from "../plots/theme.ts";

interface Row extends RunSummary {
  /** The final evaluation loss of `none` with the same schedule and seed. */
  none: number | null;
}

const COLUMNS: readonly SummaryColumn<Row>[] = [
  ["seed", (row) => String(row.seed)],
  ["eval loss at start", (row) => digits(row.initial_eval_loss, 4)],
  ["eval loss at end", (row) => digits(row.final_eval_loss, 4)],
  ["less that of none", (row) => difference(row)],
  ["train loss at end", (row) => digits(row.final_train_loss, 4)],
  ["perplexity", (row) => digits(row.final_eval_perplexity, 2)],
  ["accuracy", (row) => percent(row.final_eval_accuracy)],
  ["mean root of Γ", (row) => digits(row.mean_gamma_root, 3)],
  ["mean A″ ÷ mean A′", (row) => ratio(row)],
  ["seconds", (row) => digits(row.seconds, 1)],
];

/** The runs as an HTML table, in the plots' order and colours. */
export function runTableHtml(runs: readonly RunResult[]): string {
  const summaries = inPlotOrder(runs).map(summarise);
  const columns = [...COLUMNS, ...faultColumns(summaries)];
  const methods = orderMethods(runs.map((run) => run.method));
  const colours = methodColours(methods);
  const rows = summaries.map((summary, at) => {
    const none = summaries.find((other) =>
      other.method === "none" && other.schedule === summary.schedule && other.seed === summary.seed
    );
    const row = { ...summary, none: none?.final_eval_loss ?? null };
    const first = at > 0 && summaries[at - 1]!.schedule !== summary.schedule;
    const colour = colours[methods.indexOf(summary.method)]!;
    return `<tr${first ? ' class="first"' : ""}><td class="name" style="text-align:left">${
      escapeHtml(scheduleTitle(summary.schedule))
    }</td><td class="name" style="text-align:left"><span style="color:${colour}">●</span> ${
      escapeHtml(summary.method)
    }</td>${columns.map(([, show]) => `<td>${escapeHtml(show(row))}</td>`).join("")}</tr>`;
  });
  const headings = columns.map(([heading]) => `<th>${escapeHtml(heading)}</th>`).join("");
  return `<div class="wide"><table><thead><tr><th class="name" style="text-align:left">schedule</th>` +
    `<th class="name" style="text-align:left">method` +
    `</th>${headings}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function digits(value: number | null, places: number): string {
  return value === null || Number.isNaN(value) ? "–" : value.toFixed(places);
}

function percent(value: number | null): string {
  return value === null || Number.isNaN(value) ? "–" : `${(100 * value).toFixed(1)} %`;
}

function difference({ method, final_eval_loss, none }: Row): string {
  if (method === "none" || final_eval_loss === null || none === null) return "–";
  const value = final_eval_loss - none;
  return Number.isNaN(value) ? "–" : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}

function ratio({ mean_learning_rate, mean_scheduled_learning_rate }: Row): string {
  if (!mean_scheduled_learning_rate || mean_learning_rate === null) return "–";
  return digits(mean_learning_rate / mean_scheduled_learning_rate, 3);
}

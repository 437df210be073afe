/** The metrics of runs. */
import type { RunResult } from "../../experiment/mod.ts";
import { metricsOf } from "../../training/mod.ts";
import { evaluationsOf } from "./run_data.ts";

/** The key of a metric in a record. */
type MetricKey = `eval_${string}`;

/** The metrics that stand in the runs' evaluations, in the order in which they come. */
export function metricsIn(runs: readonly RunResult[]): string[] {
  return [...new Set(runs.flatMap((run) => evaluationsOf(run).flatMap(metricsOf)))];
}

/** The value of a metric in a run's last evaluation; null where it has none. */
export function finalMetric(run: RunResult, name: string): number | null {
  const last = evaluationsOf(run).at(-1);
  return last?.[name as MetricKey] ?? null;
}

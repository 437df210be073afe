/** Whether Γ has a part in what runs come to, or is only logged beside. */
import { choiceName } from "../definition/mod.ts";
import { METRICS } from "../training/mod.ts";
import type { Definitions } from "./definitions.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { RunSettings } from "./settings/run_settings.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** Whether a run is the usual training: neither its rates nor what its steps make smaller read Γ. */
export function isPlain(
  { method, objective, gammaReference }: Pick<
    RunSettings,
    "method" | "objective" | "gammaReference"
  >,
): boolean {
  return method === "none" && objective === "cross_entropy" && gammaReference === "none";
}

/**
 * Whether β says something that people ask for: some run is not plain, or some metric measures meaning.
 * Of a metric that is not built in that is not known, so it may.
 */
export function asksMeaning(
  settings: ExperimentSettings,
  { metrics }: Pick<Definitions, "metrics">,
): boolean {
  return plannedRuns(settings).some((run) => !isPlain(run.settings)) ||
    settings.metrics.some((text) => {
      const name = choiceName(text);
      return !METRICS.has(name) || (metrics.get(name).osgood ?? false);
    });
}

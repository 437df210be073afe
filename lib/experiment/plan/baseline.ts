/** That what the report compares with is there. */
import { InputError, settingName, shown } from "../../io/mod.ts";
import type { PlannedRun } from "../planned_run.ts";
import { SETTING_DEFAULTS } from "../settings/table.ts";
import { relative } from "./relative.ts";

/**
 * Refuses a baseline of which there is no run. The usual one need not be there: nobody asked for it.
 *
 * @param runs All of the experiment.
 * @throws {InputError} If there is none; the message names those that there are.
 */
export function checkBaseline(baseline: string, runs: readonly PlannedRun[]): void {
  if (baseline === SETTING_DEFAULTS.baseline) return;
  if (runs.some((run) => relative(run, baseline, "same", runs) === run)) return;
  const names = new Set(runs.map(({ condition, method }) => condition ?? method));
  throw new InputError(
    `no run of this experiment is what ${settingName("baseline")} ${shown(baseline)} names`,
    { mend: `Those to compare with are ${[...names].join(", ")}` },
  );
}

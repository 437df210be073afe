/** That what the report compares with is there. */
import { InputError, settingName, shown } from "../../io/mod.ts";
import type { PlannedRun } from "../planned_run.ts";
import { SETTING_DEFAULTS } from "../settings/table.ts";
import { relative } from "./relative.ts";

/**
 * Refuses a baseline of which there is no run, or of which several are equally near to each. The usual
 * one need not be there: nobody asked for it.
 *
 * @param runs All of the experiment.
 * @throws {InputError} If it is; the message names those that can be compared with.
 */
export function checkBaseline(baseline: string, runs: readonly PlannedRun[]): void {
  if (baseline === SETTING_DEFAULTS.baseline) return;
  const isClear = (name: string) => runs.some((run) => relative(run, name, "same", runs) === run);
  if (isClear(baseline)) return;
  const names = [...new Set(runs.map(({ condition, method }) => condition ?? method))];
  // A condition that leaves the method to the axes has several runs that differ in it alone.
  const problem = names.includes(baseline)
    ? "several runs of this experiment are equally what"
    : "no run of this experiment is what";
  throw new InputError(`${problem} ${settingName("baseline")} ${shown(baseline)} names`, {
    mend: `Those to compare with are ${names.filter(isClear).join(", ")}`,
  });
}

/** Which runs have nothing to be compared with, and why: a table with gaps does not say. */
import { settingName } from "../../io/mod.ts";
import type { PlannedRun } from "../planned_run.ts";
import { relatives } from "./relative.ts";

/** A list for a sentence. */
function list(names: Iterable<string>): string {
  return [...new Set(names)].join(", ");
}

/**
 * A sentence for each label of which a run cannot be compared with the baseline, or one where nothing can
 * be: why, and what to do. None where there is one label alone, as nothing is to be compared then.
 *
 * @param runs All of the experiment.
 */
export function uncompared(runs: readonly PlannedRun[], baseline: string): string[] {
  const labels = new Set(runs.map(({ label }) => label));
  if (labels.size < 2) return [];
  const near = new Map(runs.map((run) => [run, relatives(run, baseline, "same", runs)]));
  const isBaseline = (run: PlannedRun) => near.get(run)!.length === 1 && near.get(run)![0] === run;
  const setting = settingName("baseline");
  if (!runs.some(isBaseline)) {
    return [
      `Nothing is compared with ${baseline}, of which there is no run: set ${setting} to a method ` +
      `or condition of these: ${list(runs.map(({ condition, method }) => condition ?? method))}.`,
    ];
  }
  const alone = runs.filter((run) => near.get(run)!.length !== 1);
  return [...Map.groupBy(alone, ({ label }) => label)].map(([label, [run]]) => {
    const others = near.get(run!)!;
    const differing = (Object.keys(run!.settings) as (keyof PlannedRun["settings"])[])
      .filter((name) => new Set(others.map(({ settings }) => settings[name])).size > 1);
    return others.length === 0
      ? `${label} is not compared with ${baseline}: no run of that has the same seed, and the same of ` +
        `all else that neither sets itself. Set ${setting} to another method or condition.`
      : `${label} is not compared with ${baseline}: the runs of that differ in ${
        list(differing)
      }, ` +
        `and none is nearer to it. Set ${setting} to a condition that sets ${
          list(differing)
        } itself.`;
  });
}

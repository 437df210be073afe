/** What a folder's runs have come to, for one who is about to have them removed. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkpointSteps } from "./checkpoints.ts";
import { findRuns } from "./own_files.ts";

/**
 * What a restart does with the runs in a folder, as a phrase: how many it removes that are finished,
 * and which that are not, with the step of their latest checkpoint; and which folders among them it
 * leaves, as nothing says that this program made them.
 *
 * @returns Undefined where there are none.
 * @throws {InputError} If a link stands in the place of one.
 */
export async function describeRuns(out: string): Promise<string | undefined> {
  const runs = join(out, "runs");
  if (!existsSync(runs)) return undefined;
  const { ours: names, others } = await findRuns(out);
  const isFinished = (name: string) => existsSync(join(runs, name, "done.json"));
  const unfinished: string[] = [];
  for (const name of names.filter((name) => !isFinished(name))) {
    const [step] = await checkpointSteps(join(runs, name));
    unfinished.push(`${name} ${step === undefined ? "without a checkpoint" : `at step ${step}`}`);
  }
  const finished = names.length - unfinished.length;
  const phrases = [
    ...(finished === 0 ? [] : [count(finished, "finished")]),
    ...(unfinished.length === 0
      ? []
      : [`${count(unfinished.length, "unfinished")} (${unfinished.join(", ")})`]),
  ];
  const does = [
    ...(phrases.length === 0 ? [] : [`removes ${phrases.join(" and ")} from ${out}`]),
    ...(others.length === 0
      ? []
      : [`leaves ${others.map((name) => join("runs", name)).join(", ")}, which it did not write`]),
  ];
  return does.length === 0 ? undefined : does.join("; ");
}

function count(runs: number, what: string): string {
  return `${runs} ${what} ${runs === 1 ? "run" : "runs"}`;
}

/** What a folder's runs have come to, for one who is about to have them removed. */

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { checkpointSteps } from "./checkpoints.ts";

/**
 * The runs in a folder as a phrase: how many are finished, and which are not, with the step of their
 * latest checkpoint.
 *
 * @returns Undefined where there are none.
 */
export async function describeRuns(out: string): Promise<string | undefined> {
  const runs = join(out, "runs");
  if (!existsSync(runs)) return undefined;
  const entries = await readdir(runs, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
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
  return phrases.length === 0 ? undefined : phrases.join(" and ");
}

function count(runs: number, what: string): string {
  return `${runs} ${what} ${runs === 1 ? "run" : "runs"}`;
}

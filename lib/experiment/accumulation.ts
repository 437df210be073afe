/** By what a step weighs its batches, and which runs were made by an older rule. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "./environment.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/**
 * The rule by which the steps of several batches are made, as the environment has it. Folders that
 * do not say it are older: their steps gave all batches the same weight.
 */
export const ACCUMULATION: Environment = { accumulation: "weighed by masked tokens" };

/**
 * Why an experiment cannot go on in a folder that was begun by the older rule, in words.
 *
 * @param out The folder.
 * @param then What it was made with.
 */
export function accumulatedOtherwise(
  out: string,
  then: { settings: ExperimentSettings; environment: Environment },
): string[] {
  if (then.environment["accumulation"] === ACCUMULATION["accumulation"]) return [];
  const run = plannedRuns(then.settings).find(({ name, settings }) =>
    settings.gradientAccumulationSteps > 1 && existsSync(join(out, "runs", name))
  );
  if (run === undefined) return [];
  return [
    `the steps of ${run.name} gave each of their ${run.settings.gradientAccumulationSteps} batches ` +
    "the same weight; now it is its share of their masked tokens, as in Transformers",
  ];
}

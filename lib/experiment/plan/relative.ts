/** Runs that stand for one another: what a run is compared with, and whose record it reads. */
import { choiceName, choiceSlug } from "../../definition/mod.ts";
import type { PlannedRun } from "../planned_run.ts";
import type { RunSettings } from "../settings/run_settings.ts";

/**
 * The run that is equal to another but for its method or condition.
 *
 * @param of The other method (its text, or its name where that says enough) or condition.
 * @param from Whether it has the same seed, or the next greater one of those there are; after the
 * greatest comes the least.
 * @param runs Where it is looked for.
 * @returns Undefined where there is none, or several are equally near.
 */
export function relative(
  run: PlannedRun,
  of: string,
  from: "same" | "next",
  runs: readonly PlannedRun[],
): PlannedRun | undefined {
  const found = relatives(run, of, from, runs);
  return found.length === 1 ? found[0] : undefined;
}

/** All runs that {@linkcode relative} could give: those that differ from the run in the least. */
export function relatives(
  run: PlannedRun,
  of: string,
  from: "same" | "next",
  runs: readonly PlannedRun[],
): PlannedRun[] {
  const named = ofName(run, of, runs);
  const seeds = [...new Set(named.map(({ seed }) => seed))].sort((a, b) => a - b);
  const seed = from === "same" ? run.seed : seeds.find((other) => other > run.seed) ?? seeds[0];
  if (from === "next" && seed === run.seed) return [];
  const near = named.filter((other) => other.seed === seed || other.sets?.includes("seed"))
    .map((other) => ({ other, differing: differing(run, other) }))
    .filter(({ other, differing }) =>
      differing.every((name) => run.sets?.includes(name) || other.sets?.includes(name))
    );
  const least = Math.min(...near.map(({ differing }) => differing.length));
  return near.filter(({ differing }) => differing.length === least).map(({ other }) => other);
}

/**
 * The runs of a condition, or else of a method, of no condition or of the run's own where that leaves
 * the method to the axes: a condition that sets it is another thing than the method alone.
 */
function ofName(run: PlannedRun, of: string, runs: readonly PlannedRun[]): PlannedRun[] {
  const conditions = runs.filter(({ condition }) => condition === of);
  if (conditions.length > 0) return conditions;
  const own = run.sets?.includes("method") ? undefined : run.condition;
  const plain = runs.filter(({ condition }) => condition === undefined || condition === own);
  const exact = plain.filter(({ method }) => method === of || choiceSlug(method) === of);
  return exact.length > 0 ? exact : plain.filter(({ method }) => choiceName(method) === of);
}

/** The settings that differ, method and seed apart. */
function differing(a: PlannedRun, b: PlannedRun): (keyof RunSettings)[] {
  const names = Object.keys(a.settings) as (keyof RunSettings)[];
  return names.filter((name) =>
    name !== "method" && name !== "seed" && a.settings[name] !== b.settings[name]
  );
}

/** Runs that read others: which, and that they can be made at all. */
import { choiceName, choose, type Registry } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import type { MethodDefinition } from "../../schedule/mod.ts";
import type { PlannedRun } from "../planned_run.ts";
import { relatives } from "./relative.ts";

/**
 * The same runs, those that read the record of another with its name.
 *
 * @throws {InputError} If a run that one needs is not among them, or runs need each other.
 */
export function withNeeds(
  runs: readonly PlannedRun[],
  methods: Registry<MethodDefinition>,
): PlannedRun[] {
  const result = runs.map((run) => {
    // A folder may have runs of a plugin that is not here: they are not made now.
    if (!methods.has(choiceName(run.method))) return run;
    const { definition, parameters } = choose(methods, run.method);
    const reference = definition.needs?.(parameters);
    if (reference === undefined) return run;
    const { of, from } = reference;
    const found = relatives(run, of, from, runs);
    if (found.length === 1) return { ...run, needs: found[0]!.name };
    const whose = from === "next" ? `of another seed by ${of}` : `by ${of}`;
    throw found.length === 0
      ? new InputError(`the run ${run.name} needs one ${whose}, and the experiment has none`, {
        mend: `Add ${of} to the methods or conditions${from === "next" ? ", and a seed" : ""}`,
      })
      : new InputError(
        `the run ${run.name} needs one ${whose}, which could be ` +
          found.map(({ name }) => name).join(" or "),
        { mend: "Name a condition, or a method with its parameters" },
      );
  });
  refuseCircles(result);
  return result;
}

function refuseCircles(runs: readonly PlannedRun[]): void {
  const needs = new Map(runs.map(({ name, needs }) => [name, needs]));
  const sound = new Set<string>();
  for (const { name } of runs) {
    const trail: string[] = [];
    for (let at: string | undefined = name; at !== undefined; at = needs.get(at)) {
      if (sound.has(at)) break;
      if (trail.includes(at)) {
        throw new InputError(
          `these runs need each other: ${[...trail.slice(trail.indexOf(at)), at].join(" → ")}`,
          { mend: "Let one of them read a run that reads none" },
        );
      }
      trail.push(at);
    }
    trail.forEach((at) => sound.add(at));
  }
}

/** Some runs of an experiment and all those that they need, in the experiment's order. */
export function closure(
  chosen: readonly PlannedRun[],
  all: readonly PlannedRun[],
): PlannedRun[] {
  const needs = new Map(all.map(({ name, needs }) => [name, needs]));
  const names = new Set<string>();
  for (const { name } of chosen) {
    for (let at: string | undefined = name; at !== undefined; at = needs.get(at)) names.add(at);
  }
  return all.filter(({ name }) => names.has(name));
}

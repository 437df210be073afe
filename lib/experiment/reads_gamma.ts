/** Which runs are made by Γ, and which of them had none. */
import { choiceName } from "../definition/mod.ts";
import { settingName } from "../io/mod.ts";
import { createMethod } from "../schedule/mod.ts";
import { chooseObjective } from "../training/mod.ts";
import type { Definitions } from "./definitions.ts";
import { stepsOf } from "./plan/makeable.ts";
import type { PlannedRun, RunResult } from "./planned_run.ts";

/** With a smaller share of steps, or of a text's tokens, next to nothing is left to Γ. */
export const HARDLY_ANY = 0.1;

/** What reads Γ, or the words' profiles. */
export interface GammaReader {
  /** As it is written in settings: `SD`. */
  name: string;
  /** What stands for it where nothing is to read Γ: a phrase, with settings as `settingName` marks them. */
  instead: string;
}

/**
 * What of a run reads Γ by its definition: its method, its objective. One that reads another run does
 * not itself, nor does one that is not known here.
 */
export function gammaReaders(
  run: PlannedRun,
  { methods, objectives }: Pick<Definitions, "methods" | "objectives">,
): GammaReader[] {
  const { method, seed, settings: { objective } } = run;
  const readers: GammaReader[] = [];
  if (methods.has(choiceName(method))) {
    const steps = stepsOf(run), factors = new Array<number>(steps).fill(1);
    const { power = 0, sees = [] } = createMethod(method, { steps, seed, factors }, methods);
    if (power !== 0 || sees.includes("gamma")) {
      readers.push({ name: method, instead: `the method none with ${settingName("methods")}` });
    }
  }
  if (objectives.has(choiceName(objective))) {
    const { definition: { reads = [] }, text } = chooseObjective(objective, objectives);
    if (reads.length > 0) {
      const instead = `the objective cross_entropy with ${settingName("objective")}`;
      readers.push({ name: text, instead });
    }
  }
  return readers;
}

/** How to give Γ something to compare, where settings are as `settingName` marks them. */
export const OTHER_BETA = `Give a sentence encoder for the language of the text with ${
  settingName("beta")
}`;

/** Runs that read Γ, and hardly ever had one. */
export function runsWithoutGamma(
  results: readonly RunResult[],
  definitions: Pick<Definitions, "methods" | "objectives">,
): RunResult[] {
  return results.filter((result) => {
    const { made, having } = counted(result);
    return having < HARDLY_ANY * made &&
      gammaReaders(result.run, definitions).length > 0;
  });
}

/**
 * What people should know of runs that read Γ, and of whose steps hardly any had one.
 *
 * @returns Sentences, with settings as `settingName` marks them; undefined where there are no such runs.
 */
export function withoutGamma(
  results: readonly RunResult[],
  definitions: Pick<Definitions, "methods" | "objectives">,
): string | undefined {
  const runs = runsWithoutGamma(results, definitions);
  if (runs.length === 0) return undefined;
  const counts = runs.map(counted);
  const sum = (name: "made" | "having") => counts.reduce((all, count) => all + count[name], 0);
  const labels = [...new Set(runs.map(({ label }) => label))].join(", ");
  return `${labels}: ${sum("having")} of ${sum("made")} steps had a Γ, as there was no pair of ` +
    `words that β has scores for. Nothing that came of such runs is owed to Γ. ${OTHER_BETA}.`;
}

/** Steps that were made, and those of them that had a Γ. */
function counted({ records }: RunResult): { made: number; having: number } {
  const steps = records.filter((record) => record.type === "step");
  return { made: steps.length, having: steps.filter(({ gamma }) => gamma !== null).length };
}

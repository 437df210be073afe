/** By what Γs are divided so that their level is that of `osgood`, as the experiment `rates` tells it. */
import { InputError, settingName } from "../io/mod.ts";
import { chooseGamma } from "../semantics/mod.ts";
import type { StudyRun } from "./runs.ts";
import { mean } from "./statistics/bootstrap.ts";

/** Γs whose level is made that of `osgood`, so that it is no hidden rate. */
export const LEVELLED = ["random", "chance", "loss"] as const;

/** By what each of {@linkcode LEVELLED} is divided for that. */
export type Levels = Readonly<Record<(typeof LEVELLED)[number], number>>;

/** Levels as they are, for who counts runs before there are any. */
export const NO_LEVELS = Object.fromEntries(LEVELLED.map((gamma) => [gamma, 1])) as Levels;

/** The condition of the experiment `rates` that tells the level of a Γ. */
export function levelCondition(gamma: string): string {
  return `level_${gamma}`;
}

/** The mean of Γ's root over all steps of all runs of none with a condition's Γ. */
function meanRoot(runs: readonly StudyRun[], condition: string): number {
  const roots = runs.filter((run) =>
    run.stage === "rates" && run.condition === condition && run.diverged === null
  )
    .map(({ mean_gamma_root }) => mean_gamma_root).filter((root) => root !== null);
  if (roots.length > 0) return mean(roots);
  throw new InputError(`no run of the experiment rates tells the level of ${condition}`, {
    mend: `Choose another folder with ${settingName("out", "the setting out")}`,
  });
}

/**
 * What the experiment `rates` tells of levels: by what a Γ is to be divided so that its root has the
 * mean of that of `osgood`, over the steps of none on seeds that no comparison has.
 *
 * @throws {InputError} If a run is not there.
 */
export function levelsOf(runs: readonly StudyRun[]): Levels {
  const osgood = meanRoot(runs, "none");
  const levels = LEVELLED.map((gamma) => {
    const ratio = meanRoot(runs, levelCondition(gamma)) / osgood;
    return [gamma, Number((ratio ** chooseGamma(gamma).parts.root).toPrecision(6))] as const;
  });
  return Object.fromEntries(levels) as Levels;
}

/** Trying mutants, and what came of it. */
import { Random } from "../../lib/random/mod.ts";
import type { Mutant } from "./mutant.ts";
import { ProjectCopy, type Verdict } from "./project_copy.ts";

/** A mutant and what its tests said. */
export interface Outcome {
  mutant: Mutant;
  /** `failed` is what it should be; `passed`: nobody noticed. */
  verdict: Verdict;
  seconds: number;
}

/** How {@linkcode runMutants} does it. */
export interface RunOptions {
  /** The project's folder. */
  project: string;
  /** Copies in which mutants are tried at the same time. @default 1 */
  jobs?: number;
  /** Told of each outcome. */
  onOutcome?: (outcome: Outcome) => void;
}

/** Some of a list, drawn by a seed, in the list's order. */
export function sample<T>(items: readonly T[], count: number, seed: number): T[] {
  const chosen = new Set(
    new Random(seed, "source mutants").shuffle([...items.keys()]).slice(0, count),
  );
  return items.filter((_, i) => chosen.has(i));
}

/**
 * Tries each mutant in a copy of the project.
 *
 * @throws {StaleMutant} If one does not fit the source.
 * @throws {Error} If the tests do not pass without any change, so that they could notice nothing.
 */
export async function runMutants(
  mutants: readonly Mutant[],
  { project, jobs = 1, onOutcome }: RunOptions,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = mutants.values();
  const sound = new Set<string>();
  const work = async () => {
    await using copy = await ProjectCopy.make(project);
    for (const mutant of left) {
      await requireSoundTests(copy, mutant, sound);
      const start = performance.now();
      const verdict = await copy.try(mutant);
      const outcome = { mutant, verdict, seconds: (performance.now() - start) / 1000 };
      outcomes.push(outcome);
      onOutcome?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return outcomes;
}

/** @throws {Error} If the tests of a mutant fail without it. */
async function requireSoundTests(
  copy: ProjectCopy,
  { tests }: Mutant,
  sound: Set<string>,
): Promise<void> {
  const key = tests.join();
  if (sound.has(key)) return;
  sound.add(key);
  if (await copy.test(tests) === "passed") return;
  throw new Error(
    `The tests that should notice mutants do not pass without them: ${tests.join(", ")}. ` +
      "Run them by themselves, and mend them first.",
  );
}

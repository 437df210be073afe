/** Trying mutants, and what came of it. */
import { join } from "node:path";
import { Random } from "../../lib/random/mod.ts";
import { type Mutant, mutated, StaleMutant } from "./mutant.ts";
import { LONGEST_MS, ProjectCopy, type Verdict } from "./project_copy.ts";

/** A mutant and what its tests said. */
export interface Outcome {
  mutant: Mutant;
  /** `passed`: nobody noticed. */
  verdict: Verdict;
  seconds: number;
}

/** How {@linkcode runMutants} does it. */
export interface RunOptions {
  /** The project's folder. */
  project: string;
  /** Copies in which mutants are tried at the same time. @default 1 */
  jobs?: number;
  /** Stops after the mutant that is being tried, of which nothing is told. */
  signal?: AbortSignal;
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

/** What {@linkcode StaleMutant} says of those that do not fit the sources of a project. */
export async function staleMutants(
  mutants: readonly Mutant[],
  project: string,
): Promise<string[]> {
  const stale: string[] = [];
  for (const mutant of mutants) {
    try {
      mutated(await Deno.readTextFile(join(project, mutant.file)), mutant);
    } catch (error) {
      if (!(error instanceof StaleMutant)) throw error;
      stale.push(error.message);
    }
  }
  return stale;
}

/**
 * Tries each mutant in a copy of the project.
 *
 * @throws {StaleMutant} If one does not fit the source; then none is tried.
 * @throws {Error} If the tests do not pass without any change, so that they could notice nothing.
 */
export async function runMutants(
  mutants: readonly Mutant[],
  { project, jobs = 1, signal, onOutcome }: RunOptions,
): Promise<Outcome[]> {
  const stale = await staleMutants(mutants, project);
  if (stale.length > 0) throw new StaleMutant(stale.join("\n\n"));
  const outcomes: Outcome[] = [];
  const left = mutants.values();
  const sound = new Map<string, number>();
  const work = async () => {
    await using copy = await ProjectCopy.make(project);
    for (const mutant of left) {
      if (signal?.aborted) return;
      for (const path of mutant.tests) {
        if (!signal?.aborted) await requireSoundTest(copy, path, sound, signal);
      }
      const start = performance.now();
      const verdict = await copy.try(mutant, (path) => longest(sound.get(path)!));
      // Ctrl-C ends the tests as well, which says nothing about the mutant.
      if (signal?.aborted) return;
      const outcome = { mutant, verdict, seconds: (performance.now() - start) / 1000 };
      outcomes.push(outcome);
      onOutcome?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return outcomes;
}

/** How long tests may take that take so many milliseconds without a change. */
function longest(usual: number): number {
  return Math.min(LONGEST_MS, 60_000 + 10 * usual);
}

/**
 * Notes how long tests take.
 *
 * @throws {Error} If they fail without any change.
 */
async function requireSoundTest(
  copy: ProjectCopy,
  path: string,
  sound: Map<string, number>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (sound.has(path)) return;
  const start = performance.now();
  if (await copy.test(path) !== "passed" && !signal?.aborted) {
    throw new Error(
      `The tests that should notice mutants do not pass without them: ${path}. ` +
        "Run them by themselves, and mend them first.",
    );
  }
  sound.set(path, performance.now() - start);
}

/** A small change of the source that some test must notice. */

/** One change. */
export interface Mutant {
  /** What is wrong after it, in a few words: unique. */
  readonly name: string;
  /** The file that it is made in, from the project's folder. */
  readonly file: string;
  /** What is replaced: it stands there once, word by word. */
  readonly text: string;
  /** What stands there afterwards. */
  readonly replacement: string;
  /**
   * The tests of which one must fail, files or folders from the project's folder: those in lib/ are
   * given no permissions, those in tests/ all, as by `deno task test`.
   */
  readonly tests: readonly string[];
}

/** A list's entry that does not fit the source any more. */
export class StaleMutant extends Error {
  override readonly name = "StaleMutant";
}

/**
 * The source with the change.
 *
 * @throws {StaleMutant} If the text does not stand there once.
 */
export function mutated(source: string, { name, file, text, replacement }: Mutant): string {
  const parts = source.split(text);
  const stale = (problem: string) =>
    new StaleMutant(
      `${file} ${problem} the text that the mutant "${name}" replaces:\n${text}\n` +
        "Give it the text that now does the same, or remove it from tests/_source_mutants/.",
    );
  if (parts.length === 1) throw stale("has no more");
  if (parts.length > 2) throw stale(`has ${parts.length - 1} times`);
  if (text === replacement) throw stale("is not changed by");
  return parts.join(replacement);
}

/** What of a mutant is its own: the others of the same file share the rest. */
export type Change = readonly [name: string, text: string, replacement: string];

/** The mutants of one file. */
export function mutantsOf(
  file: string,
  tests: readonly string[],
  changes: readonly Change[],
): Mutant[] {
  return changes.map(([name, text, replacement]) => ({ name, file, text, replacement, tests }));
}

/** The mutants of one file, to be noticed by the test beside it. */
export function mutantsBeside(file: string, changes: readonly Change[]): Mutant[] {
  return mutantsOf(file, [file.replace(/\.ts$/, "_test.ts")], changes);
}

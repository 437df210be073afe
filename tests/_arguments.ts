/** Options as a test gives them to a task, in the place of usual ones. */

const nameOf = (argument: string) => /^--([\w-]+)/.exec(argument)?.[1];

/** The usual options, each `--name=value`, but for those that are given, and these. */
export function unlessGiven(usual: readonly string[], given: readonly string[]): string[] {
  const names = given.map(nameOf);
  return [...usual.filter((argument) => !names.includes(nameOf(argument))), ...given];
}

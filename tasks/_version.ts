/**
 * Which Deno a task needs. Imported before all else: what an older one would say of the rest (of an
 * unknown flag, of syntax) names no version.
 */

/** The oldest release that has every flag and permission that tasks are started with. */
const OLDEST = "2.9.0";

/** What is wrong with a version of Deno; undefined where nothing is. */
export function tooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = OLDEST.split(".").map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `SDTrainer needs Deno ${leastMajor}.${leastMinor} or later, and this is Deno ${version}. ` +
    "Upgrade it (deno upgrade), or put npx deno@2.9.6 in the place of deno.";
}

const problem = tooOld(Deno.version.deno);
if (problem !== undefined) {
  console.error(problem);
  Deno.exit(1);
}

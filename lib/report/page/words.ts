/** Small words for sentences. */

/**
 * "a, b and c".
 *
 * @example
 * ```ts
 * import { list } from "./words.ts";
 * if (list(["a", "b", "c"], "or") !== "a, b or c") throw new Error("a list");
 * ```
 */
export function list(names: readonly string[], last = "and"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}

/** The different ones among some values, as "3", "3 or 6"; none is no words. */
export function oneOf(values: Iterable<unknown>): string {
  return list([...new Set(values)].map(String), "or");
}

/**
 * Whether runs were made at once: then the time by the clock and the sum over all runs are two
 * things, and both are worth telling. Of one process they differ by what lies between two runs.
 *
 * @param wall Seconds by the clock.
 * @param sum Seconds of all runs.
 */
export function isShared(wall: number, sum: number): boolean {
  return sum - wall > Math.max(0.05 * sum, 1);
}

/**
 * "4 min 10 s"
 *
 * @param seconds At least 0.
 */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole % 3600 / 60);
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

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

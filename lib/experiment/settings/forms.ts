/** Forms and bounds that settings share. */
import { joinPaths } from "../../data/mod.ts";

/** Paths in one text, where they are given as a list. */
export function pathsText(given: unknown): unknown {
  const isList = Array.isArray(given) && given.length > 0 &&
    given.every((path) => typeof path === "string" && path.trim() !== "");
  return isList ? joinPaths(given) : given;
}

/** The least number above 0 that float32 holds with all its digits, and the greatest. */
export const SMALLEST = 2 ** -126, LARGEST = (2 - 2 ** -23) * 2 ** 127;

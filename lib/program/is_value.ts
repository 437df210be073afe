/** Telling values of programs from anything else. */
import type { Value } from "./types.ts";

/** Whether something is one of the results of a node. */
export function isValue(given: unknown): given is Value {
  const { node, output } = (given ?? {}) as Partial<Value>;
  return typeof output === "number" && Array.isArray(node?.values) &&
    node.values[output] === given;
}

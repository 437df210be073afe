/** Data that nobody can change. */

/** Whether an object is of no class. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Freezes plain objects and lists, however nested, functions in them too; arrays of numbers cannot be.
 *
 * @returns The value.
 */
export function frozen<T>(value: T): T {
  const isObject = typeof value === "object" && value !== null;
  if (!isObject && typeof value !== "function" || Object.isFrozen(value)) return value;
  if (ArrayBuffer.isView(value)) return value;
  const goesIn = isObject && (Array.isArray(value) || isPlain(value));
  Object.freeze(value);
  if (goesIn) Object.values(value).forEach(frozen);
  return value;
}

/** Copies of data for code that may change it, and data that nobody can change. */

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A copy of data: plain objects, lists and arrays of numbers, however nested. What is of a class, and
 * functions, stay themselves.
 */
export function copied(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  if (ArrayBuffer.isView(value)) {
    return value instanceof DataView ? value : (value as Uint8Array).slice();
  }
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copied(member)]));
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

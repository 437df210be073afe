/** JSON objects, as the tokenizers' files hold them. */

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** Whether a JSON value is an object: neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/**
 * A field that must be a text.
 *
 * @throws {TypeError} If it is none.
 */
export function textOf(object: JsonObject, field: string): string {
  const value = object[field];
  if (typeof value === "string") return value;
  throw new TypeError(`its ${field} is no text`);
}

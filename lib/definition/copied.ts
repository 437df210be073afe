/** Copies of data for code that may change it. */
import { types } from "node:util";
import { isPlain } from "./frozen.ts";

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

/** The members of an object of a class, and what its classes have. */
function inherited(object: object): string[] {
  const names: string[] = [];
  for (let at = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    names.push(...Object.getOwnPropertyNames(at));
  }
  return [...new Set(names)].filter((name) => name !== "constructor");
}

/** A function of an object that needs no `this`, and still says its code: what tells code apart reads it. */
function bound(code: (...args: unknown[]) => unknown, object: object): unknown {
  return Object.defineProperty(Function.prototype.bind.call(code, object), "toString", {
    value: () => String(code),
  });
}

/**
 * An object that can be spread: itself, or, where it is of a class or has accessors, a plain one with
 * all that it has, each member read once; its functions are called on the object itself.
 */
export function spreadable<T extends object>(object: T): T {
  const own = Object.values(Object.getOwnPropertyDescriptors(object));
  if (isPlain(object) && !types.isProxy(object) && own.every((member) => "value" in member)) {
    return object;
  }
  return Object.fromEntries(
    inherited(object).map((name) => {
      const member = (object as Record<string, unknown>)[name];
      return [name, typeof member === "function" ? bound(member as () => unknown, object) : member];
    }),
  ) as T;
}

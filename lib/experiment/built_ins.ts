/** What all code of a process shares: the members of the language's own objects. */

const SHARED: Readonly<Record<string, object>> = {
  "Object.prototype": Object.prototype,
  "Function.prototype": Function.prototype,
  "Array.prototype": Array.prototype,
  "String.prototype": String.prototype,
  "Number.prototype": Number.prototype,
  "Boolean.prototype": Boolean.prototype,
  "Map.prototype": Map.prototype,
  "Set.prototype": Set.prototype,
  "Promise.prototype": Promise.prototype,
  "RegExp.prototype": RegExp.prototype,
  "Date.prototype": Date.prototype,
  "Error.prototype": Error.prototype,
  "the prototype of all arrays of numbers": Object.getPrototypeOf(Uint8Array.prototype),
  Object,
  Array,
  Math,
  JSON,
};

/** The members of the shared objects at one time. */
export type BuiltIns = ReadonlyMap<string, Readonly<Record<PropertyKey, PropertyDescriptor>>>;

/** What the shared objects have now. */
export function builtIns(): BuiltIns {
  return new Map(Object.entries(SHARED).map(([name, object]) => [name, membersOf(object)]));
}

/** Neither they nor their list has a prototype: what is added to all objects would be theirs, too. */
function membersOf(object: object): Readonly<Record<PropertyKey, PropertyDescriptor>> {
  const members = Object.getOwnPropertyDescriptors(object) as Record<PropertyKey, object>;
  for (const key of Reflect.ownKeys(members)) Reflect.setPrototypeOf(members[key]!, null);
  Reflect.setPrototypeOf(members, null);
  return members;
}

/**
 * Gives the shared objects back what they had. What was added and is not seen in loops stays: that is
 * how the language's later versions are supplied.
 *
 * @returns What was changed, in words: `last of Array.prototype`; undefined where nothing was.
 */
export function restored(before: BuiltIns): string | undefined {
  let changed: string | undefined;
  for (const [name, members] of before) {
    const object = SHARED[name]!, now = membersOf(object);
    for (const key of Reflect.ownKeys({ ...members, ...now })) {
      const was = members[key], is = now[key];
      const isSame = was === undefined
        ? is?.enumerable !== true
        : is !== undefined && was.value === is.value && was.get === is.get && was.set === is.set;
      if (isSame) continue;
      changed ??= `${String(key)} of ${name}`;
      if (was === undefined) Reflect.deleteProperty(object, key);
      else Reflect.defineProperty(object, key, was);
    }
  }
  return changed;
}

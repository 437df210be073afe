/** The language's own objects are as they were, whatever somebody did to them. */
import assert from "node:assert/strict";
import { builtIns, restored } from "./built_ins.ts";

/** What is said once somebody changed something, and all is as before. */
function said(change: () => void): string | undefined {
  const before = builtIns();
  let changed: string | undefined;
  try {
    change();
  } finally {
    changed = restored(before);
  }
  assert.equal(restored(before), undefined, "put back at once");
  return changed;
}
const define = (object: object, name: PropertyKey, member: PropertyDescriptor) => () =>
  void Object.defineProperty(object, name, { configurable: true, ...member });

Deno.test("a member that was exchanged is told and put back", () => {
  const { map } = Array.prototype, { stringify } = JSON;
  assert.equal(said(define(Array.prototype, "map", { value: () => [] })), "map of Array.prototype");
  assert.equal(said(define(JSON, "stringify", { value: () => "" })), "stringify of JSON");
  assert.equal(Array.prototype.map, map);
  assert.equal(JSON.stringify, stringify);
  assert.equal(said(define(Math, "max", { get: () => Math.min })), "max of Math");
  const { size } = Object.getOwnPropertyDescriptors(Set.prototype);
  const other = { get: () => 1, set: size.set };
  assert.equal(said(define(Set.prototype, "size", other)), "size of Set.prototype");
  assert.equal(
    said(define(Set.prototype, "size", { get: size.get, set() {} })),
    "size of Set.prototype",
  );
  assert.equal(new Set([1, 2]).size, 2);
});

Deno.test("a member that is gone is put back, one that loops see is taken away", () => {
  assert.equal(
    said(() => void Reflect.deleteProperty(String.prototype, "at")),
    "at of String.prototype",
  );
  assert.equal("ab".at(1), "b");
  const seen = define(Object.prototype, "own", { value: 1, enumerable: true });
  assert.equal(said(seen), "own of Object.prototype");
  assert.ok(!("own" in {}));
});

Deno.test("what nobody sees may be added, and nothing is said where nothing was changed", () => {
  assert.equal(said(() => {}), undefined);
  assert.equal(said(define(Object.prototype, "quiet", { value: 1 })), undefined);
  Reflect.deleteProperty(Object.prototype, "quiet");
});

Deno.test("what is added to all objects is in none that is put back", () => {
  const all = () => {
    define(Object.prototype, "get", { value: 1, enumerable: true })();
    Object.prototype.toString = () => "";
  };
  assert.equal(said(all), "toString of Object.prototype");
  assert.equal(String({}), "[object Object]");
});

Deno.test("of several changes the first is told, and all are put back", () => {
  const both = () => {
    define(Map.prototype, "get", { value: () => 1 })();
    define(Object, "keys", { value: () => [] })();
  };
  assert.equal(said(both), "get of Map.prototype");
  assert.deepEqual(Object.keys({ a: 1 }), ["a"]);
});

import assert from "node:assert/strict";
import { copied, spreadable } from "./copied.ts";
import { frozen } from "./frozen.ts";

class Base {
  own = 1;
  get twice() {
    return 2 * this.own;
  }
  read() {
    return this.own;
  }
}

class Derived extends Base {
  further = [1];
}

Deno.test("plain data is copied however nested, and what is of a class stays itself", () => {
  const [made, view] = [new Base(), new DataView(new ArrayBuffer(2))];
  const bare = Object.assign(Object.create(null), { a: 1 });
  const given = { list: [{ a: 1 }], numbers: Int32Array.of(1), bare, made, view, none: null };
  const copy = copied(given) as typeof given;
  assert.deepEqual(copy, { ...given, bare: { a: 1 } });
  assert.deepEqual(
    [copy, copy.list, copy.list[0], copy.numbers, copy.bare].map((x, i) =>
      x === [given, given.list, given.list[0], given.numbers, given.bare][i]
    ),
    Array(5).fill(false),
  );
  assert.deepEqual([copy.made === made, copy.view === view, copied("a"), copied(1)], [
    ...[true, true, "a", 1],
  ]);
});

Deno.test("an object of a class is spread with what its classes have, but their constructors", () => {
  const object = new Derived();
  const spread = { ...spreadable(object) } as Derived;
  assert.deepEqual(Object.keys(spread).sort(), ["further", "own", "read", "twice"]);
  assert.deepEqual([spread.own, spread.twice, spread.further], [1, 2, [1]]);
  // The function is called on the object itself, and says its own code.
  assert.equal(spread.read.call({ own: 5 } as never), 1);
  assert.equal(String(spread.read), String(object.read));
  const plain = { a: 1 };
  assert.equal(spreadable(plain), plain);
  const [read, proxy] = [{
    get a() {
      return 7;
    },
  }, new Proxy(plain, {})];
  assert.notEqual(spreadable(read), read);
  assert.deepEqual(Object.getOwnPropertyDescriptor(spreadable(read), "a")?.value, 7);
  assert.notEqual(spreadable(proxy), proxy);
});

Deno.test("plain data and functions are frozen, arrays of numbers and insides of classes are not", () => {
  const made = new Derived(), numbers = Float32Array.of(1);
  const value = { list: [{ a: 1 }], work: () => 1, made, numbers };
  assert.equal(frozen(value), value);
  assert.deepEqual(
    [value, value.list, value.list[0], value.work, made, made.further].map(Object.isFrozen),
    [true, true, true, true, true, false],
  );
  assert.equal(Object.isFrozen(numbers), false);
  assert.deepEqual([frozen(null), frozen(1), frozen(undefined)], [null, 1, undefined]);
});

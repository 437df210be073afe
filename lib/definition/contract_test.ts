import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import type { Spot } from "./blame.ts";
import {
  aListOf,
  aNumber,
  anything,
  asJson,
  aText,
  calls,
  type Contract,
  hasMembers,
  optional,
} from "./contract.ts";
import { copied } from "./copied.ts";
import { frozen } from "./frozen.ts";

const spot = (isForeign: boolean, file?: string): Spot => ({
  giver: { kind: "method", name: "x", isForeign, ...(file === undefined ? {} : { file }) },
  path: "",
});
const FOREIGN = spot(true, "/a/mine.ts");

/** What an object with a function `f` gives, looked at as a plugin's. */
function given(contract: Contract, f: unknown, at = FOREIGN): (...args: unknown[]) => unknown {
  const guarded = hasMembers({ f: contract })({ f }, at) as { f(...args: unknown[]): unknown };
  return guarded.f;
}

const refused = (work: () => unknown, message: string) =>
  assert.throws(work, (error) => error instanceof InputError && error.message === message);

Deno.test("what is built in stays what it is, and costs nothing", () => {
  const rule = { rate: () => 1, sees: ["gamma"] };
  const contract = hasMembers({ rate: calls(aNumber), sees: aListOf(aText) });
  assert.equal(contract(rule, spot(false)), rule);
  refused(
    () => contract({ ...rule, rate: 5 }, spot(false)),
    'the method "x": its rate is 5. It must be a function.',
  );
});

Deno.test("a plugin's function is given copies, on the object that has it", () => {
  class Counter {
    #count = 0;
    f(list: number[], numbers: Float32Array) {
      list.push(++this.#count);
      numbers.fill(5);
      return list.length;
    }
  }
  const list = [1], numbers = Float32Array.of(1, 2);
  const { f } = hasMembers({ f: calls(aNumber) })(new Counter(), FOREIGN) as Counter;
  assert.equal(f(list, numbers), 2);
  assert.equal(f(list, numbers), 2);
  assert.deepEqual([list, [...numbers]], [[1], [1, 2]]);
});

Deno.test("what is of a class or has accessors is read once, wherever a member is from", () => {
  let reads = 0;
  class Base {
    get a() {
      return String(++reads);
    }
  }
  class Derived extends Base {
    #b = "b";
    get b() {
      return this.#b;
    }
    f() {
      return this.#b.length;
    }
    more = 1;
  }
  const contract = hasMembers({ a: aText, b: aText, f: calls(aNumber) });
  const checked = contract(new Derived(), FOREIGN) as Derived;
  assert.deepEqual({ ...checked, f: undefined }, { a: "1", b: "b", more: 1, f: undefined });
  assert.equal(checked.f(), 1);
  assert.deepEqual([checked.a, reads], ["1", 1]);
});

Deno.test("what it gives or throws is a sentence with its file", async () => {
  const number = calls(aNumber);
  const head = '/a/mine.ts: the method "x": f()';
  refused(() => given(number, () => 1n)(), `${head} gave the BigInt 1. It must give a number.`);
  refused(() => given(number, () => "a")(), `${head} gave "a". It must give a number.`);
  refused(
    () => given(number, () => Promise.reject(new Error()))(),
    `${head} gave a Promise. It must give a number.`,
  );
  const throwing = (thrown: unknown) => () => {
    throw thrown;
  };
  refused(() => given(number, throwing("a"))(), `${head} threw "a". Mend it, or leave it out.`);
  refused(() => given(number, throwing(null))(), `${head} threw null. Mend it, or leave it out.`);
  const own = new InputError("mine", { mend: "Mend it" });
  refused(() => given(number, throwing(own))(), "/a/mine.ts: mine. Mend it.");
  // What a file that it reads is like, it may say as it likes.
  const others = new InputError("mine", { file: "a.csv", mend: "Mend it" });
  assert.throws(() => given(number, throwing(others))(), (error) => error === others);
  // What was defined in memory throws what it throws.
  const error = new RangeError("a");
  assert.throws(() => given(number, throwing(error), spot(true))(), (found) => found === error);
  const waiting = given(calls(aNumber, { waits: true }), () => Promise.resolve("a"));
  await assert.rejects(async () => await waiting(), /gave "a"\. It must give a number/);
  const failing = given(calls(anything, { waits: true }), () => Promise.reject(null));
  await assert.rejects(async () => await failing(), /f\(\) threw null/);
});

Deno.test("paths say what of a definition it is", () => {
  const contract = hasMembers({ a: optional(aListOf(hasMembers({ b: aText }), "part")) });
  refused(
    () => contract({ a: [{ b: "" }, { b: 5 }] }, FOREIGN),
    '/a/mine.ts: the method "x": b of part 2 of its a is 5. It must be a text.',
  );
  refused(() => contract(5, FOREIGN), '/a/mine.ts: the method "x": it is 5. It must be an object.');
});

Deno.test("JSON is what comes back from a file as it was", () => {
  for (const sound of [null, true, "", 1.5, [1, [2]], { a: { b: null }, c: undefined }]) {
    assert.equal(asJson(sound, FOREIGN), sound);
  }
  const circular: unknown[] = [];
  circular.push(circular);
  const wrong = [undefined, NaN, Infinity, 1n, () => 1, new Map(), [undefined], { a: [NaN] }];
  for (const value of [...wrong, circular, new Date(0), Float32Array.of(1)]) {
    assert.throws(() => asJson(value, FOREIGN), InputError, Deno.inspect(value));
  }
});

Deno.test("copied() and frozen() go all the way down, but not into classes", () => {
  const map = new Map();
  const value = { list: [{ a: 1 }], numbers: Int32Array.of(1), map };
  const copy = copied(value) as typeof value;
  assert.deepEqual(copy, value);
  assert.ok(copy !== value && copy.list[0] !== value.list[0] && copy.numbers !== value.numbers);
  assert.equal(copy.map, map);
  frozen(value);
  assert.throws(() => value.list.push({ a: 2 }), TypeError);
  assert.throws(() => value.list[0]!.a = 2, TypeError);
  map.set(1, 2);
});

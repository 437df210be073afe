import assert from "node:assert/strict";
import { InputError, NumberError } from "../io/mod.ts";
import { addressOf, blame, errorFrom, fault, firstLine, isPromise } from "./blame.ts";

const FILE = "/a/p.ts";
const giver = { kind: "metric", name: "m", isForeign: true, file: FILE } as const;
const spot = { giver, path: "its title" };
const inMemory = { giver: { kind: "metric", name: "m", isForeign: true } as const, path: "of()" };

/** An error with a stack of ours. */
function thrown(message: string, stack: string, name = "TypeError"): Error {
  return Object.assign(new Error(message), { name, stack });
}

Deno.test("an error of a plugin has the place of the innermost line that is its own", () => {
  const address = addressOf(FILE).href;
  const stack = "TypeError: No.\n    at map (ext:core)\n" +
    `    at f (${address}?sha256=1:3:7)\n    at g (${address}?sha256=1:9:1)`;
  const error = errorFrom(FILE, thrown(`No ${address} here.\nMore.`, stack))!;
  assert.equal(
    error.message,
    `${FILE}, line 3, column 7: the plugin threw TypeError: No it here. Mend it, or leave it out.`,
  );
  assert.equal(errorFrom("/a/q.ts", thrown("No.", stack)), undefined, "another file");
  assert.equal(errorFrom(FILE, "No."), undefined);
  const unplaced = errorFrom(FILE, thrown("No.", `TypeError\n    at ${address})`))!;
  assert.equal(unplaced.place, undefined);
});

Deno.test("what is thrown is said in its first line, whatever it is", () => {
  assert.equal(firstLine(new Error("One.\nTwo.")), "One");
  assert.equal(firstLine("One. "), "One");
  assert.equal(firstLine(7), "7");
  assert.equal(firstLine(Object.create(null)), "something that cannot be shown");
  assert.equal(firstLine(new Error("x is x"), "x"), "it is it");
});

Deno.test("errors in memory stay as they are, and a plugin's get its file", () => {
  const own = new TypeError("No.");
  assert.equal(blame(inMemory, own), own);
  const ours = new NumberError("negative");
  assert.equal(blame(inMemory, ours), ours);
  const said = blame(inMemory, 7) as InputError;
  assert.equal(said.message, 'the metric "m": of() threw 7. Mend it, or leave it out.');
  assert.equal(said.file, undefined);
  const known = new InputError("it is not so", { mend: "Mend it", place: "line 2" });
  assert.equal(blame(inMemory, known), known);
  const placed = blame(spot, known) as InputError;
  assert.equal(placed.message, `${FILE}, line 2: it is not so. Mend it.`);
  assert.equal(placed.cause, known);
  const elsewhere = new InputError("it is not so", { mend: "Mend it", file: "b" });
  assert.equal(blame(spot, elsewhere), elsewhere);
  // Whose stack is of another file is told by what it is.
  const foreign = blame(
    spot,
    thrown("No.", "TypeError\n    at f (file:///b.ts:1:1)"),
  ) as InputError;
  assert.equal(
    foreign.message,
    `${FILE}: the metric "m": its title threw TypeError: No. Mend it, or leave it out.`,
  );
});

Deno.test("values are named by what they are", () => {
  const cases: [unknown, string][] = [
    [undefined, "nothing"],
    [7n, "the BigInt 7"],
    [-1.5, "-1.5"],
    [null, "null"],
    [() => 1, "a function"],
    [Symbol("x"), "a symbol"],
    ["a", '"a"'],
    [true, "true"],
    [Promise.resolve(), "a Promise"],
    [[1], "a list"],
    [Float32Array.of(1), "a list"],
    [{}, "an object"],
    [Proxy.revocable({}, { get: () => assert.fail() }).proxy, "an object"],
  ];
  for (const [value, words] of cases) {
    assert.equal(
      fault(spot, value, "a text").message,
      `${FILE}: the metric "m": its title is ${words}. It must be a text.`,
    );
  }
  const call = fault({ ...spot, path: "of()", isCall: true }, 1, "a text").message;
  assert.equal(call, `${FILE}: the metric "m": of() gave 1. It must give a text.`);
  const gamma = { ...giver, kind: "gamma" } as const;
  assert.match(
    fault({ giver: gamma, path: "" }, 1, "x").message,
    /: the Γ "m": it is 1\. It must be x/,
  );
});

Deno.test("a promise is an object or a function with then()", () => {
  assert(isPromise(Promise.resolve()));
  assert(isPromise({ then: () => {} }));
  assert(isPromise(Object.assign(() => {}, { then: () => {} })));
  for (const value of [null, undefined, "then", { then: 1 }, {}, () => {}]) {
    assert(!isPromise(value), String(value));
  }
});

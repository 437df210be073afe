/** What is just so, and what is just not: the bounds of contracts, names and slips. */
import assert from "node:assert/strict";
import type { Spot } from "./blame.ts";
import {
  aCount,
  aFiniteNumber,
  aLine,
  aListOf,
  anObject,
  aNumber,
  anything,
  asJson,
  aText,
  calls,
  type Contract,
  hasMembers,
  numberOrNull,
  oneWord,
  trueOrFalse,
} from "./contract.ts";
import { formOf } from "./form.ts";
import { isDefinitionName, nameWords } from "./kinds.ts";
import { isDefinition, knownNames, Registry } from "./registry.ts";
import { real } from "./rule.ts";

const spot: Spot = { giver: { kind: "method", name: "x", isForeign: false }, path: "its a" };

/** Whether each of some values is taken, and given back as it is. */
const takes = (contract: Contract, values: readonly unknown[]) =>
  values.map((value) => {
    try {
      return Object.is(contract(value, spot), value);
    } catch {
      return false;
    }
  });

Deno.test("each contract takes what it says, and nothing beside it", () => {
  const values = [0, -1, 1.5, 2 ** 53 - 1, 2 ** 53, NaN, Infinity, "", "a", "a\n", null, undefined]
    .concat([true, false, {}, [], Promise.resolve(), () => 1] as never[]);
  const taken = (contract: Contract) => {
    const found = takes(contract, values);
    return values.map((value, i) => found[i] ? String(value) : "").filter((_, i) => found[i]);
  };
  assert.deepEqual(taken(aCount), ["0", "9007199254740991"]);
  const finite = ["0", "-1", "1.5", "9007199254740991", "9007199254740992"];
  assert.deepEqual(taken(aFiniteNumber), finite);
  assert.deepEqual(taken(aNumber), [...finite, "NaN", "Infinity"]);
  assert.deepEqual(taken(numberOrNull), [...finite, "NaN", "Infinity", "null"]);
  assert.deepEqual(taken(aText), ["", "a", "a\n"]);
  assert.deepEqual(taken(aLine), ["", "a"]);
  assert.deepEqual(taken(trueOrFalse), ["true", "false"]);
  assert.deepEqual(taken(anObject), ["[object Object]"]);
  assert.deepEqual(taken(oneWord(["a", "b"])), ["a"]);
  assert.equal(taken(anything).length, values.length - 1, "all but what is to be waited for");
});

Deno.test("what a list holds is guarded, in a list of its own where that changes anything", () => {
  const foreign: Spot = { giver: { kind: "method", name: "x", isForeign: true }, path: "its a" };
  const list = [{ f: () => "a" }, { f: () => 1 }];
  const contract = aListOf(hasMembers({ f: calls(aNumber) }));
  const found = contract(list, foreign) as { f(): unknown }[];
  assert.equal(found[1]!.f(), 1);
  assert.throws(() => found[0]!.f(), {
    message: /f\(\) of item 1 of its a gave "a"\. It must give/,
  });
  assert.equal(list[0]!.f(), "a", "the list that was given stays as it is");
  assert.equal(contract(list, spot), list);
  const plain = [1, 2];
  assert.equal(aListOf(aNumber)(plain, foreign), plain);
});

Deno.test("JSON is nested a hundred deep, and no deeper", () => {
  const nested = (depth: number) => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };
  assert.deepEqual(takes(asJson, [nested(100), nested(101)]), [true, false]);
  const told = (value: unknown, at: Spot) => {
    try {
      asJson(value, at);
    } catch (error) {
      return (error as Error).message.replace(/ It must .*/, "");
    }
  };
  assert.equal(told({ a: [0, NaN] }, spot), 'the method "x": a.1 of its a is NaN.');
  const call = { ...spot, path: "f()", isCall: true };
  assert.equal(told({ b: 1n }, call), 'the method "x": b of what f() gave is the BigInt 1.');
  assert.equal(told(1n, call), 'the method "x": f() gave the BigInt 1.');
});

Deno.test("a definition's name has 64 characters at most; hyphens are for architectures alone", () => {
  for (const kind of ["method", "architecture"] as const) {
    assert.deepEqual(["x".repeat(64), "x".repeat(65)].map((n) => isDefinitionName(kind, n)), [
      ...[true, false],
    ]);
  }
  assert.deepEqual(["a-b", "-a", "a-b.lock"].map((n) => isDefinitionName("architecture", n)), [
    ...[true, true, false],
  ]);
  assert.equal(isDefinitionName("method", "a-b"), false);
  assert.match(nameWords("architecture"), /digits, "\.", "_" and "-", begins .* at most 64 char/);
  assert.match(nameWords("method"), /digits, "\." and "_", begins/);
});

Deno.test("a slip is one letter, or one in four, whatever the case", () => {
  const near = (name: string, known: string) =>
    knownNames(name, [known], "x").startsWith("Perhaps");
  const cases: [string, string, boolean][] = [
    ["abc", "abd", true],
    ["abc", "ade", false],
    ["abcdefg", "abcdexx", false],
    ["abcdefgh", "abcdefxx", true],
    ["abcdefgh", "abcdexxx", false],
    ["ABC", "abc", true],
  ];
  for (const [name, known, expected] of cases) assert.equal(near(name, known), expected, name);
  assert.equal(knownNames("b", ["a", "c"], "x"), "Perhaps a is meant. The x are a, c");
  assert.equal(knownNames("a", [], "methods"), "The methods are ");
});

Deno.test("a definition is an object of a known kind with a name", () => {
  assert.ok(isDefinition({ kind: "method", name: 1 }));
  const others = [{ kind: "method" }, { kind: "x", name: "a" }, { name: "a" }, null, "method"];
  assert.deepEqual([...others, { kind: "toString", name: "a" }].filter(isDefinition), []);
});

Deno.test("a definition's form is its name, a line about it, and sound parameters", () => {
  const rule = real("a number above 0", (value) => value > 0);
  const form = formOf("method", {});
  const given = { kind: "method", name: "a", description: "a" };
  const told = (more: object) => {
    try {
      form({ ...given, ...more }, { ...spot, path: "" });
    } catch (error) {
      return (error as Error).message.replace('the method "x": ', "");
    }
  };
  const parameter = { description: "", rule };
  for (const standard of [undefined, 1]) {
    assert.equal(told({ parameters: { p: { ...parameter, default: standard } } }), undefined);
  }
  assert.equal(told({ parameters: { p: { ...parameter, required: true } } }), undefined);
  assert.equal(
    told({ parameters: { p: { ...parameter, default: 0 } } }),
    "default of p of its parameters is 0. It must be a number above 0.",
  );
  assert.equal(
    told({ parameters: { p: { ...parameter, default: {} } } }),
    "default of p of its parameters is an object. It must be a text, a number, true, false or null.",
  );
  assert.equal(
    told({ parameters: { "a b": parameter } }),
    'a name in its parameters is "a b". It must be letters, digits, . and _.',
  );
  assert.match(told({ name: "a b" })!, /^its name is "a b"\. It must be made of letters/);
  assert.equal(told({ kind: "metric" }), 'its kind is "metric". It must be one of method.');
  assert.match(
    told({ description: "a\n" })!,
    /^its description is "a\\n"\. It must be a text of one/,
  );
});

Deno.test("what came out of a registry is looked at no more, and is known as somebody's", () => {
  let looked = 0;
  const contract: Contract = (value) => {
    looked++;
    return { ...(value as object) };
  };
  const method = (name: string) => ({ kind: "method", name, description: "" }) as const;
  const own = new Registry("method", [method("a")], contract);
  assert.equal(looked, 1);
  const grown = own.with([method("b")]);
  const again = new Registry("method", grown, contract);
  assert.deepEqual([looked, again.names], [2, ["a", "b"]]);
  assert.equal(again.get("b"), grown.get("b"));
  assert.throws(() => again.with([method("b")], "p.ts"), {
    message: "p.ts: there are two methods of the name b. Give one of them another name.",
  });
  assert.throws(() => new Registry("method", [method("a b")]), TypeError);
  const bare = new Registry("method", [method("a")]).with([method("b")]);
  assert.throws(() => bare.with([method("b")]), { message: /of the name b\. Give/ });
  assert.throws(() => bare.with([method("a b")]), TypeError);
});

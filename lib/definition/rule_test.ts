import assert from "node:assert/strict";
import { flag, listOf, oneOf, orNull, orWord, real, text, whole } from "./rule.ts";

Deno.test("a whole number is at least the least one, and no text, fraction or large double", () => {
  const rule = whole(2);
  assert.deepEqual([2, 3, 2 ** 53 - 1].map(rule.accepts), [true, true, true]);
  assert.deepEqual([1, -2, 2.5, 2 ** 53, NaN, Infinity, "2", null].filter(rule.accepts), []);
  assert.deepEqual(["2", " 3 ", "1e3"].map(rule.parse), [2, 3, 1000]);
});

Deno.test("what is no number stays a text, which no rule of numbers accepts", () => {
  for (const rule of [whole(0), real("a number", () => true)]) {
    for (const given of ["", " ", "two", "1,5"]) {
      assert.equal(rule.parse(given), given);
      assert.equal(rule.accepts(rule.parse(given)), false);
    }
  }
  assert.deepEqual([0.5, -1, Infinity, NaN].map(real("positive", (x) => x > 0).accepts), [
    ...[true, false, false, false],
  ]);
});

Deno.test("texts are not empty, flags are true or false, choices are among those that there are", () => {
  assert.deepEqual(["a", " ", "", 1].map(text.accepts), [true, false, false, false]);
  assert.deepEqual(["true", "false", "yes"].map(flag.parse), [true, false, "yes"]);
  assert.deepEqual([true, "true", 0].map(flag.accepts), [true, false, false]);
  assert.deepEqual(["a", "b", "c"].map(oneOf(["a", "b"]).accepts), [true, true, false]);
});

Deno.test("null is written none, and lists have different values, one at least", () => {
  const rule = orNull(whole(1));
  assert.deepEqual(["none", "null", "3", "x"].map(rule.parse), [null, null, 3, "x"]);
  assert.deepEqual([null, 1, 0].map(rule.accepts), [true, true, false]);
  const list = listOf(whole(1));
  assert.deepEqual(list.parse("1, 2,x"), [1, 2, "x"]);
  assert.deepEqual([[1, 2], [1], [], [1, 1], [0], 1].map(list.accepts), [
    ...[true, true, false, false, false, false],
  ]);
  assert.equal(listOf(whole(1), { least: 0 }).accepts([]), true);
});

Deno.test("orWord: a word, or what the rule accepts", () => {
  const rule = orWord(["none"], whole(1));
  assert.deepEqual(["none", "3", "some"].map((text) => rule.parse(text)), ["none", 3, "some"]);
  assert.deepEqual(["none", 3, "some", 0, "3"].map((value) => rule.accepts(value)), [
    true,
    true,
    false,
    false,
    false,
  ]);
  assert.equal(rule.expected, "none, or a whole number, at least 1");
});

Deno.test("each rule says in words what it accepts, of what kind it is and which values there are", () => {
  const said = (rule: { kind: string; expected: string; choices?: readonly string[] }) => [
    ...[rule.kind, rule.expected, rule.choices?.join("|")],
  ];
  const ab = oneOf(["a", "b"]), least = "a whole number, at least 2";
  assert.deepEqual([text, flag, ab, whole(2), real("a number above 0", (x) => x > 0)].map(said), [
    ["text", "a text that is not empty", undefined],
    ["flag", "true or false", undefined],
    ["choice", "one of a, b", "a|b"],
    ["whole", least, undefined],
    ["real", "a number above 0", undefined],
  ]);
  assert.deepEqual([orNull(ab), orWord(["x", "y"], whole(2)), listOf(ab), listOf(flag)].map(said), [
    ["choice", "one of a, b, or null", "a|b"],
    ["text", `x, y, or ${least}`, undefined],
    ["list", "a list of different values, each one of a, b", "a|b"],
    ["list", "a list of different values, each true or false", undefined],
  ]);
  assert.equal(listOf(ab).item, ab);
  assert.equal(Object.hasOwn(listOf(flag), "choices"), false);
});

Deno.test("words are read as they are where another rule would read them as numbers", () => {
  assert.deepEqual(["1", "2"].map(orWord(["1"], whole(0)).parse), ["1", 2]);
  assert.deepEqual([" ", "-1", "0x10", "Infinity"].map(whole(0).parse), [" ", -1, 16, Infinity]);
});

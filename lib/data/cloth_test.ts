import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { type ClothPassage, fillBlanks, parseCloth, toCloth } from "./cloth.ts";

const good: ClothPassage = {
  article: "It _ all day.\nWe stayed _ home .",
  options: [["rains", "rained", "rain", "raining"], ["in", "to", "at", "on"]],
  answers: ["B", "C"],
  source: "middle1.txt",
};

Deno.test("parseCloth() fills the blanks and says where they are", () => {
  // Worked out by hand: "It " is 3 units long, so "rained" takes 3–9; "It rained all day. We stayed "
  // has 29 units, so "at" takes 29–31.
  assert.deepEqual(parseCloth(good, "a.json"), {
    source: "middle1.txt",
    text: "It rained all day. We stayed at home .",
    blanks: [
      { start: 3, end: 9, options: ["rains", "rained", "rain", "raining"], answer: "rained" },
      { start: 29, end: 31, options: ["in", "to", "at", "on"], answer: "at" },
    ],
  });
});

Deno.test("parseCloth() names the file where there is no source", () => {
  assert.equal(parseCloth({ ...good, source: undefined }, "a.json").source, "a.json");
});

Deno.test("fillBlanks() takes a run of underscores as one blank", () => {
  const { text, blanks } = fillBlanks("A ___ b.", [["x", "y", "z", "w"]], ["D"], { file: "f" });
  assert.equal(text, "A w b.");
  assert.deepEqual([blanks[0]!.start, blanks[0]!.end], [2, 3]);
});

Deno.test("toCloth() writes what parseCloth() reads", () => {
  const passage = parseCloth(good, "a.json");
  assert.deepEqual(parseCloth(toCloth(passage), "b.json"), passage);
  assert.equal(toCloth(passage).article, "It _ all day. We stayed _ home .");
  assert.deepEqual(toCloth(passage).answers, ["B", "C"]);
});

Deno.test("toCloth() answers with the first of equal options, and counts from A", () => {
  const of = (answer: string) =>
    toCloth({
      source: "",
      text: answer,
      blanks: [{ start: 0, end: answer.length, options: ["a", "b", "b", "d"], answer }],
    }).answers;
  assert.deepEqual([of("a"), of("b"), of("d")], [["A"], ["B"], ["D"]]);
});

Deno.test("toCloth() refuses a text that would read back with more blanks", () => {
  assert.throws(() => toCloth({ source: "", text: "snake_case", blanks: [] }), RangeError);
});

const bad: [string, unknown, RegExp][] = [
  [
    "fewer answers than options",
    { ...good, answers: ["B"] },
    /^a\.json: the sets of options \(2\) and the answers \(1\) are not as many\. Give/,
  ],
  [
    "more blanks than answers",
    { ...good, article: good.article + " _" },
    /^a\.json: the blanks \(3\) and the answers \(2\) are not as many\. Give/,
  ],
  [
    "no blank",
    { ...good, article: "It rained." },
    /the blanks \(0\) and the answers \(2\) are not as many/,
  ],
  ["a letter outside A–D", { ...good, answers: ["B", "E"] }, /^a\.json: answer 2 is "E"\. Answer/],
  ["a number as answer", { ...good, answers: ["B", 2] }, /answer 2 is 2\. Answer/],
  ["two letters", { ...good, answers: ["AB", "C"] }, /answer 1 is "AB"/],
  ["an empty answer", { ...good, answers: ["", "C"] }, /answer 1 is ""/],
  [
    "three options",
    { ...good, options: [["a", "b", "c"], good.options[1]] },
    /^a\.json: the options of blank 1 are not four words\. Give/,
  ],
  ["an empty option", { ...good, options: [["a", "b", "c", " "], good.options[1]] }, /blank 1/],
  ["no article", { ...good, article: undefined }, /^a\.json, article: this field is missing/],
  ["an empty article", { ...good, article: " \n" }, /^a\.json, article:/],
  ["options that are no list", { ...good, options: "abcd" }, /^a\.json, options:/],
  ["no answers", { ...good, answers: undefined }, /^a\.json, answers:/],
  ["no object", null, /^a\.json, article:/],
];
for (const [what, json, message] of bad) {
  Deno.test(`parseCloth() refuses ${what} in one sentence that names the file`, () => {
    assert.throws(() => parseCloth(json, "a.json"), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  });
}

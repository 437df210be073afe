import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { type JsonOptions, looksLikeJson, parseJsonPassages } from "./json.ts";

const CLOTH = {
  article: "It _ all day.",
  options: [["rains", "rained", "rain", "raining"]],
  answers: ["B"],
  source: "middle1.txt",
};
const RAINED = {
  source: "middle1.txt",
  text: "It rained all day.",
  blanks: [{ start: 3, end: 9, options: CLOTH.options[0], answer: "rained" }],
};

const passages = (json: unknown, options: JsonOptions = {}) =>
  parseJsonPassages(typeof json === "string" ? json : JSON.stringify(json), "a.json", options);
const texts = (json: unknown, options: JsonOptions = {}) =>
  passages(json, options).map(({ text }) => text);

Deno.test("parseJsonPassages() reads a list of objects or of texts", () => {
  assert.deepEqual(passages([{ id: 1, text: "One\n two." }, { text: "Three.", source: "x" }]), [
    { source: "a.json, item 1", text: "One two.", blanks: [] },
    { source: "x", text: "Three.", blanks: [] },
  ]);
  assert.deepEqual(texts(["One.", "Two."]), ["One.", "Two."]);
  assert.deepEqual(texts([{ body: "One.", text: "Two." }], { textColumn: "body" }), ["One."]);
});

Deno.test("parseJsonPassages() reads JSON Lines, whatever ends the lines", () => {
  const lines = ['{"text": "One.", "n": 1}', '{"text": "Two \\"a\\".", "n": 2}'];
  for (const end of ["\n", "\r\n", "\r", "\n\n"]) {
    assert.deepEqual(texts(`\uFEFF${lines.join(end)}${end}`), ["One.", 'Two "a".']);
  }
  assert.equal(passages(lines.join("\n"))[1]!.source, "a.json, line 2");
  assert.deepEqual(texts('"One."\n"Two."\n'), ["One.", "Two."]);
  assert.deepEqual(texts('{"text": "One."}'), ["One."]);
});

Deno.test("parseJsonPassages() reads passages as CLOTH writes them", () => {
  assert.deepEqual(passages(CLOTH), [RAINED]);
  assert.deepEqual(passages([CLOTH, CLOTH]), [RAINED, RAINED]);
  const line = JSON.stringify(CLOTH);
  assert.deepEqual(passages(`${line}\n${line}\n`), [RAINED, RAINED]);
  const asTable = { ...CLOTH, options: "rains|rained|rain|raining", answers: "B" };
  assert.deepEqual(passages([asTable]), [RAINED]);
});

Deno.test("parseJsonPassages() takes other options and answers for no questions", () => {
  assert.deepEqual(texts([{ text: "One.", answers: { text: ["x"], start: [3] } }]), ["One."]);
  assert.deepEqual(texts([{ text: "One.", options: ["yes", "no"], answer: "A" }]), ["One."]);
  const race = { ...CLOTH, article: "It rained.", questions: ["What did it do?"] };
  assert.throws(() => texts([race]), /item 1: the blanks \(0\) and the answers \(1\)/);
  assert.deepEqual(texts([race], { textColumn: "article" }), ["It rained."]);
  const half = { text: "It _ all day.", options: ["a", "b"] };
  assert.throws(() => texts([half]), /item 1: its fields "options" and "answers" are no questions/);
});

Deno.test("parseJsonPassages() leaves out texts that are empty, and says so", () => {
  const notes: string[] = [];
  const note = (sentence: string) => void notes.push(sentence);
  assert.deepEqual(texts([{ text: "" }, { text: null }, { text: "One." }], { note }), ["One."]);
  assert.deepEqual(notes, ["2 of the 3 texts in a.json are empty, and left out"]);
});

Deno.test("parseJsonPassages() says so where a single text is empty, and not where none is", () => {
  const notes: string[] = [];
  const note = (sentence: string) => void notes.push(sentence);
  assert.deepEqual(texts([{ text: "One." }, { text: " " }], { note }), ["One."]);
  assert.deepEqual(notes, ["1 of the 2 texts in a.json are empty, and left out"]);
  assert.deepEqual(texts([{ text: "One." }], { note }), ["One."]);
  assert.equal(notes.length, 1);
});

Deno.test("parseJsonPassages() takes texts among objects, whichever is first", () => {
  assert.deepEqual(texts([{ text: "One." }, "Two."]), ["One.", "Two."]);
  assert.deepEqual(texts(["One.", { article: "Two." }]), ["One.", "Two."]);
});

Deno.test("parseJsonPassages() divides objects whose split is no text, as those without one", () => {
  const list = Array.from({ length: 10 }, (_, split) => ({ text: `t${split}`, split }));
  assert.deepEqual(texts(list, { split: "valid" }), ["t8"]);
});

Deno.test("parseJsonPassages() takes options and answers of two forms for no questions", () => {
  const half = { text: "It _ all day.", options: "rains|rained|rain|raining", answers: ["B"] };
  assert.throws(() => texts([half]), /item 1: its fields "options" and "answers" are no questions/);
  const other = { ...half, options: [["a", "b", "c", "d"]], answers: "B" };
  assert.throws(
    () => texts([other]),
    /item 1: its fields "options" and "answers" are no questions/,
  );
  assert.throws(() => texts([half], { textColumn: null }), /are no questions/);
  // Who names the text's field may mean other options than questions'.
  assert.deepEqual(texts([half], { textColumn: "text" }), ["It _ all day."]);
});

Deno.test("parseJsonPassages() takes the objects of a split by the field of that name", () => {
  const list = ["train", "validation", "train"].map((split, i) => ({ text: `t${i}`, split }));
  assert.deepEqual(texts(list, { split: "train" }), ["t0", "t2"]);
  assert.deepEqual(texts(list, { split: "valid" }), ["t1"]);
  assert.deepEqual(texts(list, { limit: 2 }), ["t0", "t1"]);
});

const bad: [string, unknown, RegExp, JsonOptions?][] = [
  ["an empty file", " \n", /^a\.json: the file is empty\. Give/],
  ["an empty list", [], /^a\.json: there is no passage in it\. Give/],
  ["blank texts alone", [{ text: " " }], /^a\.json: all of its texts are empty\./],
  ["a number", 7, /^a\.json: 7 is no text\. Give a list/],
  ["a list of lists", [["One."]], /^a\.json, item 1: \["One\."\] is no text\. Give a list/],
  ["a text that is a number", [{ text: 7 }], /^a\.json, item 1: 7 is no text\. Give it a text in/],
  ["a missing text", [{ text: "a" }, {}], /^a\.json, item 2: there is no field "text"\. Give/],
  [
    "other fields",
    [{ Text: "a", n: 1 }],
    /^a\.json, item 1: there is no field "text" or "article"\. Set textColumn to Text if that is/,
  ],
  [
    "fields without a text",
    [{ data: { text: "a" }, n: 1 }],
    /item 1: there is no field "text" or "article"\. Give it texts in a field of that name\.$/,
  ],
  [
    "a field that is not there",
    [{ text: "a" }],
    /there is no field "Text"\. Perhaps text is meant/,
    { textColumn: "Text" },
  ],
  [
    "one object",
    { name: "a", n: 1 },
    /^a\.json: it is one JSON object, not a list of passages\. Give/,
  ],
  [
    "a list in an object",
    { version: 1, data: [{ text: "a" }] },
    /^a\.json: it is one JSON object, not a list of passages\. Save the list in its field "data"/,
  ],
  ["columns", { text: ["a"], n: [1] }, /^a\.json: it is one JSON object, not a list/],
  [
    "half a list",
    '[{"text": "a"},\n{"text',
    /^a\.json, .*: it is not valid JSON\. Mend it there, or/,
  ],
  [
    "a damaged list over several lines, whose first is no value",
    '[\n{"text": "a"},\n{"text": "b",}\n]',
    // Not "line 1", as if each line were a value of its own.
    /^a\.json, line 3, column 14: it is not valid JSON\./,
  ],
  ["a broken line", '{"text": "a"}\n{"text"\n', /^a\.json, line 2: it is not valid JSON\./],
  ["a broken first line", '{"text": \n{"text": "a"}\n', /^a\.json.*: it is not valid JSON\./],
  ["a CLOTH file without options", { ...CLOTH, options: 1 }, /^a\.json, options: this field/],
];
for (const [what, json, message, options = {}] of bad) {
  Deno.test(`parseJsonPassages() refuses ${what} in one sentence`, () => {
    assert.throws(() => passages(json, options), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("looksLikeJson() tells JSON from prose that begins with brackets", () => {
  for (const start of ['{"a"', " [\n{", "[]", '["a', "{}", '[["a', "[[{"]) {
    assert(looksLikeJson(start));
  }
  for (
    const start of ["", "[1] One.", "[Illustration]", "{One}", "[[File:a.jpg]]", "(a)", '"One"']
  ) {
    assert(!looksLikeJson(start), start);
  }
});

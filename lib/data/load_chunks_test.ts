import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { passageChunks, passageTexts, sourcedChunks } from "./load_chunks.ts";
import type { Passage } from "./passage.ts";

/** Counts words: 2 … 3 around the lengths of a text's words. */
const tokenizer = {
  encode: (text: string) => [2, ...text.split(" ").map((word) => 10 + word.length), 3],
};

const passages: Passage[] = [
  { source: "a", text: "One two. Three.", blanks: [] },
  { source: "b", text: "Four.", blanks: [] },
];

Deno.test("passageChunks() makes one text of each passage", () => {
  // 2 13 14 16 3 and 2 15 3, joined and cut.
  const chunks = passageChunks(passages, tokenizer, { length: 4 });
  assert.deepEqual(chunks.map((chunk) => [...chunk]), [[2, 13, 14, 16], [3, 2, 15, 3]]);
});

Deno.test("sourcedChunks() says which passages a chunk has tokens of", () => {
  // Five tokens of a, three of b, four of c: a aaa | a bbb | cccc; with 5, a is one chunk alone.
  const three = [...passages, { source: "c", text: "Five six.", blanks: [] }];
  const sources = (length: number) =>
    sourcedChunks(three, tokenizer, { length }).map(({ sources }) => sources.join());
  assert.deepEqual(sources(4), ["a", "a,b", "c"]);
  assert.deepEqual(sources(5), ["a", "b,c"]);
  assert.deepEqual(sources(12), ["a,b,c"]);
  assert.deepEqual(sources(1), [..."aaaaabbbcccc"]);
});

Deno.test("passageTexts() makes windows of given blanks, and of made ones where there are none", () => {
  const text = "The children went home early. Their parents were waiting there, very anxious.";
  const given: Passage = {
    source: "a",
    text,
    blanks: [{ start: 4, end: 12, options: ["children", "b", "c", "d"], answer: "children" }],
  };
  const options = { construction: "windows" } as const;
  assert.deepEqual(passageTexts([given], options), ["The children went home early ."]);
  const made = passageTexts([{ ...given, blanks: [] }], { ...options, seed: 1 });
  assert(made.length >= 1 && made.length <= 2);
  assert(made.every((window) => window.startsWith("The children went home early .")));
});

Deno.test("passageTexts() leaves a passage out of whose letters half are small, as it is not foreign", () => {
  const text = "The children went home early. Their parents were waiting there.";
  const of = (other: string) =>
    passageTexts([text, other].map((text) => ({ source: text, text, blanks: [] })), {
      construction: "windows",
    });
  // More than half of all characters; no word of four small letters, so no blank.
  const half = "aB ".repeat(60).trim(), fewer = `${half} C`;
  assert.ok(!of(half).includes(half));
  assert.ok(of(fewer).includes(fewer));
});

Deno.test("passageTexts() takes passages whole where no blank can be made, and says so", () => {
  const notes: string[] = [];
  const options = { construction: "windows", note: (s: string) => void notes.push(s) } as const;
  const of = (...texts: string[]) =>
    passageTexts(texts.map((text) => ({ source: text, text, blanks: [] })), options);
  const whole = [
    "清晨的港口很安静，渔民们正在修补渔网。",
    "朝の港は静かだった。",
    "كان الميناء هادئا في الصباح.",
    "THE HARBOUR WAS QUIET.",
  ];
  assert.deepEqual(of(...whole), whole);
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /^the passages are taken whole, as there are no words in them/);
  const english = "The children went home early with others.";
  assert.equal(of(english).length, 1);
  assert.equal(of(english, "A title").length, 1, "as before, what has no blank is left out");
  assert.match(notes[1]!, /^1 of 2 passages are left out, as there are no words in them/);
  assert.equal(of(english, "A title", "And", "CAPITALS").length, 1);
  assert.match(notes[2]!, /^3 of 4 passages are left out, as there are no words in them/);
  assert.deepEqual(of(...whole, english, "A title").slice(0, 4), whole);
  assert.match(notes[3]!, /^4 of 6 passages are taken whole, as there are no words in them/);
  assert.match(notes[4]!, /^1 of 6 passages are left out, as there are no words in them/);
  assert.equal(notes.length, 5);
  assert.deepEqual(of(), []);
});

Deno.test("passageTexts() takes passages in a script without small letters whole, be they few", () => {
  const notes: string[] = [];
  const english = "The children went home early with others. Their parents were waiting there.";
  const others = ["清晨的港口很安静。", "كان الميناء هادئا.", "朝の港。", "아침 항구는 조용했다."];
  const texts = [...Array.from({ length: 8 }, (_, i) => `${english} ${i}`), ...others];
  const made = passageTexts(texts.map((text) => ({ source: text, text, blanks: [] })), {
    construction: "windows",
    note: (sentence) => void notes.push(sentence),
  });
  assert.deepEqual(made.slice(-4), others);
  assert.deepEqual(notes.map((note) => note.split(",")[0]), ["4 of 12 passages are taken whole"]);
});

Deno.test("passageChunks() refuses a text shorter than one chunk", () => {
  assert.throws(() => passageChunks(passages, tokenizer, { file: "a.txt" }), (error) => {
    assert(error instanceof InputError);
    assert.match(error.message, /^a\.txt: the text has 8 tokens, but a chunk has 128\. Give/);
    return true;
  });
});

import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { parseText } from "./text.ts";

const texts = (text: string) => parseText(text, "a.txt").map((passage) => passage.text);

Deno.test("parseText() takes paragraphs as passages where empty lines part them", () => {
  assert.deepEqual(texts("One\ntwo.\n\n \n\nThree.\r\n\r\nFour.\n"), [
    "One two.",
    "Three.",
    "Four.",
  ]);
});

Deno.test("parseText() takes lines as passages where no empty line is", () => {
  assert.deepEqual(texts("One.\nTwo.\nThree.\n"), ["One.", "Two.", "Three."]);
});

Deno.test("parseText() takes lines that end as on old Macs, and mixed ones", () => {
  assert.deepEqual(texts("One\rtwo.\r\rThree.\r"), ["One two.", "Three."]);
  assert.deepEqual(texts("One.\rTwo.\rThree."), ["One.", "Two.", "Three."]);
  assert.deepEqual(texts("One\r\ntwo.\r\r\nThree.\n"), ["One two.", "Three."]);
});

Deno.test("parseText() parts words at white space only: U+FEFF within one is none", () => {
  assert.deepEqual(texts("\uFEFFun\uFEFFable to\u0085see\u3000it"), ["un\uFEFFable to see it"]);
});

/** A text of sentences with a line of its own each, or broken at a width. */
const sentences = Array.from(
  { length: 40 },
  (_, i) => `Sentence ${i} of ${"very ".repeat(i % 7)}many.`,
);
const broken = sentences.join(" ").replaceAll(/(.{1,60}) /g, "$1\n");

Deno.test("parseText() takes lines as passages beside an empty line that parts nothing", () => {
  const list = sentences.join("\n");
  assert.deepEqual(texts(`Title\n\n${list}`), ["Title", ...sentences]);
  assert.deepEqual(texts(`Title\r\n\r\n\r\n${list}\r\n`), ["Title", ...sentences]);
  assert.deepEqual(texts(`${list}\n\nThe end`), [...sentences, "The end"]);
  assert.deepEqual(texts(list.replace("9 of", "\n\n9 of")).length, 41, "in the middle");
  assert.deepEqual(texts(`Title\n\nAuthor\n\n${list}`), ["Title", "Author", ...sentences]);
  const long = ["Title", "word ".repeat(30).trim(), "more words ".repeat(20).trim()];
  assert.deepEqual(texts(`${long[0]}\n\n${long[1]}\n${long[2]}`), long);
  const chinese = Array(5).fill("清晨的港口很安静，渔民们正在修补渔网。");
  assert.deepEqual(texts(`港口\n\n${chinese.join("\n")}`), ["港口", ...chinese]);
});

Deno.test("parseText() takes paragraphs as passages where their lines belong together", () => {
  const whole = sentences.join(" ");
  assert.deepEqual(texts(`Title\n\n${broken}`), ["Title", whole]);
  assert.deepEqual(texts(`${broken}\n\n${broken}`), [whole, whole]);
  assert.deepEqual(texts("One.\nTwo.\n\nThree."), ["One. Two.", "Three."]);
  // A sentence a line and an empty line between documents, as BERT's own training data has it.
  const documents = [0, 1, 2].map((i) => sentences.slice(10 * i, 10 * i + 10));
  assert.deepEqual(
    texts(documents.map((lines) => lines.join("\n")).join("\n\n")),
    documents.map((lines) => lines.join(" ")),
  );
  const poem = "The sun went down,\nThe night was near,\nAnd nobody came,\nTo bring us cheer.";
  assert.deepEqual(texts(`Evening\n\n${poem}`), ["Evening", poem.replaceAll("\n", " ")]);
});

Deno.test("parseText() takes four lines of sentences for a list, three for a paragraph", () => {
  assert.deepEqual(texts("Title\n\nA.\nB.\nC.\nD."), ["Title", "A.", "B.", "C.", "D."]);
  assert.deepEqual(texts("Title\n\nA.\nB.\nC."), ["Title", "A. B. C."]);
});

Deno.test("parseText() cuts passages for a split where there are five, not where there are six", () => {
  // 305 characters each, more than the 200 that a piece of so short a text has.
  const passage = (i: number) => `Number ${i} is here. `.repeat(17).trim();
  const of = (count: number, split: "train" | "valid" | "test") =>
    parseText(Array.from({ length: count }, (_, i) => passage(i)).join("\n"), "a.txt", { split })
      .map(({ text }) => text);
  // Of six, ⌊6 · 8 ÷ 10⌋ = 4 are for training, ⌊6 · 9 ÷ 10⌋ = 5 end the next part.
  assert.deepEqual(of(6, "train"), [0, 1, 2, 3].map(passage));
  assert.deepEqual([of(6, "valid"), of(6, "test")], [[passage(4)], [passage(5)]]);
  const five = (["train", "valid", "test"] as const).flatMap((split) => of(5, split));
  assert.equal(five.length, 10, "two pieces each");
  assert.ok(five.every((text) => text.length < 305));
});

Deno.test("parseText() names each passage's place", () => {
  assert.deepEqual(parseText("\uFEFFOne.\n\nTwo.", "a.txt"), [
    { source: "a.txt, passage 1", text: "One.", blanks: [] },
    { source: "a.txt, passage 2", text: "Two.", blanks: [] },
  ]);
});

Deno.test("parseText() divides passages 80 : 10 : 10 in their order and limits them", () => {
  const text = Array.from({ length: 10 }, (_, i) => `t${i}`).join("\n");
  const of = (split: "train" | "valid" | "test") =>
    parseText(text, "a.txt", { split }).map((passage) => passage.text);
  assert.deepEqual(of("train"), ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"]);
  assert.deepEqual([of("valid"), of("test")], [["t8"], ["t9"]]);
  assert.equal(parseText(text, "a.txt", { limit: 3 }).length, 3);
});

Deno.test("parseText() refuses an empty file", () => {
  assert.throws(() => parseText(" \n", "a.txt"), (error) => {
    assert(error instanceof InputError);
    assert.match(error.message, /^a\.txt: the file is empty\. Give/);
    return true;
  });
});

Deno.test("parseText() leaves out U+FEFF at a text's ends, where it is a mark, and nowhere else", () => {
  assert.deepEqual(texts("\uFEFF One.\uFEFF\n\n\uFEFFTwo.\uFEFF\n"), ["One.\uFEFF", "\uFEFFTwo."]);
});

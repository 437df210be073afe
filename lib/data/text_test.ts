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

import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { parseVocabulary } from "./vocabulary.ts";

Deno.test("parseVocabulary() takes a token a line, whatever the line ends", () => {
  assert.deepEqual(parseVocabulary("[PAD]\na\n##b\n", "v.txt"), ["[PAD]", "a", "##b"]);
  assert.deepEqual(parseVocabulary("\uFEFF[PAD]\r\na\r\n##b", "v.txt"), ["[PAD]", "a", "##b"]);
  assert.deepEqual(parseVocabulary("[PAD]\ra\r##b\r", "v.txt"), ["[PAD]", "a", "##b"]);
});

Deno.test("parseVocabulary() keeps tokens that are separators elsewhere", () => {
  assert.deepEqual(parseVocabulary("a\n\u2028\n\u00a0\n", "v.txt"), ["a", "\u2028", "\u00a0"]);
});

Deno.test("parseVocabulary() takes no white space behind a token for a part of it", () => {
  assert.deepEqual(parseVocabulary("a \nb\t\n\nc\n", "v.txt"), ["a", "b", "", "c"]);
});

Deno.test("parseVocabulary() refuses an empty vocabulary", () => {
  const messages: [string, RegExp][] = [
    ["", /^v\.txt: the vocabulary is empty\. Give/],
    ["\n\n", /^v\.txt: the vocabulary is empty\. Give/],
  ];
  for (const [text, message] of messages) {
    assert.throws(() => parseVocabulary(text, "v.txt"), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  }
});

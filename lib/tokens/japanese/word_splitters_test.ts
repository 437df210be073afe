/** Words between white space and marks, as Transformers' `BasicTokenizer` of Python finds them. */
import assert from "node:assert/strict";
import { unspaced, wordSplitter } from "./word_splitters.ts";

const words = async (text: string, config: Record<string, unknown> = {}) =>
  (await wordSplitter(config, "tokenizer_config.json"))(text);

Deno.test("marks part words, and white space does", async () => {
  assert.deepEqual(await words(" It rained,\tthen\u3000snowed. "), [
    ...["It", "rained", ",", "then", "snowed", "."],
  ]);
  // Chinese characters stay together here, and what cannot be seen is left out.
  assert.deepEqual(await words("港の朝。a\u200bb"), ["港の朝", "。", "ab"]);
  assert.deepEqual(await words(""), []);
  assert.deepEqual(unspaced("a\u001cb  c"), ["a", "b", "c"], "as Python's str.split has it");
});

Deno.test("characters are composed, and lose case and accents only where they are to", async () => {
  // か and a combining voiced mark are が, as E and an acute accent are É.
  assert.deepEqual(await words("か\u3099 E\u0301"), ["が", "É"]);
  assert.deepEqual(await words("か\u3099 E\u0301", { do_lower_case: true }), ["か", "e"]);
  assert.deepEqual(await words("ÉA", { do_lower_case: false }), ["ÉA"]);
});

Deno.test("what is never split stays as it is", async () => {
  const config = { do_lower_case: true, never_split: ["A.B"] };
  assert.deepEqual(await words("A.B A.C", config), ["A.B", "a", ".", "c"]);
  assert.deepEqual(await words("A.B A.C", { do_word_tokenize: false }), ["A.B A.C"]);
});

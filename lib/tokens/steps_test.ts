import assert from "node:assert/strict";
import fixture from "../../tests/fixtures/tokenizer-steps.json" with { type: "json" };
import { makeNormalizer, UnknownStep } from "./normalizers.ts";
import { makePreTokenizer } from "./pre_tokenizers.ts";

for (const { step, texts } of fixture.normalizers) {
  Deno.test(`the normalizer ${JSON.stringify(step)} is the native library's`, () => {
    const normalize = makeNormalizer(step);
    assert.deepEqual(fixture.changed.map(normalize), texts);
  });
}

for (const { step, words } of fixture.pre_tokenizers) {
  Deno.test(`the pre-tokenizer ${JSON.stringify(step)} is the native library's`, () => {
    const cut = makePreTokenizer(step);
    assert.deepEqual(fixture.cut.map(cut), words);
  });
}

Deno.test("BERT's normalizer cleans, spaces Chinese and lower-cases where nothing is said", () => {
  const normalize = makeNormalizer({ type: "BertNormalizer" });
  assert.equal(normalize("A\u0000b\tÉ字"), "ab e 字 ");
});

Deno.test("steps that are not written here are named", () => {
  const precompiled = { type: "Precompiled", precompiled_charsmap: "" };
  const regex = { type: "Split", pattern: { Regex: "a+" }, behavior: "Isolated", invert: false };
  for (const step of [precompiled, { type: "Sequence", normalizers: [precompiled] }, {}]) {
    assert.throws(() => makeNormalizer(step), UnknownStep);
  }
  for (const step of [regex, { type: "Sequence", pretokenizers: [regex] }, { type: "Unheard" }]) {
    assert.throws(() => makePreTokenizer(step), UnknownStep);
  }
});

Deno.test("a malformed step is none", () => {
  assert.throws(() => makeNormalizer({ type: "Sequence", normalizers: 1 }), TypeError);
  assert.throws(() => makePreTokenizer({ type: "Punctuation", behavior: "Odd" }), TypeError);
});

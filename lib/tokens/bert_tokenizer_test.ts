import assert from "node:assert/strict";
import { bertTokenizer, hasBertSteps } from "./bert_tokenizer.ts";
import { createTokenizer } from "./tokenizer.ts";
import type { TokenizerJson } from "./tokenizer_json.ts";

const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "it"];
const json = JSON.parse(createTokenizer({ vocabulary }).files()["tokenizer.json"]!);

const bert = {
  normalizer: { type: "BertNormalizer" },
  pre_tokenizer: { type: "BertPreTokenizer" },
};
const others = { normalizer: { type: "Lowercase" }, pre_tokenizer: { type: "WhitespaceSplit" } };
const withSteps = (steps: Partial<TokenizerJson>): TokenizerJson => ({ ...json, ...steps });

Deno.test("BERT's steps are both its own", () => {
  assert(hasBertSteps(withSteps(bert)));
  for (
    const steps of [
      { ...bert, normalizer: others.normalizer },
      { ...bert, normalizer: null },
      { ...bert, pre_tokenizer: others.pre_tokenizer },
      { ...bert, pre_tokenizer: null },
      others,
    ]
  ) assert(!hasBertSteps(withSteps(steps)), JSON.stringify(steps));
});

Deno.test("a tokenizer is saved as of the class that computes its steps", () => {
  const classOf = (steps: Partial<TokenizerJson>, config = {}) => {
    const files = bertTokenizer(withSteps(steps), config, "tokenizer.json").files();
    return JSON.parse(files["tokenizer_config.json"]!).tokenizer_class;
  };
  assert.equal(classOf(bert), "BertTokenizer");
  assert.equal(classOf(others), "PreTrainedTokenizerFast");
  assert.equal(classOf(bert, { tokenizer_class: "BertTokenizerFast" }), "BertTokenizerFast");
});

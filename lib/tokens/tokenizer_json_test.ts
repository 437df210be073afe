import assert from "node:assert/strict";
import { createTokenizer } from "./tokenizer.ts";
import { checkTokenizerJson, completed, makeTokenizerJson, withConfig } from "./tokenizer_json.ts";

const BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/** As Hugging Face's converter of a `BertTokenizer` writes it. */
const WHOLE = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: BERT.map((content, id) => ({
    ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false },
    special: true,
  })),
  normalizer: {
    ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: true },
    ...{ strip_accents: null, lowercase: false },
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
      { Sequence: { id: "B", type_id: 1 } },
      { SpecialToken: { id: "[SEP]", type_id: 1 } },
    ],
    special_tokens: {
      "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
      "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
    },
  },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    ...{ type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##" },
    max_input_chars_per_word: 100,
    vocab: { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, it: 6 },
  },
};

Deno.test("a vocabulary's tokenizer.json is what Hugging Face's converter writes", () => {
  const vocabulary = [...BERT, "", "it"];
  assert.deepEqual(makeTokenizerJson(vocabulary, {}, "vocab.txt"), WHOLE);
  const config = { do_lower_case: true, strip_accents: false, tokenize_chinese_chars: false };
  const { normalizer } = makeTokenizerJson(vocabulary, config, "vocab.txt");
  assert.deepEqual(normalizer, {
    ...{ type: "BertNormalizer", clean_text: true, handle_chinese_chars: false },
    ...{ strip_accents: false, lowercase: true },
  });
});

Deno.test("added tokens are in the order of their ids, whichever file names them first", () => {
  const json = makeTokenizerJson([...BERT.slice(1), "[PAD]"], { eos_token: "<s>" }, "vocab.txt");
  assert.deepEqual(json.added_tokens.map(({ id, content }) => [id, content]), [
    ...[...BERT.slice(1), "[PAD]", "<s>"].map((content, id) => [id, content]),
  ]);
  const named = { unk_token: "<u>", tokenizer_class: "Other" };
  const other = makeTokenizerJson([...BERT, "<u>"], named, "vocab.txt");
  assert.equal(other.model["unk_token"], "<u>");
  assert.notEqual(other.post_processor, null, "a vocabulary alone is BERT's");
});

Deno.test("what is no tokenizer.json of a known kind is refused at its place", () => {
  const refused = (json: unknown) => {
    try {
      checkTokenizerJson(json, "t.json");
    } catch (error) {
      return (error as Error).message;
    }
  };
  const mend = "Give the tokenizer.json of the model, or remove it and give a vocab.txt.";
  for (const none of [null, [], 1, {}, { model: [] }, { model: { vocab: [] } }]) {
    assert.equal(refused(none), `t.json, model.vocab: it holds no vocabulary. ${mend}`);
  }
  assert.equal(
    refused({ model: { type: "WordLevel", vocab: {} } }),
    't.json, model.type: the tokenizer is of type "WordLevel". Give a model whose tokenizer is of ' +
      "one of the types WordPiece, BPE, Unigram.",
  );
  const model = { vocab: {} };
  for (
    const added_tokens of [{}, "a", [1], [null], [{ content: "a" }], [{ id: -1, content: "a" }], [{
      id: 1,
    }]]
  ) {
    assert.equal(
      refused({ model, added_tokens }),
      "t.json, added_tokens: the added tokens are not objects with content and an id. " + mend,
    );
  }
  const steps = { normalizer: null, pre_tokenizer: 1, post_processor: [], more: "kept" };
  assert.deepEqual(checkTokenizerJson({ model, ...steps }, "t.json"), {
    ...{ model, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null },
    more: "kept",
  });
  assert.equal(refused({ model: { ...model, type: "WordPiece" }, added_tokens: null }), undefined);
});

Deno.test("a configuration changes BERT's normalizer, where its class is none that takes all as it is", () => {
  const json = checkTokenizerJson(WHOLE, "t.json");
  const config = { do_lower_case: true, strip_accents: true, tokenize_chinese_chars: false };
  const changed = (options: object, cased?: boolean) => withConfig(json, { ...options }, cased);
  const usual = WHOLE.normalizer;
  const configured = {
    ...usual,
    lowercase: true,
    strip_accents: true,
    handle_chinese_chars: false,
  };
  assert.deepEqual(changed(config), { ...json, normalizer: configured });
  assert.deepEqual(changed(config, true).normalizer, { ...configured, lowercase: false });
  assert.deepEqual(changed({}).normalizer, usual);
  assert.deepEqual(changed({}, false).normalizer, { ...usual, lowercase: true });
  for (const tokenizer_class of ["PreTrainedTokenizerFast", "TokenizersBackend"]) {
    assert.deepEqual(changed({ ...config, tokenizer_class }).normalizer, usual);
    assert.equal(changed({ tokenizer_class }, false).normalizer!["lowercase"], true);
  }
  const other = { ...json, normalizer: { type: "Lowercase" } };
  assert.equal(withConfig(other, config), other);
  assert.deepEqual(json, checkTokenizerJson(WHOLE, "t.json"), "what was given stays");
});

Deno.test("BERT's classes have [CLS] and [SEP] around texts, whatever else is there already", () => {
  const json = checkTokenizerJson({ ...WHOLE, post_processor: null }, "t.json");
  const framed = (config: object, step: unknown = null) =>
    completed({ ...json, post_processor: step as never }, { ...config }, [], "t.json")
      .post_processor;
  for (const config of [{}, { tokenizer_class: "DistilBertTokenizerFast" }]) {
    assert.deepEqual(framed(config), WHOLE.post_processor);
  }
  assert.equal(framed({ tokenizer_class: "PreTrainedTokenizerFast" }), null);
  const pair = (cls: number, sep: number) => ({
    ...{ type: "BertProcessing", cls: ["a", cls], sep: ["b", sep] },
  });
  assert.deepEqual(framed({}, pair(2, 3)), pair(2, 3), "as they should be");
  for (const wrong of [pair(3, 3), pair(2, 2)]) {
    assert.deepEqual(framed({}, wrong), WHOLE.post_processor);
  }
  // What cannot be understood is not replaced, but refused.
  const broken = { type: "TemplateProcessing", single: [] };
  assert.deepEqual(framed({}, broken), broken);
  assert.throws(
    () => createTokenizer({ json: { ...WHOLE, post_processor: broken } as never, file: "t.json" }),
    { message: /^t\.json: no tokenizer can be made of it \(its template has not one place/ },
  );
});

Deno.test("a RobertaTokenizer asks its configuration alone for the space before a text", () => {
  // As Transformers 5.24: true adds it, whatever the file says; where nothing is said there is none.
  const bytes = (add_prefix_space: boolean) => ({ type: "ByteLevel", add_prefix_space });
  const spaceOf = (own: boolean, config: Record<string, unknown>) => {
    const json = { ...makeTokenizerJson(BERT, {}, "vocab.txt"), pre_tokenizer: bytes(own) };
    return withConfig(json, config).pre_tokenizer!["add_prefix_space"];
  };
  const tokenizer_class = "RobertaTokenizer";
  assert.equal(spaceOf(false, { tokenizer_class, add_prefix_space: true }), true);
  assert.equal(spaceOf(true, { tokenizer_class, add_prefix_space: false }), false);
  assert.equal(spaceOf(true, { tokenizer_class }), false);
  for (
    const other of [{}, { tokenizer_class: "PreTrainedTokenizerFast", add_prefix_space: false }]
  ) {
    assert.equal(spaceOf(true, other), true);
  }
});

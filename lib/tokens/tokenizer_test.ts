import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { createTokenizer } from "./tokenizer.ts";

const VOCABULARY = [
  ...["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
  ...["play", "##ing", "##ed", "Play", "un", "##play", "cafe", "café", ".", ",", "'", "s", "it"],
];
const id = (token: string) => VOCABULARY.indexOf(token);
const cased = createTokenizer({ vocabulary: VOCABULARY });
const uncased = createTokenizer({ vocabulary: VOCABULARY, config: { do_lower_case: true } });
const bare = { addSpecialTokens: false };

Deno.test("createTokenizer() knows its vocabulary and special tokens", () => {
  assert.deepEqual(cased.vocabulary, VOCABULARY);
  assert.equal(cased.vocabSize, VOCABULARY.length);
  assert.deepEqual(
    [cased.padTokenId, cased.unkTokenId, cased.clsTokenId, cased.sepTokenId, cased.maskTokenId],
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(cased.specialTokenIds, [0, 1, 2, 3, 4]);
});

Deno.test("encode() takes the longest pieces from the left", () => {
  assert.deepEqual(cased.encode("playing played unplayed", bare), [
    ...[id("play"), id("##ing"), id("play"), id("##ed"), id("un"), id("##play"), id("##ed")],
  ]);
});

Deno.test("encode() gives [UNK] for a word that has no pieces", () => {
  assert.deepEqual(cased.encode("playful it", bare), [1, id("it")]);
});

Deno.test("encode() puts [CLS] and [SEP] around, and keeps special tokens in the text", () => {
  assert.deepEqual(cased.encode("it [MASK]."), [2, id("it"), 4, id("."), 3]);
  assert.deepEqual(cased.encode(""), [2, 3]);
});

Deno.test("encode() keeps case and accents, or drops both", () => {
  assert.deepEqual(cased.encode("Play café", bare), [id("Play"), id("café")]);
  assert.deepEqual(uncased.encode("Play café", bare), [id("play"), id("cafe")]);
});

Deno.test("decode() joins pieces and closes the gaps before punctuation", () => {
  const ids = cased.encode("it's unplayed, it.");
  assert.equal(cased.decode(ids), "[CLS] it's unplayed, it. [SEP]");
  assert.equal(cased.decode(ids, { skipSpecialTokens: true }), "it's unplayed, it.");
  assert.equal(cased.decode([]), "");
});

Deno.test("decode() leaves gaps where the configuration says so", () => {
  const config = { clean_up_tokenization_spaces: false };
  const tokenizer = createTokenizer({ vocabulary: VOCABULARY, config });
  assert.equal(tokenizer.decode(tokenizer.encode("it's", bare)), "it ' s");
});

Deno.test("decode() refuses ids outside the vocabulary", () => {
  for (const wrong of [-1, VOCABULARY.length, 1.5, NaN]) {
    assert.throws(() => cased.decode([5, wrong]), RangeError);
  }
});

Deno.test("files() hold what createTokenizer() makes the same tokenizer from", () => {
  for (const tokenizer of [cased, uncased]) {
    const files = tokenizer.files();
    const config = JSON.parse(files["tokenizer_config.json"]!);
    const copy = createTokenizer({ json: JSON.parse(files["tokenizer.json"]!), config });
    const text = "Play café, it's [MASK] unplayed.";
    assert.deepEqual(copy.encode(text), tokenizer.encode(text));
    assert.deepEqual(copy.files(), files);
    assert.equal(files["vocab.txt"], VOCABULARY.join("\n") + "\n");
  }
});

Deno.test("createTokenizer() lets tokenizer_config.json decide about case", () => {
  const json = JSON.parse(cased.files()["tokenizer.json"]!);
  const tokenizer = createTokenizer({ json, config: { do_lower_case: true } });
  assert.deepEqual(tokenizer.encode("Play", bare), [id("play")]);
});

Deno.test("createTokenizer() takes other spellings of the special tokens", () => {
  const vocabulary = ["<pad>", "<unk>", "<s>", "</s>", "<mask>", "it"];
  const config = {
    pad_token: "<pad>",
    unk_token: "<unk>",
    cls_token: "<s>",
    sep_token: { content: "</s>" },
    mask_token: "<mask>",
  };
  const tokenizer = createTokenizer({ vocabulary, config });
  assert.deepEqual(tokenizer.encode("it <mask> that"), [2, 5, 4, 1, 3]);
});

function assertRefused(parts: Parameters<typeof createTokenizer>[0], message: RegExp): void {
  assert.throws(() => createTokenizer({ ...parts, file: "a.json" }), (error) => {
    assert(error instanceof InputError);
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("createTokenizer() refuses a vocabulary without the special tokens", () => {
  assertRefused(
    { vocabulary: ["[PAD]", "[UNK]", "[CLS]", "a"] },
    /^a\.json: the vocabulary lacks \[SEP\], \[MASK\]\. Give/,
  );
});

Deno.test("createTokenizer() refuses the tokenizer.json of another kind of model", () => {
  const json = { model: { type: "WordLevel", vocab: {}, merges: [] } };
  assertRefused({ json }, /^a\.json, model\.type: the tokenizer is of type "WordLevel"\. Give/);
  assertRefused({ json: [] }, /^a\.json, model\.vocab: it holds no vocabulary\. Give/);
});

/** The tokenizer whose vocabulary has another id for "it". */
function withId(value: unknown): unknown {
  const json = JSON.parse(cased.files()["tokenizer.json"]!);
  return { ...json, model: { ...json.model, vocab: { ...json.model.vocab, it: value } } };
}

Deno.test("ids may have gaps, and two tokens one id, as in Transformers", () => {
  const gap = createTokenizer({ json: withId(20) });
  assert.deepEqual(gap.encode("it play", bare), [20, id("play")]);
  assert.equal(gap.vocabSize, 21);
  assert.deepEqual(gap.vocabulary.slice(17), ["", "", "", "it"]);
  assert.equal(gap.wordOf(18), undefined);
  assert.equal(gap.decode([20, 18, id("play")]), "it play");

  const shared = createTokenizer({ json: withId(id("play")) });
  assert.deepEqual(shared.encode("it play", bare), [id("play"), id("play")]);
  assert.equal(shared.vocabulary[id("play")], "play");
  assert.equal(shared.vocabulary[id("it")] ?? "", "");
});

Deno.test("of a token that a vocabulary has twice the later one counts, as in Transformers", () => {
  const vocabulary = [...VOCABULARY, "play", "", "it"];
  const tokenizer = createTokenizer({ vocabulary });
  assert.deepEqual(tokenizer.encode("play it s", bare), [18, 20, id("s")]);
  assert.equal(tokenizer.vocabSize, 21);
  const files = tokenizer.files();
  const copy = createTokenizer({ json: JSON.parse(files["tokenizer.json"]!) });
  assert.deepEqual(copy.vocabulary, tokenizer.vocabulary);
});

Deno.test("createTokenizer() refuses ids that are none", () => {
  assertRefused({ json: withId("7") }, /^a\.json, vocab: the id of "it" is "7"\. Number/);
  for (const wrong of [-1, 1.5, 1e9]) assertRefused({ json: withId(wrong) }, /the id of "it" is/);
});

Deno.test("BERT's classes put BERT's ends around texts, others what tokenizer.json says, as in Transformers", () => {
  const json = JSON.parse(cased.files()["tokenizer.json"]!);
  const { single } = json.post_processor;
  const template = (single: unknown[]) => ({ ...json.post_processor, single });
  const encoded = (post_processor: unknown, tokenizer_class?: string) =>
    createTokenizer({
      json: { ...json, post_processor },
      ...(tokenizer_class && { config: { tokenizer_class } }),
    }).encode("it");
  const bare = [null, { type: "ByteLevel" }, template(single.slice(1, 2))];
  const halves = [template(single.slice(0, 2)), template(single.slice(1))];
  for (const step of [...bare, ...halves]) {
    for (const name of [undefined, "BertTokenizer", "DistilBertTokenizerFast"]) {
      assert.deepEqual(encoded(step, name), [2, id("it"), 3]);
    }
  }
  for (const name of ["PreTrainedTokenizerFast", "TokenizersBackend"]) {
    for (const step of bare) assert.deepEqual(encoded(step, name), [id("it")]);
    for (const step of halves) {
      assert.throws(
        () => encoded(step, name),
        /does not put "\[CLS\]" before a text and "\[SEP\]" behind/,
      );
    }
  }
});

Deno.test("encodeInParts() gives the ids of encode(), of a long text in several lists", () => {
  for (const text of ["", "the", `The ${"unwanted running\t  ".repeat(9000)}[MASK] want`]) {
    const parts = [...cased.encodeInParts(text)];
    assert.deepEqual(parts.flat(), cased.encode(text));
    assert.equal(parts.length > 3, text.length > 100);
  }
});

Deno.test("encodeInParts() cuts at the first blank behind 65,536 characters, where words stand alone", () => {
  const lengths = (tokenizer: typeof cased, text: string) =>
    [...tokenizer.encodeInParts(text)].map(({ length }) => length);
  const it = "it ", long = it.repeat(50_000);
  // 65,536 = 3 · 21,845 + 1: the next blank is behind the 21,846th word, at 65,537.
  assert.deepEqual(lengths(cased, long), [1, 21_846, 21_846, 6_308, 1]);
  assert.deepEqual([...cased.encodeInParts(long)].flat(), cased.encode(long));
  assert.deepEqual(lengths(cased, "it it"), [4]);
  assert.deepEqual(lengths(cased, ""), [2]);
  assert.deepEqual(lengths(cased, long.slice(0, 65_536)), [21_845 + 1 + 2], "not longer");
  assert.deepEqual(lengths(cased, long.slice(0, 65_537)), [1, 21_846, 1]);
  // Steps that look beyond words are given a text as a whole.
  const json = JSON.parse(cased.files()["tokenizer.json"]!);
  const other = createTokenizer({ json: { ...json, pre_tokenizer: { type: "Whitespace" } } });
  assert.deepEqual(lengths(other, long), [50_002]);
});

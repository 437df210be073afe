import assert from "node:assert/strict";
import { pieceSpelling } from "./pieces.ts";
import { createTokenizer } from "./tokenizer.ts";
import { makeTokenizerJson } from "./tokenizer_json.ts";

const VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

Deno.test("special tokens stand for no word, pieces for their letters, signs for themselves", () => {
  const words = {
    ...{ "[unused12]": undefined, "##ing": "ing", "##": "##", "###": "#", "[": "[", "]": "]" },
    ...{ ",": ",", I: "I" },
  };
  const tokenizer = createTokenizer({ vocabulary: [...VOCABULARY, ...Object.keys(words)] });
  for (const id of tokenizer.specialTokenIds) {
    assert.equal(tokenizer.wordOf(id), undefined);
    assert.equal(tokenizer.continuesWord(id), false);
  }
  for (const [token, word] of Object.entries(words)) {
    const id = tokenizer.vocabulary.indexOf(token);
    assert.equal(tokenizer.wordOf(id), word, token);
    assert.equal(tokenizer.continuesWord(id), token === "##ing" || token === "###", token);
  }
});

Deno.test("special tokens are none by their role, not by their brackets", () => {
  const vocabulary = ["<pad>", "<unk>", "<s>", "</s>", "<mask>", "it"];
  const [pad_token, unk_token, cls_token, sep_token, mask_token] = vocabulary;
  const config = { pad_token, unk_token, cls_token, sep_token, mask_token };
  const tokenizer = createTokenizer({ vocabulary, config });
  assert.deepEqual(vocabulary.map((_, id) => tokenizer.wordOf(id)), [
    ...Array(5).fill(undefined),
    "it",
  ]);
});

Deno.test("a special token that was added stands for no word, another one for itself", () => {
  const json = JSON.parse(createTokenizer({ vocabulary: VOCABULARY }).files()["tokenizer.json"]!);
  json.added_tokens.push({ id: 5, content: "<user>", special: true });
  json.added_tokens.push({ id: 6, content: "fjord", special: false });
  const tokenizer = createTokenizer({ json });
  assert.equal(tokenizer.wordOf(5), undefined);
  assert.equal(tokenizer.wordOf(6), "fjord");
});

Deno.test("what marks a piece is what tokenizer.json says", () => {
  const json = makeTokenizerJson(VOCABULARY, {}, "vocab.txt");
  const model = { ...json.model, continuing_subword_prefix: "@@" };
  const spelling = pieceSpelling({ ...json, model });
  assert.deepEqual(["@@ing", "##ing"].map(spelling.wordOf), ["ing", "##ing"]);
  assert.deepEqual(["@@ing", "##ing"].map(spelling.continuesWord), [true, false]);
  // The decoder says it as well, and nobody may.
  const { continuing_subword_prefix: _, ...silent } = json.model;
  assert.equal(pieceSpelling({ ...json, model: silent }).wordOf("##ing"), "ing");
  assert.equal(pieceSpelling({ ...json, model: silent, decoder: null }).wordOf("##ing"), "##ing");
});

Deno.test("an id outside the vocabulary is refused", () => {
  const tokenizer = createTokenizer({ vocabulary: VOCABULARY });
  for (const id of [-1, 5, 1.5]) {
    assert.throws(() => tokenizer.wordOf(id), RangeError);
    assert.throws(() => tokenizer.continuesWord(id), RangeError);
  }
});

import assert from "node:assert/strict";
import { createTokenizer } from "./tokenizer.ts";
import { makeTokenizerJson } from "./tokenizer_json.ts";
import { isWordwise, WordCache } from "./word_cache.ts";

const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "play", "##ing", "s", "##s", "!"];

Deno.test("WordCache encodes each word once", () => {
  const asked: string[] = [];
  const cache = new WordCache((word) => {
    asked.push(word);
    return [...word].map((letter) => letter.charCodeAt(0));
  });
  assert.deepEqual(cache.encode("a bc\ta\r\n a"), [97, 98, 99, 97, 97]);
  assert.deepEqual(cache.encode("bc"), [98, 99]);
  assert.deepEqual(asked, ["a", "bc"]);
});

Deno.test("a tokenizer with the cache gives the ids that one without it gives", () => {
  const json = makeTokenizerJson(vocabulary, {}, "vocab.txt");
  const cached = createTokenizer({ json });
  // Truncation, also where it cuts nothing, switches the cache off.
  const whole = createTokenizer({ json: { ...json, truncation: { max_length: 1e9 } } });
  const texts = [
    "",
    " ",
    "playing plays!",
    "play\u00a0ing s\u3000s",
    "[MASK] a[MASK]s [MASK",
    "s\u0301 \u0301s",
  ];
  for (const text of [...texts, texts.join("\n")]) {
    for (const addSpecialTokens of [true, false]) {
      assert.deepEqual(
        cached.encode(text, { addSpecialTokens }),
        whole.encode(text, { addSpecialTokens }),
        JSON.stringify(text),
      );
    }
  }
});

Deno.test("isWordwise() knows BERT's steps from others", () => {
  const json = makeTokenizerJson(vocabulary, {}, "vocab.txt");
  assert.ok(isWordwise(json));
  const { single } = json["post_processor"] as { single: unknown[] };
  const others = {
    normalizer: { type: "NFC" },
    pre_tokenizer: { type: "Metaspace" },
    post_processor: { type: "TemplateProcessing", single: [...single, single[0]] },
    truncation: { max_length: 8 },
    added_tokens: [{ id: 4, content: "two words" }],
  };
  for (const [name, value] of Object.entries(others)) {
    assert.ok(!isWordwise({ ...json, [name]: value }), name);
  }
  assert.ok(!isWordwise({ ...json, pre_tokenizer: null, post_processor: null }));
});

Deno.test("WordCache does not keep long words, of which each comes once", () => {
  let encoded = 0;
  const cache = new WordCache((word) => [encoded++, word.length]);
  for (const word of ["short", "x".repeat(65)]) {
    cache.encode(`${word} ${word}`);
  }
  assert.equal(encoded, 3);
});

Deno.test("WordCache keeps the first 200,000 words", () => {
  let encoded = 0;
  const cache = new WordCache(() => [encoded++]);
  for (let i = 0; i <= 200_000; i++) cache.word(String(i));
  assert.equal(encoded, 200_001);
  assert.deepEqual([cache.word("0"), cache.word("199999"), encoded], [[0], [199_999], 200_001]);
  assert.deepEqual(cache.word("200000"), [200_001], "anew");
});

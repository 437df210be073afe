/** The steps of tokenizing that are written here, against the native library, for every character. */
import assert from "node:assert/strict";
import { judgedTokenizer } from "../lib/tokens/judged_tokenizer.ts";
import { openNative } from "../lib/tokens/native.ts";
import { writtenSteps } from "../lib/tokens/steps.ts";
import { ADDED, PIECES } from "../lib/tokens/_added_token_cases.ts";
import { createTokenizer } from "../lib/tokens/tokenizer.ts";
import { makeTokenizerJson } from "../lib/tokens/tokenizer_json.ts";

/** Every character that has a meaning, but for most of those of which there are thousands alike. */
function* characters(): Generator<string> {
  const alike = /^[\p{Unified_Ideograph}\p{Script=Hangul}\p{Script=Tangut}]$/u;
  for (let point = 0; point < 0x110000; point++) {
    const character = String.fromCodePoint(point);
    if (/^[\p{Cn}\p{Cs}\p{Co}]$/u.test(character)) continue;
    if (point % 16 === 0 || !alike.test(character)) yield character;
  }
}

const BYTES = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
const MARKS = { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true };

/** V8's normal forms and lower case know some hundred characters that the native library does not. */
const isOfItsTime = (character: string) =>
  ["NFC", "NFD", "NFKC", "NFKD"].every((form) => character.normalize(form) === character) &&
  character.toLowerCase() === character;

for (
  const [name, normalizer, pre_tokenizer] of [
    ["BERT, cased", { type: "BertNormalizer", lowercase: false }, { type: "BertPreTokenizer" }],
    ["BERT, uncased", { type: "BertNormalizer", lowercase: true }, { type: "BertPreTokenizer" }],
    ["the tutorial's", { type: "NFC" }, { type: "Whitespace" }],
    ["RoBERTa's", { type: "NFC" }, BYTES],
    ["SentencePiece's", { type: "NFC" }, MARKS],
  ] as const
) {
  Deno.test(`steps like the native library's for every character: ${name}`, async () => {
    const json = makeTokenizerJson(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], {}, "vocab.txt");
    const fields = {
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      ...normalizer,
    };
    const steps = { ...json, normalizer: fields, pre_tokenizer };
    const native = (await openNative(steps))!.steps, written = writtenSteps(steps);
    const cut = ({ normalize, preTokenize }: typeof native, text: string) =>
      preTokenize(normalize(text));
    // Character by character would take a minute: lines are compared, and only then what differs.
    const differ: string[] = [];
    for (const line of lines()) {
      const text = line.map((character) => `a${character}b `).join("");
      if (cut(native, text).join("\n") === cut(written, text).join("\n")) continue;
      differ.push(...line.filter((character) => {
        const around = `a${character}b`;
        return cut(native, around).join("\n") !== cut(written, around).join("\n");
      }));
    }
    assert.deepEqual(differ.filter(isOfItsTime), []);
    assert.ok(differ.length < 60, `${differ.length} differ`);
  });
}

Deno.test("added tokens are cut out of texts as by the native library", async () => {
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
  const letters = [..."abcdefghijklmnopqrstuvwxyz0123456789,_<>"];
  const vocabulary = [...special, ...letters, ...letters.map((letter) => `##${letter}`)];
  const json = makeTokenizerJson(vocabulary, { do_lower_case: true }, "vocab.txt");
  const added = ADDED.map((token, i) => ({ ...token, id: vocabulary.length + i }));
  const whole = { ...json, added_tokens: [...json.added_tokens, ...added] };
  const native = (await openNative(whole))!, tokenizer = createTokenizer({ json: whole });
  for (const [text] of PIECES) {
    const ours = tokenizer.encode(text, { addSpecialTokens: false });
    assert.deepEqual(ours, [...await native.encode(text)], text);
  }
});

Deno.test("one word of many that is written otherwise here has the native library compute all", async () => {
  // Unicode 16 composes the two to one letter; the native library, whose tables are older, does not.
  const word = "\u{105D2}\u0307";
  assert.notEqual(word.normalize("NFC"), word);
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
  const words = Array.from({ length: 199 }, (_, i) => `word${i}`);
  const vocabulary = [...special, ...words.slice(0, 150), word, ...words.slice(150)];
  const json = {
    ...makeTokenizerJson(vocabulary, {}, "vocab.txt"),
    normalizer: { type: "NFC" },
    pre_tokenizer: { type: "Whitespace" },
  };
  const said: string[] = [];
  const judged = await judgedTokenizer(json, {}, "tokenizer.json", (line) => said.push(line));
  const ids = (text: string) => judged.encode(text, { addSpecialTokens: false });
  assert.deepEqual(ids(`word1 ${word}`), [6, 155]);
  // With its steps all tokens are those of the library, so there is nothing to tell.
  assert.deepEqual(said, []);
  const known = createTokenizer({ json });
  assert.deepEqual(known.encode(word, { addSpecialTokens: false }), [1]);
});

Deno.test("of a step that nobody knows it is said that nobody does", async () => {
  const json = makeTokenizerJson(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], {}, "vocab.txt");
  const message = (step: object) =>
    judgedTokenizer({ ...json, ...step }, {}, "tokenizer.json", () => {}).then(
      () => "",
      (error: Error) => error.message,
    );
  assert.match(
    await message({ pre_tokenizer: { type: "Foo" } }),
    /^tokenizer\.json, pre_tokenizer: nothing computes a step of the type "Foo": Hugging Face's native library says ".+\. Correct it, or give another tokenizer\.$/,
  );
  assert.match(
    await message({ normalizer: { type: "Replace", pattern: { Regex: "(" }, content: "" } }),
    /^tokenizer\.json, normalizer: nothing computes a step of the type "Replace": /,
  );
});

function* lines(): Generator<string[]> {
  let line: string[] = [];
  for (const character of characters()) {
    line.push(character);
    if (line.length === 200) {
      yield line;
      line = [];
    }
  }
  yield line;
}

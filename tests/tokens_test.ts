/** The tokenizer on disk, against Hugging Face's libraries, and the training of a vocabulary. */
import assert from "node:assert/strict";
import { assertRefused, withFolder } from "./_files.ts";
import { Tokenizer as NativeTokenizer } from "tokenizers";
import { readPassages } from "../lib/data/mod.ts";
import {
  createTokenizer,
  loadTokenizer,
  saveTokenizer,
  SPECIAL_TOKENS,
  trainVocabulary,
} from "../lib/tokens/mod.ts";
import fixture from "./fixtures/tokenizer.json" with { type: "json" };

const MODEL = "data/embedded-model";

Deno.test("The tokenizer gives Transformers' ids and texts on tricky strings", async () => {
  const cased = await loadTokenizer(MODEL);
  const config = { do_lower_case: true };
  const uncased = createTokenizer({ vocabulary: cased.vocabulary, config });
  assert(fixture.cases.length > 10);
  for (const { text, ...expected } of fixture.cases) {
    assert.deepEqual(cased.encode(text), expected.cased, text);
    assert.deepEqual(uncased.encode(text), expected.uncased, text);
    assert.equal(cased.decode(expected.cased), expected.decoded);
    const plain = cased.decode(expected.cased, { skipSpecialTokens: true });
    assert.equal(plain, expected.decoded_without_special);
  }
});

Deno.test("The tokenizer gives the native library's ids on the embedded text", async () => {
  const tokenizer = await loadTokenizer(MODEL);
  const native = NativeTokenizer.fromFile(`${MODEL}/tokenizer.json`);
  const texts = (await readPassages("data/addresses/passages.txt")).map(({ text }) => text);
  const encodings = await native.encodeBatch(texts, { addSpecialTokens: true });
  texts.forEach((text, i) => assert.deepEqual(tokenizer.encode(text), encodings[i]!.getIds()));
});

Deno.test("A folder with vocab.txt alone gives the same tokenizer, uncased unless told", () =>
  withFolder(async (folder) => {
    await Deno.copyFile(`${MODEL}/vocab.txt`, `${folder}/vocab.txt`);
    const whole = await loadTokenizer(MODEL);
    const alone = await loadTokenizer(folder, { cased: true });
    for (const { text } of fixture.cases) assert.deepEqual(alone.encode(text), whole.encode(text));
    assert.deepEqual(alone.vocabulary, whole.vocabulary);
    const uncased = await loadTokenizer(folder, { onMessage: () => {} });
    assert.deepEqual(uncased.encode("THE"), whole.encode("the"));
    await Deno.writeTextFile(`${folder}/tokenizer_config.json`, '{"do_lower_case": false}');
    const cased = await loadTokenizer(folder);
    for (const { text } of fixture.cases) assert.deepEqual(cased.encode(text), whole.encode(text));
  }));

Deno.test("saveTokenizer() writes what loadTokenizer() reads", () =>
  withFolder(async (folder) => {
    const tokenizer = await loadTokenizer(MODEL);
    await saveTokenizer(tokenizer, `${folder}/new/model`);
    const names = [...Deno.readDirSync(`${folder}/new/model`)].map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "special_tokens_map.json",
      "tokenizer.json",
      "tokenizer_config.json",
      "vocab.txt",
    ]);
    const copy = await loadTokenizer(`${folder}/new/model`);
    assert.deepEqual(copy.files(), tokenizer.files());
  }));

Deno.test("loadTokenizer() names the file that it cannot use", () =>
  withFolder(async (folder) => {
    await assertRefused(loadTokenizer(`${folder}/none`), /none: there is no such folder\. Give/);
    await assertRefused(
      loadTokenizer(folder),
      /: it holds neither tokenizer\.json nor vocab\.txt\./,
    );
    const vocabulary = `${folder}/vocab.txt`;
    await Deno.writeTextFile(vocabulary, "");
    await assertRefused(loadTokenizer(folder), /vocab\.txt: the vocabulary is empty\./);
    await Deno.writeTextFile(vocabulary, "[PAD]\n[UNK]\nthe\n");
    await assertRefused(loadTokenizer(folder), /vocab\.txt: the vocabulary lacks \[CLS\], \[SEP\]/);
    await Deno.writeTextFile(`${folder}/tokenizer.json`, '{"model": {"type": "Wo');
    await assertRefused(loadTokenizer(folder), /tokenizer\.json.*: it is not valid JSON\./);
    for (const text of ["[]", "null"]) {
      await Deno.writeTextFile(`${folder}/tokenizer_config.json`, text);
      await assertRefused(loadTokenizer(folder), /tokenizer_config\.json: it is not a JSON object/);
    }
  }));

Deno.test("trainVocabulary() learns the text's characters and frequent words, cased", async () => {
  const vocabulary = await trainVocabulary(["data/addresses/passages.txt"], { size: 2000 });
  assert.equal(vocabulary.length, 2000);
  assert.equal(new Set(vocabulary).size, 2000);
  assert.deepEqual(vocabulary.slice(0, 5), SPECIAL_TOKENS);
  // The library numbers pieces as it finds them, which differs from run to run.
  assert.deepEqual(vocabulary.slice(5), vocabulary.slice(5).sort());
  for (const word of ["the", "The", "America", "##ing", "Z", "##z", "—"]) {
    assert(vocabulary.includes(word), word);
  }
  const tokenizer = createTokenizer({ vocabulary });
  const [passage] = await readPassages("data/addresses/passages.txt");
  assert(!tokenizer.encode(passage!.text).includes(tokenizer.unkTokenId));
});

Deno.test("trainVocabulary() says what is wrong with its files and its size", () =>
  withFolder(async (folder) => {
    const file = `${folder}/text.txt`;
    await Deno.writeTextFile(file, "Only a few words.");
    await assertRefused(
      trainVocabulary([file], { size: 8000 }),
      /text\.txt: the text gives only \d+ of the 8000 tokens asked for\. Give/,
    );
    const missing = trainVocabulary([`${folder}/no.txt`], { size: 100 });
    await assertRefused(missing, /no\.txt: the file cannot be read\. Give/);
    for (const size of [5, 6.5, 30_001]) {
      await assert.rejects(trainVocabulary([file], { size }), {
        name: "RangeError",
        message: `A vocabulary's size must be an integer from 6 to 30000: got ${size}.`,
      });
    }
  }));

Deno.test("trainVocabulary() keeps case and accents, and takes signs and Chinese characters apart", () =>
  withFolder(async (folder) => {
    const files = [`${folder}/one.txt`, `${folder}/two.txt`];
    await Deno.writeTextFile(files[0]!, "\u00e9\u00e9 E\u200bE [MASK]. \u6771\u4eac\n");
    await Deno.writeTextFile(files[1]!, "\u6771\u4eac z\n");
    // Its characters, those within words as well, and what they make together.
    const learned = [
      "\u00e9",
      "##\u00e9",
      "\u00e9\u00e9",
      "E",
      "##E",
      "EE",
      "[",
      "]",
      ".",
      "\u6771",
      "\u4eac",
    ];
    const mask = ["M", "A", "S", "K", "##A", "##S", "##K", "##AS", "##SK", "MA", "MAS", "MASK"];
    const vocabulary = await trainVocabulary(files, { size: 27 });
    assert.deepEqual(vocabulary.slice(0, 5), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);
    assert.deepEqual(vocabulary.slice(5), vocabulary.slice(5).sort());
    for (const token of [...learned, "z"]) assert.ok(vocabulary.includes(token), token);
    const others = vocabulary.slice(5).filter((token) => ![...learned, "z"].includes(token));
    assert.deepEqual(others.filter((token) => !mask.includes(token)), []);
    assert.ok((await trainVocabulary([files[1]!], { size: 8 })).includes("z"));
  }));

/** Japanese tokenizers, against Transformers' BertJapaneseTokenizer and MeCab itself. */
import assert from "node:assert/strict";
import { open } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { assertRefused, withFolder } from "./_files.ts";
import { loadTokenizer, saveTokenizer } from "../lib/tokens/mod.ts";
import { readDictionary } from "../lib/tokens/japanese/dictionary.ts";
import { dictionaryCache, findDictionary } from "../lib/tokens/japanese/dictionary_folder.ts";
import { Mecab } from "../lib/tokens/japanese/mecab.ts";
import { wordSplitter } from "../lib/tokens/japanese/word_splitters.ts";
import fixture from "./fixtures/japanese.json" with { type: "json" };

const DICTIONARIES = "SDTRAINER_MECAB";

/** Gives a test a folder with the fixture's dictionary and vocabulary. */
async function withDictionary(act: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/dictionaries/ipadic`, { recursive: true });
    for (const [name, content] of Object.entries(fixture.dictionary)) {
      const bytes = gunzipSync(Uint8Array.fromBase64(content));
      await Deno.writeFile(`${folder}/dictionaries/ipadic/${name}`, bytes);
    }
    await Deno.writeTextFile(`${folder}/vocab.txt`, fixture.vocabulary.join("\n") + "\n");
    const before = Deno.env.get(DICTIONARIES);
    Deno.env.set(DICTIONARIES, `${folder}/dictionaries`);
    try {
      await act(folder);
    } finally {
      if (before === undefined) Deno.env.delete(DICTIONARIES);
      else Deno.env.set(DICTIONARIES, before);
    }
  });
}

/** Writes a configuration in which the fixture's dictionary has a name. */
async function configure(folder: string, config: Record<string, unknown>): Promise<void> {
  const kwargs = { mecab_dic: "ipadic", ...(config["mecab_kwargs"] as object | undefined) };
  await Deno.writeTextFile(
    `${folder}/tokenizer_config.json`,
    JSON.stringify({ tokenizer_class: "BertJapaneseTokenizer", ...config, mecab_kwargs: kwargs }),
  );
}

for (const { name, config, ids } of fixture.cases) {
  Deno.test(`the ids of a BertJapaneseTokenizer: ${name}`, () =>
    withDictionary(async (folder) => {
      await configure(folder, config);
      const tokenizer = await loadTokenizer(folder);
      fixture.texts.forEach((text, i) => assert.deepEqual(tokenizer.encode(text), ids[i], text));
      await saveTokenizer(tokenizer, `${folder}/saved`);
      const copy = await loadTokenizer(`${folder}/saved`);
      fixture.texts.forEach((text, i) => assert.deepEqual(copy.encode(text), ids[i], text));
      assert.deepEqual(copy.files(), tokenizer.files());
    }));
}

Deno.test("the class may stand in config.json only, as in older checkpoints", () =>
  withDictionary(async (folder) => {
    const [first] = fixture.cases;
    await configure(folder, { ...first!.config, tokenizer_class: undefined });
    const model = { tokenizer_class: "BertJapaneseTokenizer" };
    await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(model));
    const tokenizer = await loadTokenizer(folder);
    assert.deepEqual(fixture.texts.map((text) => tokenizer.encode(text)), first!.ids);
    assert.equal(tokenizer.decode(first!.ids[1]!, { skipSpecialTokens: true }), "日本 、 東京 。");
    const id = (token: string) => fixture.vocabulary.indexOf(token);
    assert.equal(tokenizer.wordOf(id("##京")), "京");
    assert.ok(tokenizer.continuesWord(id("##京")) && !tokenizer.continuesWord(id("東")));
  }));

Deno.test("what finds words otherwise is refused, never replaced by something else", () =>
  withDictionary(async (folder) => {
    const mecab = { word_tokenizer_type: "mecab" };
    const refused: [Record<string, unknown>, RegExp][] = [
      [{ word_tokenizer_type: "sudachi" }, /word_tokenizer_type: a BertJ.* "sudachi" is not known/],
      [{ word_tokenizer_type: "jumanpp" }, /word_tokenizer_type: a BertJ.* "jumanpp" is not known/],
      [{ subword_tokenizer_type: "sentencepiece" }, /subword_tokenizer_type: .*"sentencepiece"/],
      [{ ...mecab, mecab_kwargs: { mecab_dic: "naist" } }, /mecab_dic: .*"naist" is not known/],
      [{ ...mecab, mecab_kwargs: { mecab_option: "-N2" } }, /mecab_option: .*"-N2" is not known/],
    ];
    for (const [config, message] of refused) {
      await configure(folder, config);
      await assertRefused(loadTokenizer(folder), message);
    }
  }));

Deno.test("a dictionary that is missing, cut off or none is refused by name", () =>
  withDictionary(async (folder) => {
    await configure(folder, {
      word_tokenizer_type: "mecab",
      mecab_kwargs: { mecab_dic: "unidic" },
    });
    await assertRefused(
      loadTokenizer(folder),
      /tokenizer_config\.json, mecab_dic: a BertJapaneseTokenizer .* dictionary unidic is not here/,
    );
    await configure(folder, { word_tokenizer_type: "mecab" });
    for (const name of ["sys.dic", "unk.dic", "matrix.bin", "char.bin"]) {
      const file = `${folder}/dictionaries/ipadic/${name}`;
      const whole = await Deno.readFile(file);
      for (const length of [0, 3, whole.length >> 1, whole.length - 1]) {
        await Deno.writeFile(file, whole.subarray(0, length));
        await assertRefused(
          loadTokenizer(folder),
          new RegExp(`${name}: MeCab's dictionary cannot`),
        );
      }
      await Deno.writeFile(file, whole);
    }
    await Deno.remove(`${folder}/dictionaries/ipadic/char.bin`);
    await assertRefused(loadTokenizer(folder), /char\.bin: MeCab's .*there is no such file/);
  }));

Deno.test("a dictionary is found by its name in the folder that is named, else as that, else in a cache", () =>
  withDictionary(async (folder) => {
    const names = [DICTIONARIES, "SDTRAINER_CACHE", "SDTRAINER_SHARED"];
    const before = names.map((name) => [name, Deno.env.get(name)] as const);
    const [named, own, shared] = ["named", "own", "shared"].map((name) => `${folder}/${name}`);
    // From the last choice to the first: each that is added is taken before those that are there.
    const choices = [`${shared}/mecab/ipadic`, `${own}/mecab/ipadic`, named]
      .concat([`${named}/ipadic/dicdir`, `${named}/ipadic`]);
    const find = () => findDictionary("ipadic", "config.json");
    try {
      names.forEach((name, i) => Deno.env.set(name, [named, own, shared][i]!));
      await assertRefused(
        find(),
        /^config\.json, mecab_dic: .* dictionary ipadic is not here\. Set it up \(deno task setup, mecab ipadic\), or set/,
      );
      for (const choice of choices) {
        await Deno.mkdir(choice!, { recursive: true });
        await Deno.writeTextFile(`${choice}/sys.dic`, "");
        assert.equal(await find(), choice);
      }
      Deno.env.set(DICTIONARIES, "");
      assert.equal(await find(), choices[1]);
      assert.equal(dictionaryCache("unidic"), `${own}/mecab/unidic`);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
    }
  }));

Deno.test("a dictionary is read whole where the system gives less at a time than was asked for", () =>
  withDictionary(async (folder) => {
    const dictionary = `${folder}/dictionaries/ipadic`;
    const handle = await open(`${dictionary}/sys.dic`), prototype = Object.getPrototypeOf(handle);
    await handle.close();
    const whole = await readDictionary(dictionary);
    const { read } = prototype;
    try {
      prototype.read = function (bytes: Uint8Array, to: number, length: number, from: number) {
        assert.ok(to + length <= bytes.length, "no more than there is room for");
        return read.call(this, bytes, to, Math.min(length, 1000), from);
      };
      assert.deepEqual(await readDictionary(dictionary), whole);
      const words = new Mecab(await readDictionary(dictionary)).words("日本語の文字は東京です。");
      assert.deepEqual(words, ["日本語", "の", "文字", "は", "東京", "です", "。"]);
    } finally {
      prototype.read = read;
    }
  }));

Deno.test("what is never split is kept by MeCab's words as well, and the class of config.json goes last", () =>
  withDictionary(async (folder) => {
    const config = { word_tokenizer_type: "mecab", do_lower_case: true };
    const split = await wordSplitter(
      { ...config, never_split: ["ABC"], mecab_kwargs: { mecab_dic: "ipadic" } },
      "",
    );
    assert.deepEqual(split("ABC DEF"), ["ABC", "def"]);
    assert.deepEqual(split("ＡＢＣ"), ["ABC"], "composed before");
    for (const option of [undefined, null, ""]) {
      const kwargs = { mecab_dic: "ipadic", mecab_option: option };
      assert.deepEqual((await wordSplitter({ ...config, mecab_kwargs: kwargs }, ""))("A"), ["a"]);
    }
    const { config: lowered, ids } = fixture.cases.find(({ name }) =>
      name.includes("MeCab, lower")
    )!;
    await configure(folder, lowered);
    const model = { tokenizer_class: "BertTokenizer" };
    await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(model));
    const tokenizer = await loadTokenizer(folder);
    assert.deepEqual(fixture.texts.map((text) => tokenizer.encode(text)), ids);
  }));

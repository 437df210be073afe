/** Tokenizers whose vocabularies are not BERT's: ids and texts are those of Transformers. */
import assert from "node:assert/strict";
import { assertRefused, withFolder } from "./_files.ts";
import { createTokenizer, loadTokenizer, saveTokenizer } from "../lib/tokens/mod.ts";
import fixture from "./fixtures/tokenizer-models.json" with { type: "json" };

type Files = Readonly<Record<string, unknown>>;

/** Writes a folder's files, JSON where they are not text. */
async function write(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
}

/** What each file of a case holds. */
function filesOf(name: string): Files {
  return fixture.folders.find((folder) => folder.name === name)!.files as Files;
}

for (const { name, files, texts, ids, decoded } of fixture.folders) {
  Deno.test(`a vocabulary of another kind: ${name}`, () =>
    withFolder(async (folder) => {
      await write(folder, files as Files);
      const lines: string[] = [];
      const onMessage = (line: string) => lines.push(line);
      const tokenizer = await loadTokenizer(folder, { onMessage });
      texts.forEach((text, i) => assert.deepEqual(tokenizer.encode(text), ids[i], text));
      ids.forEach((some, i) =>
        assert.equal(tokenizer.decode(some, { skipSpecialTokens: true }), decoded[i])
      );
      // The steps are computed here: the native library is only asked.
      const json = JSON.parse(tokenizer.files()["tokenizer.json"]!);
      const config = JSON.parse(tokenizer.files()["tokenizer_config.json"]!);
      const ours = createTokenizer({ json, config });
      texts.forEach((text, i) => assert.deepEqual(ours.encode(text), ids[i], text));
      // What is saved is the same tokenizer, and says all of it.
      await saveTokenizer(tokenizer, `${folder}/saved`);
      const copy = await loadTokenizer(`${folder}/saved`, { onMessage });
      texts.forEach((text, i) => assert.deepEqual(copy.encode(text), ids[i], text));
      assert.deepEqual(copy.vocabulary, tokenizer.vocabulary);
      assert.deepEqual(copy.files(), tokenizer.files());
      assert.deepEqual(lines, []);
    }));
}

Deno.test("byte-level pieces are the letters that they stand for, and begin words with their space", () =>
  withFolder(async (folder) => {
    await write(folder, filesOf("RoBERTa"));
    const tokenizer = await loadTokenizer(folder);
    const found = tokenizer.encode(" there friends, 日 <mask>\n", { addSpecialTokens: false })
      .map((id) => [
        tokenizer.vocabulary[id],
        tokenizer.wordOf(id) ?? null,
        tokenizer.continuesWord(id),
      ]);
    assert.deepEqual(found, [
      ["Ġthe", "the", false],
      ["re", "re", true],
      ["Ġf", "f", false],
      ["riend", "riend", true],
      ["s", "s", true],
      [",", ",", false],
      ["Ġ", null, false],
      ["æ", null, true],
      ["Ĺ", null, true],
      ["¥", null, true],
      ["Ġ", null, false],
      ["<mask>", null, false],
      ["Ċ", null, false],
    ]);
  }));

Deno.test("SentencePiece's pieces begin words with their mark, and signs are words of their own", () =>
  withFolder(async (folder) => {
    await write(folder, filesOf("ALBERT"));
    const tokenizer = await loadTokenizer(folder);
    const found = tokenizer.encode("There, zebra [MASK]", { addSpecialTokens: false })
      .map((id) => [
        tokenizer.vocabulary[id],
        tokenizer.wordOf(id) ?? null,
        tokenizer.continuesWord(id),
      ]);
    assert.deepEqual(found, [
      ["▁there", "there", false],
      [",", ",", false],
      ["▁", null, false],
      ...["z", "e", "b", "r", "a"].map((letter) => [letter, letter, true]),
      ["[MASK]", null, false],
    ]);
  }));

Deno.test("models that ask for what is not written here are refused with the reason", () => {
  const { model, ...rest } = filesOf("ModernBERT")["tokenizer.json"] as Files;
  const given = (fields: Files) => () =>
    createTokenizer({
      json: { ...rest, model: { ...(model as Files), ...fields } },
      file: "tokenizer.json",
    });
  given({})();
  for (
    const [fields, reason] of [
      [
        { type: "WordLevel" },
        /type: the tokenizer is of type "WordLevel"\. .* WordPiece, BPE, Unigram/,
      ],
      [{ end_of_word_suffix: "</w>" }, /\(its model has end_of_word_suffix\)/],
      [{ byte_fallback: true }, /\(its model has byte_fallback\)/],
      [{ merges: undefined }, /\(its model has no merges\)/],
      [{ merges: ["a b c"] }, /\(its merge number 0 is no pair\)/],
      [{ merges: ["a ?!"] }, /\(the vocabulary lacks \?!, which merges name\)/],
      [{ vocab: 3 }, /it holds no vocabulary/],
    ] as const
  ) assert.throws(given(fields), { name: "InputError", message: reason });
});

Deno.test("the special tokens of a class are looked for, and those that are missing are named", () =>
  withFolder(async (folder) => {
    const files = filesOf("RoBERTa's older files");
    const vocab = { ...files["vocab.json"] as Record<string, number> };
    delete vocab["<s>"];
    await write(folder, { ...files, "vocab.json": vocab });
    await assertRefused(loadTokenizer(folder), /vocab\.json: the vocabulary lacks <s>\. Give/);
    await write(folder, { ...files, "vocab.json": [] });
    await assertRefused(loadTokenizer(folder), /vocab\.json: it is not a JSON object/);
    await Deno.remove(`${folder}/merges.txt`);
    await assertRefused(loadTokenizer(folder), /neither tokenizer\.json nor vocab\.txt/);
  }));

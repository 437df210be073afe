/** Folders as people have them: the ids are those of Transformers. */
import assert from "node:assert/strict";
import { assertRefused, withFolder } from "./_files.ts";
import { loadTokenizer, saveTokenizer } from "../lib/tokens/mod.ts";
import fixture from "./fixtures/tokenizer-folders.json" with { type: "json" };

type Files = Record<string, unknown>;

/** Writes a folder's files, JSON where they are not text. */
async function write(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
}

const silently = { onMessage: () => {} };

for (const { name, files, texts, ids } of fixture.folders) {
  Deno.test(`a folder as people have it: ${name}`, () =>
    withFolder(async (folder) => {
      await write(folder, files);
      const tokenizer = await loadTokenizer(folder, silently);
      texts.forEach((text, i) => assert.deepEqual(tokenizer.encode(text), ids[i], text));
      // What is saved is the same tokenizer, and says all of it.
      await saveTokenizer(tokenizer, `${folder}/saved`);
      const lines: string[] = [];
      const onMessage = (line: string) => lines.push(line);
      const copy = await loadTokenizer(`${folder}/saved`, { onMessage });
      texts.forEach((text, i) => assert.deepEqual(copy.encode(text), ids[i], text));
      assert.deepEqual(copy.vocabulary, tokenizer.vocabulary);
      assert.deepEqual(lines.filter((line) => line.includes("no file says")), []);
    }));
}

const BERT_WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "The", "cat"];
const VOCABULARY = BERT_WORDS.join("\n") + "\n";
const SMALL = [...BERT_WORDS.slice(0, 5), ...Array.from("abcdefghijklmnopqrstuvwxyz")].join("\n");

/** What is told while a folder of some files is loaded, with its path left out. */
async function told(
  files: Files,
  options: { cased?: boolean } = {},
): Promise<{ lines: string[]; ids: number[] }> {
  const lines: string[] = [];
  let ids: number[] = [];
  await withFolder(async (folder) => {
    await write(folder, files);
    const onMessage = (line: string) => lines.push(line.replace(folder, "…"));
    ids = (await loadTokenizer(folder, { ...options, onMessage })).encode("The");
  });
  return { lines, ids };
}

Deno.test("what was assumed of a text's case is told, and what contradicts it", async () => {
  const config = (do_lower_case: boolean) => ({
    "vocab.txt": VOCABULARY,
    "tokenizer_config.json": { do_lower_case },
  });
  const capitals = `but 1 of the vocabulary's 8 entries have capitals, such as "The", ` +
    "and are never used.";
  assert.deepEqual(await told({ "vocab.txt": VOCABULARY }), {
    lines: [
      `…: text is lower-cased, as Transformers does where no file says otherwise, ${capitals}`,
    ],
    ids: [2, 5, 3],
  });
  assert.deepEqual(await told(config(true)), {
    lines: [`…: text is lower-cased, as the tokenizer's files say, ${capitals}`],
    ids: [2, 5, 3],
  });
  assert.deepEqual(await told(config(false)), { lines: [], ids: [2, 6, 3] });
  assert.deepEqual(await told({ "vocab.txt": SMALL, "tokenizer_config.json": {} }), {
    lines: ["…: text is lower-cased, as Transformers does where no file says otherwise."],
    ids: [2, 1, 3],
  });
  const { lines } = await told({
    "vocab.txt": SMALL,
    "tokenizer_config.json": { do_lower_case: false },
  });
  assert.match(lines[0]!, /kept cased, as the tokenizer's files say, but no entry .* a capital:/);
});

Deno.test("whoever loads a tokenizer may say whether text is cased", async () => {
  const files = { "vocab.txt": VOCABULARY, "tokenizer_config.json": { do_lower_case: true } };
  assert.deepEqual(await told(files, { cased: true }), { lines: [], ids: [2, 6, 3] });
  assert.deepEqual(await told({ "vocab.txt": VOCABULARY }, { cased: true }), {
    lines: [],
    ids: [2, 6, 3],
  });
  assert.deepEqual(await told({ "vocab.txt": VOCABULARY }, { cased: false }), {
    lines: [],
    ids: [2, 5, 3],
  });
  await withFolder(async (folder) => {
    await write(folder, files);
    // What was said is saved with the tokenizer.
    await saveTokenizer(await loadTokenizer(folder, { cased: true }), `${folder}/saved`);
    assert.deepEqual((await loadTokenizer(`${folder}/saved`)).encode("The"), [2, 6, 3]);
    // Steps that are not BERT's have their own say.
    const json = JSON.parse(await Deno.readTextFile(`${folder}/saved/tokenizer.json`));
    json.normalizer = { type: "NFC" };
    await write(folder, { "tokenizer.json": json });
    const asked = loadTokenizer(folder, { cased: true });
    await assertRefused(asked, /tokenizer\.json, normalizer: its own steps decide about capitals/);
  });
});

Deno.test("a class that is not known is refused by its name, never replaced by another", () =>
  withFolder(async (folder) => {
    await write(folder, { "vocab.txt": VOCABULARY });
    for (const tokenizer_class of ["RoFormerTokenizer", "MyTokenizer", "RobertaTokenizerFast"]) {
      const message = new RegExp(`tokenizer_class: the tokenizer is a "${tokenizer_class}", which`);
      await write(folder, { "tokenizer_config.json": { tokenizer_class } });
      await assertRefused(loadTokenizer(folder, silently), message);
      await write(folder, { "tokenizer_config.json": {}, "config.json": { tokenizer_class } });
      await assertRefused(loadTokenizer(folder, silently), message);
      await write(folder, { "config.json": {} });
    }
    // Computed in Python whatever a tokenizer.json says.
    const { files } = fixture.folders.find(({ name }) => name === "a class that nobody knows")!;
    await write(folder, files);
    await write(folder, { "tokenizer_config.json": { tokenizer_class: "BertweetTokenizer" } });
    await assertRefused(loadTokenizer(folder, silently), /is a "BertweetTokenizer", which/);
  }));

Deno.test("a tokenizer.json is taken as it stands, and that is told where its class is another", async () => {
  const filesOf = (name: string) => fixture.folders.find((folder) => folder.name === name)!.files;
  const unknown = await told(filesOf("a class that nobody knows"));
  assert.deepEqual(unknown.lines, [
    '…: "MyTokenizer" is not known here: its tokenizer.json is taken as it stands.',
  ]);
  const tutorial = filesOf("the tutorial's steps");
  assert.deepEqual((await told(tutorial)).lines, []);
  const config = { tokenizer_class: "BertTokenizerFast" };
  assert.deepEqual((await told({ ...tutorial, "tokenizer_config.json": config })).lines, [
    "…: the steps in tokenizer.json are not those of a BertTokenizerFast: they are taken as they " +
    "stand.",
  ]);
});

Deno.test("damaged files of added tokens are refused by name", () =>
  withFolder(async (folder) => {
    await write(folder, { "vocab.txt": VOCABULARY });
    for (const [content, problem] of [[[], "not a JSON object"], [{ dog: "8" }, 'id of "dog"']]) {
      await write(folder, { "added_tokens.json": content });
      await assertRefused(
        loadTokenizer(folder, silently),
        new RegExp(`added_tokens\\.json: .*${problem}`),
      );
    }
    for (const added_tokens_decoder of [[], { x: "dog" }, { 8: 1 }, { 1e9: "dog" }]) {
      await write(folder, { "tokenizer_config.json": { added_tokens_decoder } });
      await assertRefused(
        loadTokenizer(folder, silently),
        /tokenizer_config\.json, added_tokens_decoder: the added tokens are not objects/,
      );
    }
  }));

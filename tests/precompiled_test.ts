/** Tokenizers with a table of SentencePiece's (`Precompiled`), as albert-base-v2 has one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { loadChunks } from "../lib/data/mod.ts";
import { loadTokenizer, saveTokenizer } from "../lib/tokens/mod.ts";
import { inFolder, task } from "./_own_text.ts";
import fixture from "./fixtures/precompiled.json" with { type: "json" };

const { folders } = fixture;

/** Writes the files of a tokenizer's folder and gives its path. */
async function write(folder: string, files: object): Promise<string> {
  const place = join(folder, "words");
  await Deno.mkdir(place);
  for (const [name, content] of Object.entries(files)) {
    await Deno.writeTextFile(join(place, name), JSON.stringify(content));
  }
  return place;
}

const silently = { onMessage: () => {} };

for (const { name, files, texts, ids, decoded } of folders) {
  inFolder(`a table of SentencePiece's replaces as in Transformers' ${name}`, async (folder) => {
    const tokenizer = await loadTokenizer(await write(folder, files), silently);
    await saveTokenizer(tokenizer, join(folder, "saved"));
    const copy = await loadTokenizer(join(folder, "saved"), silently);
    texts.forEach((text, i) => {
      assert.deepEqual(tokenizer.encode(text), ids[i], text);
      assert.deepEqual(copy.encode(text), ids[i], text);
      assert.equal(tokenizer.decode(ids[i]!, { skipSpecialTokens: true }), decoded[i]);
    });
    assert.deepEqual(copy.files(), tokenizer.files());
  });
}

inFolder("a model with such a table is trained on a text, and fills its masks", async (folder) => {
  const { files, texts, ids } = folders[0]!;
  const tokenizer = await loadTokenizer(await write(folder, files), silently);
  // Readers change other white space.
  const passages = texts.map((text, i) => ({ text, ids: ids[i]! }))
    .filter(({ text }) => /^\S+( \S+)*$/.test(text));
  assert.ok(passages.length > 3);
  const file = join(folder, "text.txt"), length = 18;
  await Deno.writeTextFile(file, passages.map(({ text }) => text).join("\n\n"));
  const chunks = await loadChunks(file, tokenizer, { construction: "passages", length });
  const all = passages.flatMap(({ ids }) => ids);
  assert.deepEqual(chunks.flatMap((chunk) => [...chunk]), all.slice(0, chunks.length * length));
  assert.equal(chunks.length, Math.floor(all.length / length));

  await Deno.writeTextFile(file, texts.join("\n\n").concat("\n\n").repeat(9));
  const sizes = ["--model-type=albert", "--tokenizer=words", "--layers=1", "--hidden-size=8"];
  const text = ["--data=text.txt", "--batch-size=4", `--chunk-length=${length}`, "--heads=2"];
  const rest = ["--max-steps=2", "--backend=cpu", "--beta=table", "--out=mine"];
  const made = await task(folder, "train", ...sizes, ...text, ...rest);
  assert.equal(made.code, 0, made.err);
  const saved = await Deno.readTextFile(join(folder, "mine", "tokenizer.json"));
  assert.deepEqual(JSON.parse(saved).normalizer, files["tokenizer.json"].normalizer);
  const masks = ["--model=mine", "--text=the—[MASK] of “[MASK]”☃", "--backend=cpu", "--json"];
  const filled = await task(folder, "fill-mask", ...masks);
  assert.equal(filled.code, 0, filled.err);
  const [first, second] = JSON.parse(filled.out) as { sequence: string }[][];
  assert.match(first![0]!.sequence, /^\[CLS\] the-.* of "\[MASK\] "snowman\[SEP\]$/);
  assert.match(second![0]!.sequence, /^\[CLS\] the-\[MASK\] of ".* ?"snowman\[SEP\]$/);
});

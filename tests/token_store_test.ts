/** Chunks from a store of tokens are those from memory, of data that stay as they are. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { defineReader, READERS } from "../lib/data/mod.ts";
import { experimentChunks } from "../lib/experiment/chunks.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { loadTokenizer } from "../lib/tokens/mod.ts";
import { train } from "../lib/training/mod.ts";
import { openModel, options } from "../lib/training/_tiny_training.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { BASE, drawing, IN_MEMORY, numbers, storesIn, TEXT } from "./_token_store.ts";

drawing(
  "chunks from a store are those from memory, with what they are from and what is said",
  async ({ draw, said, data, folder }) => {
    const evalData = data.replace("text.txt", "other.txt");
    await Deno.writeTextFile(evalData, TEXT.split("\n\n").slice(50).join("\n\n") + "\n\nNew text.");
    const choices: Partial<ExperimentSettings>[] = [
      {},
      { evalSplit: "train" },
      { evalSplit: "train", dataConstruction: "windows" },
      { dataConstruction: "windows", trainChunks: 30 },
      { evalFraction: 0.2, dataSeed: 7, chunkLength: 8 },
      { evalData, evalChunks: 9 },
      { lineByLine: true, chunkLength: 12, trainChunks: 60 },
      { lineByLine: true, dataConstruction: "windows", evalSplit: "train" },
      { passageLimit: 30, chunkLength: 3 },
    ];
    for (const choice of choices) {
      const heard = async (how: { inMemory?: number }) => {
        said.length = 0;
        const { isInMemory, ...chunks } = await draw(choice, how);
        assert.equal(isInMemory, how === IN_MEMORY);
        return { ...chunks, said: said.map((line) => line.replaceAll(folder, "")) };
      };
      const fromMemory = await heard(IN_MEMORY);
      const made = await heard({}), again = await heard({});
      assert.deepEqual(made, fromMemory, JSON.stringify(choice));
      assert.deepEqual(again, fromMemory, JSON.stringify(choice));
      assert.ok(fromMemory.passages.length > 0 && fromMemory.sources.length > 0);
    }
  },
);

drawing("only what is many is kept on disk", async ({ draw, folder }) => {
  // 44 chunks of 16 tokens, four bytes each; those to train on alone are 40.
  const bytes = 40 * 16 * 4;
  assert.equal((await draw({}, { inMemory: bytes })).isInMemory, true);
  await assert.rejects(readdir(folder));
  assert.equal((await draw({}, { inMemory: bytes - 1 })).isInMemory, false);
  assert.equal((await storesIn(folder)).length, 1, "the evaluation's are few");
});

drawing(
  "of a long text few chunks, too, are read from a store where there is one",
  async ({ draw }) => {
    const few = { trainChunks: 8, evalChunks: 2 };
    const bytes = (few.trainChunks + few.evalChunks) * BASE.chunkLength * 4;
    const all = { ...few, evalSplit: "train" } as const;
    const fromMemory = await draw(all, { inMemory: bytes });
    assert.equal(fromMemory.isInMemory, true);
    await draw({ evalSplit: "train" });
    assert.deepEqual(await draw(all, { inMemory: bytes }), { ...fromMemory, isInMemory: false });
    assert.equal((await draw(all, { inMemory: TEXT.length })).isInMemory, true, "a short one");
  },
);

drawing("of readers that are not built in nothing is kept", async ({ draw, folder }) => {
  const mine = defineReader({
    name: "mine",
    description: "lines",
    accepts: ({ path }) => path.endsWith(".txt"),
    read: (path) =>
      Deno.readTextFileSync(path).split("\n\n").map((text, i) => ({
        ...{ source: `${i}`, text, blanks: [] },
      })),
  });
  const made = await draw({ reader: "mine" }, { readers: READERS.with([mine]) });
  assert.equal(made.isInMemory, true);
  await assert.rejects(readdir(folder));
});

drawing(
  "what refuses a text in memory refuses it from a store, before and after it is there",
  async ({ draw, folder }) => {
    const message = (more: Partial<ExperimentSettings>, inMemory: number) =>
      draw(more, { inMemory }).then(() => assert.fail("drawn"), (error: Error) => error.message);
    for (const more of [{ trainChunks: 10_000 }, { chunkLength: 5000, trainChunks: 1 }]) {
      const expected = await message({ ...more, evalSplit: "train" }, Infinity);
      for (const _ of [1, 2]) {
        assert.equal(
          await message({ ...more, evalSplit: "train" }, 0),
          expected,
        );
      }
    }
    assert.deepEqual((await readdir(folder)).filter((name) => /lock|unfinished/.test(name)), []);
  },
);

drawing("ids of large vocabularies take four bytes, others two", async ({ draw, data, folder }) => {
  const ids = Array.from({ length: 400 }, (_, i) => 65_336 + i);
  for (const [vocabSize, width] of [[70_000, 4], [65_537, 4], [65_536, 2]] as const) {
    const some = ids.map((id) => Math.min(id, vocabSize - 1));
    await Deno.writeTextFile(data, some.map((id) => `Number ${id}.`).join("\n\n"));
    const how = { tokenizer: numbers(vocabSize) };
    const settings = {
      evalSplit: "train",
      chunkLength: 4,
      trainChunks: 99,
      evalChunks: 1,
    } as const;
    const made = await draw(settings, how);
    assert.deepEqual(made, {
      ...await draw(settings, { ...how, ...IN_MEMORY }),
      isInMemory: false,
    });
    assert.equal(Math.max(...[...made.train, ...made.evaluation].flat()), Math.max(...some));
    const [name] = await storesIn(folder) as [string];
    assert.equal((await Deno.stat(join(folder, name, "ids"))).size, 400 * width);
    await Deno.remove(folder, { recursive: true });
  }
  // A tokenizer with ids that its vocabulary has not is a mistake, which must not become other words.
  await Deno.writeTextFile(data, "Number 65536.\n\n".repeat(400));
  const tooLarge = draw({ evalSplit: "train", chunkLength: 4 }, { tokenizer: numbers(60_000) });
  await assert.rejects(tooLarge, {
    name: "RangeError",
    message: /from 0 to 65535 here: got 65536/,
  });
});

Deno.test("a run on chunks from a store ends with the bits of one on chunks from memory", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, TEXT);
    const tiny = await loadTokenizer("tests/fixtures/tiny-bert");
    const more = { ...BASE, data, evalSplit: "train", trainChunks: 9, evalChunks: 3 } as const;
    for (const lineByLine of [false, true]) {
      const settings = resolveSettings({ overrides: { ...more, lineByLine } });
      const run = async (inMemory: number) => {
        const storing = { folder: join(folder, "tokens"), inMemory };
        using chunks = await experimentChunks(
          ...[settings, tiny, undefined, () => {}, undefined, storing] as const,
        );
        assert.equal(Array.isArray(chunks.train), inMemory > 0);
        const model = await openModel(lineByLine ? { padded: true } : {});
        const records = await Array.fromAsync(train(model, {
          ...options(),
          ...{ trainChunks: chunks.train, evalChunks: chunks.evaluation, tokenizer: tiny },
          chunkSources: chunks.trainSources,
          ...(lineByLine ? { padTokenId: tiny.padTokenId } : {}),
        }));
        const weights = await model.tensors();
        model.dispose();
        const sha256 = hashOf([...weights].flatMap(([name, { data }]) => [name, data]));
        return { sha256, records: records.map((record) => ({ ...record, seconds: 0 })) };
      };
      const fromMemory = await run(Infinity);
      assert.ok(fromMemory.records.length > 3);
      assert.deepEqual(await run(0), fromMemory);
    }
  }));

drawing("texts are counted as passages, whatever sources they name", async ({ draw, data }) => {
  const rows = TEXT.split("\n\n").map((text, i) => JSON.stringify({ text, source: `${i % 3}` }));
  const json = data.replace(/txt$/, "jsonl");
  await Deno.writeTextFile(json, rows.join("\n"));
  const settings = { data: json, evalSplit: "train" } as const;
  const made = await draw(settings), fromMemory = await draw(settings, IN_MEMORY);
  assert.deepEqual({ ...made, isInMemory: true }, fromMemory);
  assert.ok(made.texts[0]! > 3 && made.texts[1]! > 3, `${made.texts}`);
});

drawing("data that go while their tokens are made are no fault of the store", async ({
  draw,
  data,
}) => {
  const going = numbers(1000, () => Deno.removeSync(data));
  await Deno.writeTextFile(data, "1 2 3 4 5 6 7");
  const settings = { evalSplit: "train", chunkLength: 3, trainChunks: 1, evalChunks: 1 } as const;
  await assertRefused(
    draw(settings, { tokenizer: going }),
    /text\.txt: there is no such file\. Give data that may be read, and let nothing change them\.$/,
  );
});

drawing(
  "data that change while their tokens are made are refused, and nothing is kept",
  async ({ draw, data, folder }) => {
    let isFirst = true;
    const changing = numbers(1000, () => {
      if (isFirst) Deno.writeTextFileSync(data, TEXT + "\n\nMore.");
      isFirst = false;
    });
    const settings = { evalSplit: "train", chunkLength: 3, trainChunks: 9, evalChunks: 1 } as const;
    await assertRefused(
      draw(settings, { tokenizer: changing }),
      /text\.txt: it has changed while it was read\. Let nothing change it while it is read\.$/,
    );
    assert.deepEqual(await readdir(folder), []);
  },
);

drawing("data that change while they are read, and change back, are refused", async (given) => {
  const { draw, data, folder } = given;
  for (const part of [8, 10_000]) {
    let seen = 0;
    const changing = numbers(1000, () => {
      // Of the same size: what is read between the two is other text.
      if (seen === 0) Deno.writeTextFileSync(data, TEXT.replaceAll("number", "numb3r"));
      if (++seen === 60) Deno.writeTextFileSync(data, TEXT);
    });
    const settings = { evalSplit: "train", chunkLength: 3, trainChunks: 9, evalChunks: 1 } as const;
    await assertRefused(
      draw(settings, { tokenizer: changing, part }),
      /text\.txt.*: it (was not the same when it was read again|has changed while it was read)\./,
    );
    // What was marked is of the text that is there: a store that is gone on with is as if made at once.
    const again = await draw(settings, { tokenizer: numbers(1000), part });
    assert.deepEqual(
      again.train,
      (await draw(settings, { tokenizer: numbers(1000), ...IN_MEMORY })).train,
    );
    await Deno.remove(folder, { recursive: true });
  }
});

drawing(
  "data that change once their store is open are refused where they are asked",
  async (given) => {
    const { open, data } = given;
    for (const text of [`${TEXT}\n\nMore.`, TEXT.replace("number 5 ", "number 6 ")]) {
      await Deno.writeTextFile(data, TEXT);
      using chunks = await open({ evalSplit: "train" });
      await Deno.writeTextFile(data, text);
      const changed = /text\.txt: it has changed while it was read\./;
      await assertRefused(chunks.evaluationPassages(), changed);
      await assertRefused(Promise.resolve(chunks.trainSources([0])), changed);
    }
  },
);

drawing("files of a folder that change their names are other data", async ({ draw, folder }) => {
  const data = join(folder, "..", "texts");
  await Deno.mkdir(data);
  await Deno.writeTextFile(join(data, "a.txt"), TEXT);
  await Deno.writeTextFile(join(data, "b.txt"), `${TEXT}\n\nThe end is near.`);
  const before = await draw({ data });
  await Deno.rename(join(data, "a.txt"), join(data, "train.txt"));
  await Deno.rename(join(data, "b.txt"), join(data, "valid.txt"));
  const after = await draw({ data });
  assert.notDeepEqual(after.evaluation, before.evaluation);
  assert.deepEqual({ ...after, isInMemory: true }, await draw({ data }, IN_MEMORY));
});

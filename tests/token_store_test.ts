/** Chunks from a store of tokens are those from memory, whatever becomes of the store. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Chunks, defineReader, READERS } from "../lib/data/mod.ts";
import { countChunks, experimentChunks } from "../lib/experiment/chunks.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { disk } from "../lib/io/mod.ts";
import { loadTokenizer, type Tokenizer } from "../lib/tokens/mod.ts";
import { train } from "../lib/training/mod.ts";
import { openModel, options } from "../lib/training/_tiny_training.ts";
import { assertRefused, withFolder } from "./_files.ts";

const tokenizer = await loadTokenizer("data/embedded-model");

/** Passages of which some have no windows, some are the same, and one is empty. */
const TEXT = Array.from({ length: 120 }, (_, i) => {
  if (i % 10 === 3) return `THE HARBOUR ${i}.`;
  if (i % 10 === 7) return "The ship came home. The men were glad to see it.";
  return `The children number ${i} went home early. Their parents ${"were ".repeat(i % 7)}waiting.`;
}).join("\n\n");

const BASE = {
  dataConstruction: "passages",
  chunkLength: 16,
  trainChunks: 40,
  evalChunks: 4,
  evalSplit: "valid",
  passageLimit: null,
} as const;

interface Drawing {
  data: string;
  /** Where stores are. */
  folder: string;
  /** Draws, from a store or from memory; what was said is appended. */
  draw(
    more?: Partial<ExperimentSettings>,
    how?: { inMemory?: number; tokenizer?: Tokenizer; readers?: typeof READERS; folder?: string },
  ): Promise<Drawn>;
  said: string[];
  /** What was told of stores. */
  told: string[];
}

type Drawn = Awaited<ReturnType<typeof drawn>>;

/** All that chunks are, in memory. */
async function drawn(chunks: Awaited<ReturnType<typeof experimentChunks>>) {
  const { train, evaluation, trainSources, evaluationPassages, texts, evaluationTexts } = chunks;
  const all = (some: Chunks) => Array.from(some, (ids) => [...ids]);
  const one = Array.from({ length: train.length }, (_, i) => [...train.at(i)!]);
  assert.deepEqual(one, all(train), "one by one or in their order");
  return {
    train: one,
    evaluation: all(evaluation),
    texts: [texts, evaluationTexts],
    sources: [...new Set(await trainSources([5, 1, 7]))],
    passages: await evaluationPassages(),
    sha256: hashOf([...train, "evaluation", ...evaluation]),
    isInMemory: Array.isArray(train),
  };
}

/** A test with a text and a folder for stores. */
function drawing(name: string, test: (given: Drawing) => Promise<void>): void {
  Deno.test(name, () =>
    withFolder(async (all) => {
      const data = join(all, "text.txt"), folder = join(all, "tokens");
      await Deno.writeTextFile(data, TEXT);
      const said: string[] = [], told: string[] = [];
      await test({
        ...{ data, folder, said, told },
        async draw(more = {}, { inMemory = 0, tokenizer: own = tokenizer, readers, ...at } = {}) {
          const settings = resolveSettings({ overrides: { ...BASE, data, ...more } });
          const storing = { folder, ...at, inMemory, tell: (line: string) => void told.push(line) };
          using chunks = await experimentChunks(
            ...[
              settings,
              own,
              readers,
              (line: string) => void said.push(line),
              undefined,
              storing,
            ] as const,
          );
          return await drawn(chunks);
        },
      });
    }));
}

const IN_MEMORY = { inMemory: Infinity };

const storesIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));

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

drawing(
  "tokens are made once for a text, a tokenizer and how it is read, and for no more",
  async ({ draw, data, folder }) => {
    let encoded = 0;
    const counting: Tokenizer = Object.assign(Object.create(tokenizer), {
      encodeInParts(text: string) {
        encoded++;
        return tokenizer.encodeInParts(text);
      },
      files: () => tokenizer.files(),
    });
    const isMade = async (more: Partial<ExperimentSettings> = {}) => {
      encoded = 0;
      await draw(more, { tokenizer: counting });
      return encoded > 0;
    };
    const all = { evalSplit: "train" } as const;
    assert.equal(await isMade(all), true);
    // Where tokens are cut and which are drawn is decided later.
    for (const more of [{}, { chunkLength: 8 }, { trainChunks: 3 }]) {
      assert.equal(await isMade({ ...all, ...more }), false, JSON.stringify(more));
    }
    for (const more of [{ passageLimit: 100 }, { dataConstruction: "windows" as const }]) {
      assert.equal(await isMade({ ...all, ...more }), true, JSON.stringify(more));
    }
    await Deno.writeTextFile(data, TEXT.replace("number 5 ", "number 6 "));
    assert.equal(await isMade(all), true, "other text of the same length");
    assert.equal((await storesIn(folder)).length, 4);
    const files = () => ({ ...tokenizer.files(), more: "" });
    const other: Tokenizer = Object.assign(Object.create(counting), { files });
    await draw(all, { tokenizer: other });
    assert.equal((await storesIn(folder)).length, 5);
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

drawing("a damaged store is told of once and made again", async ({ draw, folder, told, data }) => {
  const all = { evalSplit: "train" } as const;
  const sound = await draw(all);
  const [name] = await storesIn(folder) as [string];
  const at = (file: string) => join(folder, name, file);
  const flip = (file: string, place: number) => async () => {
    const bytes = await Deno.readFile(at(file));
    bytes[place]! ^= 1;
    await Deno.writeFile(at(file), bytes);
  };
  const damages: [file: string, problem: RegExp, () => Promise<void>][] = [
    ["ids", /SHA-256 differs/, flip("ids", 200)],
    ["passages", /SHA-256 differs/, flip("passages", 4)],
    ["store.json", /SHA-256 differs/, flip("store.json", 20)],
    ["ids", /has 100 bytes, but/, () => Deno.truncate(at("ids"), 100)],
    ["ids", /missing/, () => Deno.remove(at("ids"))],
    ["manifest.json", /there is no such file/, () => Deno.remove(at("manifest.json"))],
    ["manifest.json", /not valid JSON/, () => Deno.writeTextFile(at("manifest.json"), "{")],
  ];
  for (const [file, problem, damage] of damages) {
    await damage();
    assert.deepEqual(await draw(all), sound);
    assert.deepEqual(await draw(all), sound);
    assert.equal(told.length, 1, "once");
    const [line] = told.splice(0) as [string];
    assert.ok(line.startsWith(`${at(file)}: `), line);
    assert.match(line, problem);
    assert.ok(line.endsWith(`. So the tokens of ${data} are made again.`), line);
  }
});

drawing(
  "where nothing can be kept, chunks are held in memory, which is said",
  async ({ draw, data, said }) => {
    const made = await draw({ evalSplit: "train" }, { folder: join(data, "tokens") });
    assert.equal(made.isInMemory, true);
    const about = said.filter((line) => /held in memory/.test(line));
    assert.equal(about.length, 1);
    assert.match(
      about[0]!,
      /text\.txt: its tokens are held in memory, as they cannot be kept\. .*/,
    );
  },
);

drawing(
  "a disk that fills up while tokens are written is one sentence, and nothing is left",
  async ({
    draw,
    folder,
  }) => {
    const whole = { ...disk };
    disk.flush = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
    try {
      await assertRefused(
        draw({ evalSplit: "train" }),
        /tokens.[0-9a-f]{64}: it cannot be written \(ENOSPC\)\. Make space on the disk, and the same/,
      );
    } finally {
      Object.assign(disk, whole);
    }
    assert.deepEqual(await readdir(folder), []);
    assert.equal((await draw({ evalSplit: "train" })).isInMemory, false);
  },
);

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

/** A tokenizer whose ids are those of a text's numbers. */
function numbers(vocabSize: number, onText: (text: string) => void = () => {}): Tokenizer {
  const encode = (text: string) => {
    onText(text);
    return [...text.matchAll(/\d+/g)].map(([number]) => Number(number));
  };
  const files = () => ({ "vocab.txt": `${vocabSize}` });
  return { encode, vocabSize, files, specialTokenIds: [] } as unknown as Tokenizer;
}

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

/** A process that draws all chunks of a text. */
function child(data: string, folder: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/_streaming/store.ts", data, folder],
    ...{ stdout: "piped", stderr: "piped" },
  }).spawn();
}

async function printed(process: Deno.ChildProcess): Promise<string> {
  const { success, stdout, stderr } = await process.output();
  assert.ok(success, new TextDecoder().decode(stderr).slice(-2000));
  return new TextDecoder().decode(stdout).trim();
}

/** What drawing in memory gives in the same place. */
async function hashFromMemory(data: string): Promise<string> {
  const settings = resolveSettings({
    overrides: { data, dataConstruction: "passages", evalSplit: "valid", chunkLength: 32 },
  });
  const counts = await countChunks(settings, tokenizer);
  const { train, evaluation } = await experimentChunks({ ...settings, ...counts }, tokenizer);
  assert.ok(Array.isArray(train));
  return hashOf([...train, "evaluation", ...evaluation]);
}

Deno.test("killed while it is made, at any time, a store is whole the next time", () =>
  withFolder(async (all) => {
    const data = join(all, "text.txt"), folder = join(all, "tokens");
    const text = `${TEXT}\n\n`.repeat(1000);
    await Deno.writeTextFile(data, text);
    const expected = await hashFromMemory(data);
    for (const wait of [0, 60, 150]) {
      const process = child(data, folder);
      const output = process.output();
      let names: string[] = [];
      while (!names.some((name) => name.endsWith(".unfinished"))) {
        await delay(5);
        names = await readdir(folder).catch(() => []);
      }
      await delay(wait);
      process.kill("SIGKILL");
      await output;
    }
    assert.equal(await printed(child(data, folder)), expected);
    const left = await readdir(folder);
    assert.deepEqual(left.filter((name) => name.endsWith(".unfinished")), []);
    assert.equal((await storesIn(folder)).length, 2, "of both splits");
    // Of another text, too, what a killed process left goes when the next store is made.
    await Deno.mkdir(join(folder, "of-another.unfinished"));
    await Deno.writeTextFile(data, `${text}The end is near. `);
    await printed(child(data, folder));
    assert.ok(!(await readdir(folder)).includes("of-another.unfinished"));
  }));

Deno.test("two processes at once make a store once", () =>
  withFolder(async (all) => {
    const data = join(all, "text.txt"), folder = join(all, "tokens");
    await Deno.writeTextFile(data, `${TEXT}\n\n`.repeat(60));
    const expected = await hashFromMemory(data);
    const both = await Promise.all([child(data, folder), child(data, folder)].map(printed));
    assert.deepEqual(both, [expected, expected]);
    assert.equal((await storesIn(folder)).length, 2);
  }));

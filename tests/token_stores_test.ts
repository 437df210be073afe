/** Stores of tokens, whatever becomes of them. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Meanwhile, TokenStore, writeTokens } from "../lib/data/mod.ts";
import { countChunks, experimentChunks } from "../lib/experiment/chunks.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { type Kept, Stores } from "../lib/experiment/token_stores.ts";
import { disk } from "../lib/io/mod.ts";
import type { Tokenizer } from "../lib/tokens/mod.ts";
import { withFileLimit } from "./_file_limit.ts";
import { assertRefused, withFolder } from "./_files.ts";
import {
  BASE,
  child,
  drawing,
  IN_MEMORY,
  numbers,
  printed,
  storesIn,
  TEXT,
  tokenizer,
} from "./_token_store.ts";

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

drawing("a damaged store that nobody makes again is told of as that", async (given) => {
  const { draw, folder, told, data } = given;
  const few = { trainChunks: 8, evalChunks: 2, evalSplit: "train" } as const;
  const how = { inMemory: 10 * BASE.chunkLength * 4 };
  const sound = await draw(few, how);
  assert.equal(sound.isInMemory, true);
  await draw({ evalSplit: "train" });
  const [name] = await storesIn(folder) as [string];
  await Deno.truncate(join(folder, name, "ids"), 100);
  assert.deepEqual(await draw(few, how), sound);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /ids: the file has 100 bytes, but \d+ were written\. So the tokens of /);
  assert.ok(told[0]!.endsWith(`So the tokens of ${data} are made of its text, and not kept.`));
});

drawing("a whole store is read where nothing can be locked or written", async (given) => {
  const { draw, folder, said, told } = given;
  const all = { evalSplit: "train" } as const;
  const sound = await draw(all);
  // Not even by who may write anywhere.
  for (const name of await storesIn(folder)) await Deno.mkdir(join(folder, `${name}.lock`));
  said.length = 0;
  assert.deepEqual(await draw(all), sound);
  assert.deepEqual([...said, ...told].filter((line) => /memory|process/.test(line)), []);
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

drawing("a disk that is full amid the tokens is one sentence, too", async ({ data, folder }) => {
  await Deno.writeTextFile(data, `${TEXT}\n\n`.repeat(40));
  const printed = await withFileLimit(
    64,
    `Deno.args.push(${JSON.stringify(data)}, ${JSON.stringify(folder)});
    await import("./tests/_streaming/store.ts").catch(({ name, message }) => console.log(name, message));`,
  );
  assert.match(
    printed,
    /^InputError \S+tokens.[0-9a-f]{64}: it cannot be written \(EFBIG\)\. Raise the limit on /,
  );
  assert.deepEqual(await readdir(folder), []);
});

/** Files in a folder that this process has open. */
function openIn(folder: string): string[] {
  return [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
    try {
      const file = Deno.readLinkSync(`/proc/self/fd/${name}`);
      return file.startsWith(folder) ? [file] : [];
    } catch {
      return [];
    }
  });
}

drawing(
  "a store has each of its files open once, until it is closed",
  async ({ open, draw, folder }) => {
    const settings = { evalSplit: "train", lineByLine: true } as const;
    const { passages, sources, train } = await draw(settings, IN_MEMORY);
    {
      using chunks = await open(settings);
      assert.equal(openIn(folder).length, 3);
      // It may be removed at any time.
      await Deno.remove(folder, { recursive: true });
      assert.deepEqual(await chunks.evaluationPassages(), passages);
      assert.equal(
        await chunks.evaluationPassages(),
        await chunks.evaluationPassages(),
        "read once",
      );
      for (let i = 0; i < 3; i++) {
        assert.deepEqual([...new Set(await chunks.trainSources([5, 1, 7]))], sources);
      }
      assert.deepEqual([...chunks.train.at(3)!], train[3]);
      assert.equal(openIn(folder).length, 3);
    }
    assert.deepEqual(openIn(folder), []);
  },
);

/** A store of a few lines, and what is to be known of it. */
async function written(folder: string): Promise<Kept> {
  const passages = {
    async *[Symbol.asyncIterator]() {
      for (const text of ["1 2 3", "4 5"]) {
        yield [{ passage: () => ({ source: text, text, blanks: [] }) }];
      }
    },
  };
  const options = { lineByLine: true, construction: "passages", file: "text", length: 8 } as const;
  const source = { passages, options, tokenizer: numbers(100), meanwhile: new Meanwhile() };
  return { ...await writeTokens(folder, source, 100, () => {}), notes: [] };
}

Deno.test("a store of which a file is missing leaves none open", () =>
  withFolder(async (folder) => {
    const stored = await written(folder);
    await Deno.remove(join(folder, "ends"));
    assert.throws(() => new TokenStore(folder, stored), /ends: there is no such file\./);
    assert.deepEqual(openIn(folder), []);
  }));

Deno.test("finishing and checking a store tell how far they are, and can be ended", () =>
  withFolder(async (folder) => {
    const done: string[] = [];
    let reason: Error | undefined;
    const meanwhile = Object.assign(Object.create(new Meanwhile()), {
      begin: (message: string, total: number) => done.push(`${message}: ${total}`),
      read: (bytes: number) => done.push(`${bytes}`),
      pause: () => reason === undefined ? Promise.resolve() : Promise.reject(reason),
    });
    Object.defineProperty(meanwhile, "isDue", { value: true });
    using stores = new Stores({ folder }, () => {}, undefined);
    const open = () => stores.open("text", ["key"], written, meanwhile);
    reason = new Error("stopped");
    await assert.rejects(open(), reason);
    assert.deepEqual(await readdir(folder), []);
    reason = undefined;
    const { folder: store } = (await open())!;
    for (const name of ["finishing", "checking"]) {
      const [begun, ...read] = done.splice(-5);
      const sizes = read.map(Number), total = sizes.reduce((sum, size) => sum + size);
      const { size } = await Deno.stat(join(store, "manifest.json"));
      const all = name === "checking" ? total + size : total;
      assert.equal(begun, `Checking the tokens of text: ${all}`, name);
      await open();
    }
    reason = new Error("stopped");
    await assert.rejects(open(), reason);
  }));

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
      let names: string[] = [], hasEnded = false;
      process.status.then(() => hasEnded = true);
      while (!hasEnded && !names.some((name) => name.endsWith(".unfinished"))) {
        await delay(5);
        names = await readdir(folder).catch(() => []);
      }
      await delay(wait);
      // One that has ended by itself left whole stores, as below.
      if (!hasEnded) process.kill("SIGKILL");
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

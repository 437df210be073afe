/** The readers on files, and the embedded data. */
import assert from "node:assert/strict";
import { assertRefused, withFolder } from "./_files.ts";
import {
  type Construction,
  CONSTRUCTIONS,
  defineReader,
  loadChunks,
  makeBlanks,
  type Passage,
  readCloth,
  READERS,
  type ReadOptions,
  readPassages,
  type Split,
  SPLITS,
} from "../lib/data/mod.ts";
import { whole } from "../lib/definition/mod.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import { loadTokenizer } from "../lib/tokens/mod.ts";
import { EMBEDDED, isEmbedded, isHeldOut, isLeftOut } from "../tasks/_splits.ts";

const cloth = (word: string) =>
  JSON.stringify({
    article: `We _ ${word}.`,
    options: [["a", "see", "c", "d"]],
    answers: ["B"],
    source: word,
  });

async function makeClothFolder(folder: string): Promise<void> {
  for (const level of ["middle", "high"]) {
    await Deno.mkdir(`${folder}/train/${level}`, { recursive: true });
    for (const number of [10, 2, 1]) {
      const name = `${level}${number}`;
      await Deno.writeTextFile(`${folder}/train/${level}/${name}.json`, cloth(name));
    }
    await Deno.writeTextFile(`${folder}/train/${level}/.DS_Store`, "");
    await Deno.writeTextFile(`${folder}/train/${level}/._${level}1.json`, "\0\x05\x16\x07");
  }
}

/** What the three formats have in common: the sources differ. */
const content = (passages: Passage[]) => passages.map(({ text, blanks }) => ({ text, blanks }));

Deno.test("readCloth() reads middle before high, in the order of the numbers, up to the limit", () =>
  withFolder(async (folder) => {
    await makeClothFolder(folder);
    const sources = async (limit?: number) =>
      (await readCloth(folder, { split: "train", ...(limit === undefined ? {} : { limit }) }))
        .map(({ source }) => source);
    const all = ["middle1", "middle2", "middle10", "high1", "high2", "high10"];
    assert.deepEqual(await sources(), all);
    assert.deepEqual(await sources(4), all.slice(0, 4));
    assert.equal((await readPassages(folder))[0]!.text, "We see middle1.");
  }));

Deno.test("readPassages() names what is missing or broken", () =>
  withFolder(async (folder) => {
    const write = async (name: string, text: string | Uint8Array) => {
      await Deno.writeFile(
        `${folder}/${name}`,
        typeof text === "string" ? new TextEncoder().encode(text) : text,
      );
      return `${folder}/${name}`;
    };
    await assertRefused(readPassages(`${folder}/no`), /no: there is no such file or folder\. Give/);
    await assertRefused(
      readPassages(folder),
      /: it holds none of the folders train, valid and test/,
    );
    await assertRefused(readPassages(await write("a.csv", "")), /a\.csv: the file is empty\./);
    await assertRefused(
      readPassages(await write("b.csv", "text,x\na\n")),
      /b\.csv, row 2: its fields/,
    );
    await assertRefused(readPassages(await write("a.txt", "\n")), /a\.txt: the file is empty\./);
    const latin1 = Uint8Array.of(0x63, 0x61, 0x66, 0xe9);
    await assertRefused(
      readPassages(await write("l.txt", latin1)),
      /l\.txt: the file is not UTF-8/,
    );
    await makeClothFolder(folder);
    await assertRefused(
      readPassages(folder, { split: "test" }),
      /there are no JSON files in test\/middle or test\/high\. Give/,
    );
    await write("train/high/high2.json", '{"article": ');
    await assertRefused(readPassages(folder), /high2\.json.*: it is not valid JSON\./);
    await write("train/high/high2.json", cloth("x").replace('"B"', '"E"'));
    await assertRefused(readPassages(folder), /high2\.json: answer 1 is "E"\. Answer with/);
    await write("train/high/high2.json", cloth("x").replace('["B"]', '["B","A"]'));
    await assertRefused(
      readPassages(folder),
      /high2\.json: the sets of options \(1\) and the answers/,
    );
  }));

Deno.test("readPassages() reads with the reader that is chosen, by its parameters", () =>
  withFolder(async (folder) => {
    const file = `${folder}/a.csv`;
    await Deno.writeTextFile(file, "body,text\nFirst one.,Second one.\n");
    const texts = async (reader?: string) =>
      (await readPassages(file, reader === undefined ? {} : { reader })).map(({ text }) => text);
    assert.deepEqual(await texts(), ["Second one."]);
    assert.deepEqual(await texts("csv:textColumn=body"), ["First one."]);
    assert.deepEqual(await texts("csv:textColumn=body,text:separator=;"), [
      "First one.,Second one.",
    ]);
    await assertRefused(texts("csv:separator=two"), /"two" cannot be used for separator of csv/);
    assert.deepEqual(await texts("text"), ["body,text", "First one.,Second one."]);
    await assertRefused(
      texts("cvs"),
      /there is no reader "cvs"\. The readers are text, csv, cloth/,
    );
    const words = defineReader({
      name: "words",
      description: "a passage a word, of so many at most",
      parameters: { most: { description: "words", rule: whole(1), default: 1 } },
      splits: true,
      async read(path, { parameters, split, limit }) {
        const found = (await Deno.readTextFile(path)).split(/\W+/).slice(0, parameters.most);
        return found.slice(0, limit).map((text) => ({ source: `${split}`, text, blanks: [] }));
      },
    });
    const read = async (options: ReadOptions) =>
      await readPassages(file, { readers: READERS.with([words]), ...options });
    assert.deepEqual(await read({ reader: "words:most=3", split: "valid", limit: 2 }), [
      { source: "valid", text: "body", blanks: [] },
      { source: "valid", text: "text", blanks: [] },
    ]);
    assert.equal((await read({ reader: { name: "words" } })).length, 1);
    assert.equal((await read({})).length, 1, "it accepts nothing by itself");
    for (const wrong of ["a text", [{ text: "a" }], [null], undefined]) {
      const reader = defineReader({
        name: "wrong",
        description: "no passages",
        read: () => wrong as unknown as Passage[],
      });
      await assertRefused(
        readPassages(file, { reader: "wrong", readers: READERS.with([reader]) }),
        /a\.csv: the reader "wrong": (read\(\) gave|(source of )?passage 1 of what read\(\) gave is) .*\. It must /,
      );
    }
  }));

Deno.test("readPassages() divides what a reader gives that knows no splits", () =>
  withFolder(async (folder) => {
    const file = `${folder}/a.txt`;
    await Deno.writeTextFile(file, "0 1 2 3 4 5 6 7 8 9");
    const told: unknown[] = [];
    const digits = defineReader({
      name: "digits",
      description: "a passage a digit",
      async read(path, { split, limit }) {
        told.push(split, limit);
        const found = (await Deno.readTextFile(path)).split(" ");
        return found.map((text) => ({ source: path, text, blanks: [] }));
      },
    });
    const read = async (options: ReadOptions) => {
      const whole = { reader: "digits", readers: READERS.with([digits]), ...options };
      return (await readPassages(file, whole)).map(({ text }) => text).join("");
    };
    assert.equal(await read({}), "0123456789");
    assert.equal(await read({ split: "train" }), "01234567");
    assert.equal(await read({ split: "valid" }), "8");
    assert.equal(await read({ split: "test" }), "9");
    assert.equal(await read({ split: "train", limit: 3 }), "012");
    assert.equal(await read({ limit: 2 }), "01");
    assert.ok(told.every((value) => value === undefined));
  }));

Deno.test("loadChunks() refuses a text shorter than one chunk", () =>
  withFolder(async (folder) => {
    const file = `${folder}/short.txt`;
    await Deno.writeTextFile(file, "Only a few words.");
    const tokenizer = await loadTokenizer("data/embedded-model");
    await assertRefused(
      loadChunks(file, tokenizer),
      /short\.txt: the text has \d tokens, but a chunk/,
    );
  }));

/** The embedded sets of passages, and how many chunks of each split they give at least. */
const SETS = {
  jargon: {
    windows: { train: 1200, valid: 140, test: 140 },
    passages: { train: 1400, valid: 180, test: 170 },
  },
  addresses: {
    // The original's construction takes 100 and 10 of the training chunks.
    windows: { train: 110, valid: 24, test: 24 },
    passages: { train: 600, valid: 60, test: 60 },
  },
} as const satisfies Record<string, Record<Construction, Record<Split, number>>>;

for (const [name, least] of Object.entries(SETS)) {
  const folder = `data/${name}`;

  Deno.test(`${folder} has the same passages in all three formats`, async () => {
    for (const split of SPLITS) {
      const fromCloth = await readPassages(`${folder}/cloth`, { split });
      const fromCsv = await readPassages(`${folder}/passages.csv`, { split });
      const fromText = await readPassages(`${folder}/passages.txt`, { split });
      assert.deepEqual(fromCsv, fromCloth);
      assert.deepEqual(
        content(fromText.map((passage) => makeBlanks(passage, 0))),
        content(fromCloth),
      );
      for (const { text, blanks } of fromCloth) {
        assert(blanks.length >= 1 && blanks.length <= 4);
        assert(!text.includes("_"));
      }
    }
  });

  Deno.test(`${folder} gives enough chunks of 128 by either construction`, async () => {
    const tokenizer = await loadTokenizer("data/embedded-model");
    for (const construction of CONSTRUCTIONS) {
      for (const split of SPLITS) {
        const { length } = await loadChunks(`${folder}/cloth`, tokenizer, { split, construction });
        assert(length >= least[construction][split], `${construction} ${split}: ${length}`);
      }
    }
  });
}

Deno.test("No document of data/addresses is in the pre-training corpus or in two splits", () => {
  const ids = Object.values(EMBEDDED).flat();
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert(isEmbedded(id) && !isHeldOut(id) && !isLeftOut(id), id);
});

Deno.test("data/addresses comes from the documents named for their split", async () => {
  for (const split of SPLITS) {
    const ids = new Set<string>([...EMBEDDED[`${split}/middle`], ...EMBEDDED[`${split}/high`]]);
    const passages = await readPassages("data/addresses/cloth", { split });
    const found = new Set(passages.map(({ source }) => source.replace(/, part \d+$/, "")));
    assert.deepEqual(found, ids);
  }
});

Deno.test("No entry of data/jargon is in two splits, and a hash of its name says in which", async () => {
  const ofSplit = async (split: Split) =>
    (await readPassages("data/jargon/cloth", { split })).map(({ source }) => hashOf([source]));
  const [train, valid, test] = await Promise.all(SPLITS.map(ofSplit));
  const all = [...train!.sort(), ...valid!.sort(), ...test!.sort()];
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(all, all.toSorted());
});

Deno.test("readPassages() gives no passages where a reader of one's own finds none and no split is asked for", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.none`, "x");
    const none = defineReader({
      name: "none",
      description: "no passage",
      accepts: ({ path }) => path.endsWith(".none"),
      read: () => [],
    });
    const readers = READERS.with([none]);
    assert.deepEqual(await readPassages(`${folder}/a.none`, { readers }), []);
    await assertRefused(
      readPassages(`${folder}/a.none`, { readers, split: "valid" }),
      /a\.none: it has too few passages for the split "valid"\. Give more text/,
    );
  }));

/** Which chunks an experiment trains on and evaluates: drawn by the data's seed, as computed in Python. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { countChunks, experimentChunks } from "../lib/experiment/chunks.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { createTokenizer, loadTokenizer, type Tokenizer } from "../lib/tokens/mod.ts";
import { withFolder } from "./_files.ts";

/** Fifty passages of one chunk each: passage n has four times the token n. */
async function chunksOf(overrides: Partial<ExperimentSettings>) {
  return await withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    const text = Array.from({ length: 50 }, (_, i) => `Number ${i} is here.\n`).join("");
    await Deno.writeTextFile(data, text);
    const encode = (passage: string) => Array(4).fill(Number(/\d+/.exec(passage)![0]));
    const settings = resolveSettings({
      overrides: {
        data,
        chunkLength: 4,
        dataConstruction: "passages",
        trainChunks: 3,
        ...overrides,
      },
    });
    const chunks = await experimentChunks(settings, { encode } as unknown as Tokenizer);
    const numbers = (of: Iterable<Int32Array>) => Array.from(of, ([first]) => first);
    return {
      train: numbers(chunks.train),
      evaluation: numbers(chunks.evaluation),
      trainSources: await Promise.all(Array.from(chunks.train, async (_, i) => {
        const [source] = await chunks.trainSources([i]);
        return source!.slice(folder.length);
      })),
      passages: (await chunks.evaluationPassages()).map(({ text }) => Number(/\d+/.exec(text)![0])),
    };
  });
}

// The orders of `lib/random/random_test.ts`, of 40 and 5 chunks by the streams "chunks train" and
// "chunks valid" of the seed 42, and of 50 by "chunks all". Passages 40 to 44 are the split valid.
Deno.test("chunks are drawn from their splits, and only the passages of those that are evaluated asked about", async () => {
  assert.deepEqual(await chunksOf({ evalSplit: "valid", evalChunks: 2 }), {
    train: [33, 22, 8],
    evaluation: [40, 44],
    trainSources: ["/text.txt, passage 34", "/text.txt, passage 23", "/text.txt, passage 9"],
    passages: [40, 44],
  });
  const seven = await chunksOf({ evalSplit: "valid", evalChunks: 5, dataSeed: 7 });
  assert.deepEqual(seven.evaluation, [44, 42, 43, 41, 40]);
  const all = await chunksOf({ evalSplit: "train", evalChunks: 2 });
  assert.deepEqual([all.train, all.evaluation], [[35, 13, 44], [36, 10]]);
});

Deno.test("a limit on passages counts those of each split", async () => {
  const few = await chunksOf({ evalSplit: "valid", evalChunks: 2, passageLimit: 3 });
  assert.deepEqual([few.train.toSorted(), few.evaluation.length], [[0, 1, 2], 2]);
  assert.ok(few.evaluation.every((number) => number! >= 40 && number! <= 42));
});

Deno.test("an embedded set is read by its name, and a name that there is not is refused", async () => {
  const tokenizer = await loadTokenizer("data/embedded-model");
  const read = async (data: string) =>
    await experimentChunks(resolveSettings({ overrides: { data, evalChunks: 1 } }), tokenizer);
  const titles = async (data: string) => {
    const { train, trainSources } = await read(data);
    const sources = await trainSources(Array.from(train, (_, i) => i));
    return [...new Set(sources.map((source) => source.split("/")[0]))];
  };
  assert.deepEqual(await titles("embedded"), ["jargon"]);
  assert.deepEqual(await titles("embedded-addresses"), ["sotu", "moby-dick"]);
  await assert.rejects(read("embedded-adresses"), {
    message: 'there are no embedded data "embedded-adresses". ' +
      "Name embedded, embedded-addresses, or a file or folder.",
  });
  await assert.rejects(read("embedded,embedded-addresses"), {
    message: '"embedded,embedded-addresses" names embedded data and more. ' +
      "Embedded data stand alone: name one of them, or files and folders.",
  });
});

/** What is said of a text that gives no chunks. */
async function refused(text: string, overrides: Partial<ExperimentSettings>): Promise<string> {
  return await withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, text);
    const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "it", "is", "good", "."];
    const settings = resolveSettings({
      overrides: { data, chunkLength: 16, trainChunks: 1, evalChunks: 1, ...overrides },
    });
    const chunks = experimentChunks(settings, createTokenizer({ vocabulary }));
    const error = await chunks.then(() => assert.fail("taken"), (error: Error) => error);
    return error.message.replaceAll(folder, "");
  });
}

Deno.test("of too little text nothing is advised that does not help", async () => {
  const settings = { evalSplit: "valid", dataConstruction: "passages" } as const;
  assert.equal(
    await refused("It is good.\n", settings),
    "/text.txt: the text has 6 tokens, but a chunk has 16. " +
      "Give more text, or set chunkLength to 3 or less.",
  );
  assert.equal(
    await refused("It is good. ".repeat(6), settings),
    "/text.txt: its training text gives 1 chunk of 16 tokens, but 2 are asked for " +
      "(trainChunks 1, evalChunks 1). Set chunkLength lower, or give more text.",
  );
  // Of one passage there is no second split, but it has tokens enough for both kinds of chunks.
  assert.match(
    await refused("It is good. ".repeat(12), settings),
    /has too few passages for the split "train"\. .*, or set evalSplit to train to take/,
  );
});

Deno.test("a text whose words the vocabulary lacks is refused for that, not for what follows from it", async () => {
  const unknown =
    /^\/text\.txt.*: 100 % of its tokens are \[UNK\].* language of the text with model, or make a vocabulary of it .*\.$/;
  for (const dataConstruction of ["passages", "windows"] as const) {
    for (const text of ["日本語の文です。\n\n", "日本語の文です。\n\n".repeat(40)]) {
      for (const evalSplit of ["train", "valid"] as const) {
        assert.match(await refused(text, { dataConstruction, evalSplit }), unknown);
      }
    }
  }
});

Deno.test("other data to evaluate with give the evaluation's chunks, and all of the data is trained on", async () => {
  await withFolder(async (folder) => {
    const evalData = join(folder, "other.txt");
    await Deno.writeTextFile(evalData, "Number 60 is here.\nNumber 61 is here.\n");
    const made = await chunksOf({ evalData, evalChunks: 2, trainChunks: 50 });
    assert.deepEqual(
      made.train.toSorted((a, b) => a! - b!),
      Array.from({ length: 50 }, (_, i) => i),
    );
    assert.deepEqual(made.evaluation.toSorted(), [60, 61]);
    assert.deepEqual(made.passages.toSorted(), [60, 61]);
  });
});

Deno.test("a file that is trained on is not evaluated with, by whatever path", async () => {
  const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "it", "is", "good", "."];
  const tokenizer = createTokenizer({ vocabulary });
  await withFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    await Deno.mkdir(at("texts"));
    await Deno.mkdir(at("splits"));
    const files = ["a.txt", "b.txt", "texts/c.txt", "splits/train.txt", "splits/test.txt"];
    for (const name of files) await Deno.writeTextFile(at(name), "It is good. ".repeat(9));
    await Deno.symlink(at("b.txt"), at("linked.txt"));
    await Deno.symlink(at("texts"), at("moved"));
    const counted = (data: string[], evalData: string[]) => {
      const paths = (names: string[]) => names.map(at).join(",");
      const settings = { data: paths(data), evalData: paths(evalData), chunkLength: 8 };
      return countChunks(
        resolveSettings({ overrides: { dataConstruction: "passages", ...settings } }),
        tokenizer,
      );
    };
    const shared: [string[], string[], string][] = [
      [["a.txt"], ["a.txt"], "a.txt"],
      [["a.txt", "b.txt"], ["b.txt"], "b.txt"],
      [["a.txt", "b.txt"], ["texts", "linked.txt"], "linked.txt"],
      [["texts"], ["moved"], "moved/c.txt"],
      [["texts"], ["texts/c.txt"], "texts/c.txt"],
      [["a.txt", "texts/c.txt"], ["texts"], "texts/c.txt"],
      [["splits"], ["splits/train.txt"], "splits/train.txt"],
    ];
    for (const [data, evalData, file] of shared) {
      await assert.rejects(counted(data, evalData), {
        message: `${at(file)}: it is trained on, so nothing that is measured on it says what is ` +
          "learnt. Give data and evalData different files, or hold some of the texts out by " +
          "evalFraction or evalSplit.",
      });
    }
    // Of a folder with splits only the one to train on is read.
    for (const [data, evalData] of [["a.txt", "b.txt"], ["splits", "splits/test.txt"]]) {
      const { trainChunks, evalChunks } = await counted([data!], [evalData!]);
      assert.ok(trainChunks > 0 && trainChunks === evalChunks);
    }
  });
  // A set that is read as a whole is all that is in it.
  const embedded = { data: "embedded", evalData: "embedded", evalChunks: 1 };
  await assert.rejects(
    experimentChunks(resolveSettings({ overrides: embedded }), tokenizer),
    /cloth: it is trained on, so nothing/,
  );
});

Deno.test("what is to be known of data is said once, with its path, however often it is read", async () => {
  await withFolder(async (folder) => {
    const data = join(folder, "text.csv");
    await Deno.writeTextFile(data, 'text\n""\n' + "It is good.\n".repeat(20));
    const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "it", "is", "good", "."];
    const overrides = { data, chunkLength: 6, trainChunks: 2, evalChunks: 2 } as const;
    for (const evalSplit of ["train", "valid"] as const) {
      const settings = resolveSettings({
        overrides: { ...overrides, evalSplit, dataConstruction: "passages" },
      });
      const said: string[] = [];
      await experimentChunks(settings, createTokenizer({ vocabulary }), undefined, (message) => {
        if (/ empty/.test(message)) said.push(message.replaceAll(folder, ""));
      });
      assert.deepEqual(said, ["1 of the 21 texts in /text.csv are empty, and left out."]);
    }
  });
});

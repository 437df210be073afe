/** What is told while chunks are read, in which order, and of data that give none. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { defineReader, Meanwhile, READERS } from "../lib/data/mod.ts";
import { countChunks, experimentChunks } from "../lib/experiment/chunks.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { wordSettings } from "../lib/io/mod.ts";
import { createTokenizer } from "../lib/tokens/mod.ts";
import { assertAborted } from "./_aborted.ts";
import { withFolder } from "./_files.ts";

const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "it", "is", "good", "."];
const tokenizer = createTokenizer({ vocabulary });
const BASE = {
  chunkLength: 6,
  trainChunks: 2,
  evalChunks: 2,
  dataConstruction: "passages",
} as const;

/** Passages of four tokens, each another one. */
function passages(count: number): string {
  const words = ["it", "is", "good", "."];
  return Array.from(
    { length: count },
    (_, i) => [1, 4, 16, 64].map((place) => words[Math.floor(i / place) % 4]).join(" ") + "\n",
  ).join("");
}

/** What begins while something is done, with the bytes that it reads. */
async function begun(act: () => Promise<unknown>): Promise<[string, number][]> {
  const { begin } = Meanwhile.prototype, told: [string, number][] = [];
  Meanwhile.prototype.begin = function (message, total) {
    told.push([message, total]);
    return begin.call(this, message, total);
  };
  try {
    await act();
  } finally {
    Meanwhile.prototype.begin = begin;
  }
  return told;
}

Deno.test("data are looked at once, then found, counted and taken, each from its first byte", () =>
  withFolder(async (folder) => {
    const [a, b] = [join(folder, "a.txt"), join(folder, "b.txt")];
    await Deno.writeTextFile(a, passages(40));
    await Deno.writeTextFile(b, passages(256).slice(-300));
    const settings = (more: Partial<ExperimentSettings>) =>
      resolveSettings({ overrides: { data: a, ...BASE, ...more } });
    const steps = (file: string, bytes: number, kind: string) =>
      ["finding its passages", `counting its ${kind} tokens`, `taking ${kind} chunks`]
        .map((what): [string, number] => [`Reading ${file}: ${what}`, bytes]);
    const [inA, inB] = [passages(40).length, 300];
    const look = (file: string): [string, number] => [`Looking at ${file}`, 0];
    const drawn = (more: Partial<ExperimentSettings>) =>
      begun(() => experimentChunks(settings(more), tokenizer));
    assert.deepEqual(await drawn({ evalSplit: "train" }), [look(a), ...steps(a, inA, "training")]);
    assert.deepEqual(await drawn({ evalSplit: "test" }), [
      ...[look(a), ...steps(a, inA, "train"), ...steps(a, inA, "test")],
    ]);
    const fraction = { evalFraction: 0.25 };
    // What is held out of text is known by the text's hash afterwards.
    assert.deepEqual(await drawn(fraction), [
      ...[look(a), ...steps(a, inA, "training"), ...steps(a, inA, "held-out")],
      [`Reading ${a}: hashing it`, inA],
    ]);
    assert.deepEqual(await drawn({ evalData: b }), [
      ...[look(a), look(b), ...steps(a, inA, "training"), ...steps(b, inB, "evaluation")],
    ]);
    // Nothing is taken where chunks are only counted.
    const [sa, sb] = [steps(a, inA, "training"), steps(b, inB, "evaluation")];
    assert.deepEqual(
      await begun(() => countChunks(settings({ evalData: b }), tokenizer)),
      [look(a), look(b), ...sa.slice(0, 2), ...sb.slice(0, 2)],
    );
  }));

Deno.test("chunks are counted of each part, and not where one is drawn from the other", () =>
  withFolder(async (folder) => {
    const data = join(folder, "a.txt");
    // Each passage is six tokens, with the two around them, and so a chunk.
    await Deno.writeTextFile(data, passages(40));
    const count = (more: Partial<ExperimentSettings>) =>
      countChunks(resolveSettings({ overrides: { data, ...BASE, ...more } }), tokenizer);
    const { trainChunks, evalChunks } = await count({ evalFraction: 0.25 });
    assert.ok(evalChunks > 0 && trainChunks > evalChunks);
    await assert.rejects(count({ evalSplit: "train" }), {
      name: "InputError",
      message: "evalSplit: the chunks to evaluate are drawn from those to train on. " +
        "Say how many there are to be of each, or choose another split.",
    });
    await assert.rejects(count({ evalFraction: 0.25, chunkLength: 150 }), {
      name: "InputError",
      message: `${data} (held-out): the text has ${6 * evalChunks} tokens, but a chunk has ` +
        "150. Give more text, hold more of it out (evalFraction), or set chunkLength to 60 or less, or set lineByLine, by which each text is a chunk.",
    });
    // What is trained on is said of as any text is.
    await assert.rejects(
      count({ evalFraction: 0.25, chunkLength: 1000 }),
      /a\.txt \(training\): the text has \d+ tokens, .* Give more text, or set chunkLength to 180 or less, /,
    );
  }));

Deno.test("data without text say so, and which reader found none", () =>
  withFolder(async (folder) => {
    const data = join(folder, "a.mine");
    await Deno.writeTextFile(data, "-");
    const mine = defineReader({
      name: "mine",
      description: "nothing",
      accepts: ({ path }) => path.endsWith(".mine"),
      read: () => [],
    });
    const readers = READERS.with([mine]);
    const refused = (more: Partial<ExperimentSettings>) =>
      experimentChunks(
        resolveSettings({ overrides: { data, ...BASE, evalSplit: "train", ...more } }),
        tokenizer,
        readers,
      ).then(() => assert.fail("taken"), ({ message }: Error) => message);
    assert.equal(await refused({}), `${data}: no text is found in it. Give data with text.`);
    assert.equal(
      await refused({ reader: "mine" }),
      `${data}: no text is found in it by the reader mine. Give data with text, or another reader.`,
    );
  }));

Deno.test("an aborted signal ends the reading with its reason", () =>
  withFolder(async (folder) => {
    const data = join(folder, "a.txt");
    await Deno.writeTextFile(data, passages(40));
    const settings = resolveSettings({ overrides: { data, ...BASE, evalSplit: "train" } });
    for (const read of [experimentChunks, countChunks]) {
      const some = read === countChunks ? { ...settings, evalFraction: 0.25 } : settings;
      await assertAborted((signal) => read(some, tokenizer, undefined, () => {}, signal));
    }
  }));

Deno.test("of lines and files it is said of which part they are, and which are left out", () =>
  withFolder(async (folder) => {
    const said = async (data: string, more: Partial<ExperimentSettings>) => {
      const lines: string[] = [];
      const settings = resolveSettings({ overrides: { data, ...BASE, ...more } });
      await experimentChunks(settings, tokenizer, READERS, (message, progress) => {
        if (progress === undefined) lines.push(wordSettings(message).replaceAll(`${folder}/`, ""));
      });
      return lines;
    };
    const file = join(folder, "a.txt"), parts = join(folder, "parts");
    await Deno.writeTextFile(file, passages(40));
    const lines = { lineByLine: true, chunkLength: 5, trainChunks: 8, evalChunks: 2 };
    assert.deepEqual(await said(file, { ...lines, evalFraction: 0.25 }), [
      "a.txt (training): 30 of 30 lines have more than 5 tokens and are cut.",
      "a.txt (held-out): 10 of 10 lines have more than 5 tokens and are cut.",
    ]);
    await Deno.mkdir(parts);
    await Deno.writeTextFile(join(parts, "train.txt"), passages(40));
    await Deno.writeTextFile(join(parts, "valid.txt"), passages(80).slice(-500));
    assert.deepEqual(await said(parts, { evalFraction: 0.25 }), [
      "parts: its files that are named for valid and test are left out: evalSplit names one of these " +
      "splits to evaluate on it.",
    ]);
    assert.deepEqual(await said(parts, { evalSplit: "valid" }), []);
    const order =
      /^a\.txt: its texts say nothing of splits, so their order decides: the first 80 %/;
    const [told, ...others] = await said(file, { evalSplit: "valid" });
    assert.match(told!, order);
    assert.deepEqual(others, [], "once, for all splits");
  }));

/** Training one model in this process: how many chunks, which folder, what is written, and when. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import {
  defineReader,
  type ExperimentEvent,
  fineTune,
  type FineTuneSettings,
  loadPretrained,
  pluginOf,
  resolveSettings,
  savePretrained,
} from "../lib/mod.ts";
import type { RunExperimentOptions } from "../lib/experiment/run.ts";
import { readConfig } from "../lib/experiment/results.ts";
import { namesIn } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";

const TINY = "tests/fixtures/tiny-bert";

/** What a finished training leaves in its folder. */
const MODEL_FILES = [
  ...["README.md", "config.json", "model.safetensors", "run"],
  ...["special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"],
];

/** Sentences of four tokens, `[CLS]` and `[SEP]` around them: of nine four chunks of eight. */
const text = (sentences: number) => "It is good. ".repeat(sentences);

interface Tuned {
  folder: string;
  settings: FineTuneSettings;
  tune(
    more?: Partial<FineTuneSettings>,
    options?: Pick<RunExperimentOptions, "signal" | "restart" | "plugins">,
  ): Promise<ExperimentEvent[]>;
}

/** A test in a folder with texts to train on and to evaluate with. */
function inFolder(name: string, test: (tuned: Tuned) => Promise<void>): void {
  Deno.test(name, () =>
    withFolder(async (folder) => {
      const [data, evalData] = [join(folder, "a.csv"), join(folder, "b.txt")];
      await Deno.writeTextFile(data, `text\n""\n${text(9)}\n`);
      await Deno.writeTextFile(evalData, text(5));
      const { trainChunks: _, evalChunks: __, ...settings } = resolveSettings({
        overrides: {
          ...{ model: TINY, data, evalData, casing: "cased", backend: "cpu", beta: "table" },
          ...{ dataConstruction: "passages", chunkLength: 8, schedules: ["linear"] },
          ...{ methods: ["none"], epochs: 1, batchSize: 2, out: join(folder, "mine") },
        },
      });
      await test({
        folder,
        settings,
        tune: (more = {}, options = {}) =>
          Array.fromAsync(fineTune({ ...settings, ...more }, options)),
      });
    }));
}

/** The numbers of chunks that a training was begun with. */
async function chunksIn(out: string): Promise<[number, number]> {
  const { settings: { trainChunks, evalChunks } } = await readConfig(join(out, "run"));
  return [trainChunks, evalChunks];
}

const types = (events: readonly ExperimentEvent[]) => [...new Set(events.map(({ type }) => type))];

inFolder("a training takes all chunks that there are, and goes on with as many", async (tuned) => {
  const { settings: { out, data }, tune } = tuned;
  const events = await tune();
  assert.deepEqual(await chunksIn(out), [4, 2]);
  const said = events.flatMap((event) => event.type === "setup" ? [event.message] : []);
  assert.deepEqual(said.filter((line) => line.includes(data)).slice(0, -1), [
    `1 of the 2 texts in ${data} are empty, and left out.`,
    `Data: ${data}, 4 chunks of 8 tokens to train on, 2 to evaluate. ` +
    "Texts: 1 to train on, 1 to evaluate.",
  ]);
  assert.match(said.at(-1)!, /a\.csv: the model knows no more of this text than how often its tok/);
  assert.deepEqual(types(events), ["setup", "ready", "run-start", "record", "run-end", "done"]);
  assert.deepEqual(namesIn(out), MODEL_FILES);
  // The model is in the folder itself, and not again in that of its training.
  const run = join(out, "run", "runs", "linear-none-seed0");
  assert.deepEqual(namesIn(run), ["done.json", "metrics.jsonl"]);
  assert.equal((await readConfig(join(out, "run"))).settings.saveModels, true);

  // The text has grown meanwhile: what is finished is of another one.
  const card = join(out, "README.md"), before = await Deno.readTextFile(data);
  await Deno.writeTextFile(data, `text\n${text(30)}\n`);
  await assertRefused(tune(), /a\.csv: .*chunks_sha256|chunks_sha256/);
  await Deno.writeTextFile(data, before);
  await Deno.writeTextFile(card, "Mine.\n");
  assert.deepEqual((await tune()).map(({ type }) => type), ["done"]);
  assert.equal(await Deno.readTextFile(card), "Mine.\n");
  await Deno.remove(card);
  assert.deepEqual((await tune()).map(({ type }) => type), ["done"]);
  assert.match(await Deno.readTextFile(card), /\nMeasured on 2 chunks of 8 tokens from b\.txt\n/);
  assert.deepEqual(await chunksIn(out), [4, 2]);
  // One number is given, the other is that of before.
  assert.deepEqual((await tune({ trainChunks: 4 })).map(({ type }) => type), ["done"]);
  await assertRefused(tune({ trainChunks: 3 }), /\(trainChunks was 4, is 3\)/);
  await assertRefused(tune({ evalChunks: 1 }), /\(evalChunks was 2, is 1\)/);
  await assertRefused(
    tune({ seeds: [1] }),
    /mine\/run\/config\.json: .*\(seeds was \[0\], is \[1\]\)/,
  );
  await assertRefused(tune({ methods: ["SD"] }), /\(methods was \["none"\], is \["SD"\]\)/);
  await assertRefused(tune({ schedules: ["cosine"] }), /\(schedules was \["linear"\], is \["cos/);
  await assertRefused(tune({ sweep: { epochs: [1] } }), /\(sweep was \{\}, is /);
  const conditions = [{ name: "long", epochs: 2 }];
  await assertRefused(tune({ conditions }), /\(conditions was \[\], is /);

  // Anew all is counted again, and the card is written over.
  await Deno.writeTextFile(card, "Mine.\n");
  await Deno.writeTextFile(data, `text\n${text(7)}\n`);
  const anew = await tune({ evalChunks: 1, seeds: [1] }, { restart: true });
  assert.equal(anew.at(-1)!.type, "done");
  assert.deepEqual(await chunksIn(out), [3, 1]);
  assert.match(await Deno.readTextFile(card), /\| seed \| 1 \|/);
});

inFolder("chunks that are both given are not counted, and one of them is kept", async (tuned) => {
  const { folder, tune } = tuned;
  const out = join(folder, "both");
  await tune({ trainChunks: 2, evalChunks: 1, out });
  assert.deepEqual(await chunksIn(out), [2, 1]);
  const one = join(folder, "one");
  await tune({ trainChunks: 1, out: one });
  assert.deepEqual(await chunksIn(one), [1, 2]);
});

inFolder(
  "chunks are counted as they are read: by the casing, and by a plugin's reader",
  async (tuned) => {
    const { folder, tune, settings } = tuned;
    // "DOGS" is one unknown token where capitals are kept, else "dog" and "##s"; and then "it" is "i"
    // and "##t", as the vocabulary has it with a capital alone.
    const data = join(folder, "c.txt");
    await Deno.writeTextFile(data, "It is good. ".repeat(20) + "DOGS. ".repeat(9));
    const cased = join(folder, "cased"), uncased = join(folder, "uncased");
    await tune({ data, out: cased, evalChunks: 1 });
    await tune({ data, out: uncased, evalChunks: 1, casing: "uncased" });
    // 20 · 4 + 9 · 2 + 2 = 100 tokens, and 20 · 5 + 9 · 3 + 2 = 129.
    assert.deepEqual([await chunksIn(cased), await chunksIn(uncased)], [[12, 1], [16, 1]]);

    const words = defineReader({
      name: "words",
      description: "a text twice",
      read: async (path) => {
        const text = await Deno.readTextFile(path);
        return [0, 1].map((i) => ({ source: `${path} ${i}`, text, blanks: [] }));
      },
    });
    await Deno.writeTextFile(data, text(9));
    const twice = { data, reader: "words", out: join(folder, "twice"), evalChunks: 1 };
    await tune(twice, { plugins: [pluginOf({ words })] });
    // Twice 36 tokens and [SEP] between and around them.
    assert.equal((await chunksIn(twice.out))[0], 9);
    await assertRefused(
      tune({ ...settings, ...twice, out: join(folder, "x") }),
      /no reader "words"/,
    );
  },
);

inFolder("a model is not written over what is not its own", async (tuned) => {
  const { folder, tune } = tuned;
  for (const name of MODEL_FILES.filter((name) => name !== "run")) {
    const out = join(folder, `has-${name}`);
    await Deno.mkdir(out);
    await Deno.writeTextFile(join(out, name), "mine");
    await assertRefused(
      tune({ out }),
      new RegExp(
        `has a ${name.replaceAll(".", "\\.")}, but no training was begun here, so nothing`,
      ),
    );
    assert.deepEqual(namesIn(out), [name]);
  }
  const model = join(folder, "model"), linked = join(folder, "linked");
  await cp(TINY, model, { recursive: true });
  await Deno.symlink(model, linked);
  for (const out of [model, linked]) {
    await assertRefused(
      tune({ model, out }),
      new RegExp(
        `^${out}: this is what model names, and nothing is written among what is read\\. Choose`,
      ),
    );
  }
  await assert.rejects(tune({ seeds: [0, 1] }), {
    name: "RangeError",
    message: "One run makes a model: got 2.",
  });
});

inFolder("of a finished training whose model is gone that is said", async (tuned) => {
  const { settings: { out }, tune } = tuned;
  await tune();
  for (const name of ["model.safetensors", "config.json"]) {
    const bytes = await Deno.readFile(join(out, name));
    await Deno.remove(join(out, name));
    await assertRefused(
      tune(),
      new RegExp(
        `mine: the training is finished, but the model's ${name} is gone\\. Put it back as it was, `,
      ),
    );
    await Deno.writeFile(join(out, name), bytes);
  }
  // One that is begun anew and interrupted has no model that looks finished.
  const controller = new AbortController();
  const options = { restart: true, signal: controller.signal };
  for await (const event of fineTune({ ...tuned.settings, epochs: 3 }, options)) {
    if (event.type === "record") controller.abort();
  }
  assert.deepEqual(namesIn(out), ["run"]);
  // It goes on, and its model is that of all three epochs.
  const rest = await tune({ epochs: 3 });
  assert.equal(rest.at(-1)!.type, "done");
  assert.deepEqual(namesIn(out), MODEL_FILES);
});

inFolder(
  "a training that cannot begin says why there is no model, and what to do",
  async (tuned) => {
    const { folder, settings: { out }, tune } = tuned;
    // A model that knows the text already has a Γ of 0, with which no rate can be compared.
    const model = join(folder, "model"), data = join(folder, "cats.txt");
    const { config, tensors } = await loadPretrained(TINY);
    const words = (await Deno.readTextFile(join(TINY, "vocab.txt"))).split("\n");
    tensors.get("cls.predictions.bias")!.data[words.indexOf("cat")] = 1e4;
    await savePretrained(model, { config, tensors });
    await Deno.copyFile(join(TINY, "vocab.txt"), join(model, "vocab.txt"));
    await Deno.writeTextFile(data, "cat ".repeat(60));
    await Deno.writeTextFile(join(folder, "more.txt"), "cat ".repeat(50));
    const overrides = { model, data, evalData: join(folder, "more.txt"), gamma: "osgood" };
    for (let time = 0; time < 2; time++) {
      await assertRefused(
        tune({ ...overrides, gammaReference: "initial" }),
        /mine: training ended before it began, so there is no model\. No step was made: Γ \(osgood\) .* for the reference, or none\. The folder keeps that; train in it otherwise with restart\.$/,
      );
      assert.deepEqual(namesIn(out), ["run"]);
    }
  },
);

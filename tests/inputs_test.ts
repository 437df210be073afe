/** What runs are computed on: what is said of it, and that it is loaded once for all that share it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BUILT_IN } from "../lib/experiment/definitions.ts";
import { Inputs } from "../lib/experiment/inputs.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { settingName } from "../lib/io/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

const TINY = "tests/fixtures/tiny-bert";

/** SHA-256 of the model, the chunks and the scores of the first test, as they begin. */
const HASHES = ["9f5dcc8783550832", "295c187e2608280f", "440fe4ef5d796e78"];

/** What is loaded for the runs of some settings, and what is said meanwhile. */
function inputsOf(overrides: Partial<ExperimentSettings>) {
  const settings = resolveSettings({
    overrides: { schedules: ["linear"], methods: ["none"], chunkLength: 8, ...overrides },
  });
  const said: string[] = [];
  const inputs = new Inputs(
    { definitions: BUILT_IN, settings },
    (message, progress) => void said.push(progress === undefined ? message : `(${message})`),
    undefined,
  );
  return { inputs, said, runs: plannedRuns(settings) };
}

Deno.test("what was loaded is said once, and loaded once", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, "The house is old. ".repeat(40));
    const { inputs, said, runs } = inputsOf({
      ...{ model: TINY, data, beta: "table", evalSplit: "train", trainChunks: 3, evalChunks: 2 },
      methods: ["SD"],
      ...{ dataConstruction: "passages", casing: "cased", sweep: { epochs: [1, 2] } },
    });
    const [first, second] = runs;
    const model = await inputs.model(first!);
    const chunks = await inputs.chunks(first!), semantics = await inputs.semantics(first!);
    const all = [
      "Model: tests/fixtures/tiny-bert, 2 layers × 32, 97 tokens.",
      `Data: ${data}, 3 chunks of 8 tokens to train on, 2 to evaluate. Texts: 1 to train on, 1 to evaluate.`,
      "β: the embedded table of 22,600 English words scored by Xenova/all-MiniLM-L6-v2.",
    ];
    assert.deepEqual(said.filter((line) => !line.startsWith("(")), all);
    said.length = 0;
    assert.equal(await inputs.model(second!), model);
    assert.equal(await inputs.chunks(second!), chunks);
    assert.equal(await inputs.semantics(second!), semantics);
    assert.deepEqual(said, []);
    // Folders of results know what they were made with by these.
    assert.deepEqual([model, chunks, semantics].map(({ sha256 }) => sha256.slice(0, 16)), [
      ...HASHES,
    ]);
    await inputs.dispose();
  }));

Deno.test("that an evaluation takes long is said before it begins, and what makes it shorter", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, "The house is old.\n".repeat(5100));
    for (const evalChunks of [5000, 5001]) {
      const { inputs, said, runs } = inputsOf({
        ...{ model: TINY, data, casing: "cased", evalSplit: "train", lineByLine: true },
        ...{ dataConstruction: "passages", trainChunks: 9, evalChunks },
      });
      await inputs.chunks(runs[0]!);
      await inputs.dispose();
      assert.deepEqual(
        said.filter((line) => line.startsWith("Each evaluation")),
        evalChunks === 5000 ? [] : [
          "Each evaluation, the one before training too, goes through all 5,001 chunks and takes " +
          `long: set ${settingName("evalChunks")} to fewer.`,
        ],
      );
    }
  }));

Deno.test("what β is and knows is told only where Γ has a part in what is asked for", async () => {
  const toldBy = async (more: Partial<ExperimentSettings>) => {
    const { inputs, said, runs } = inputsOf({
      model: TINY,
      beta: "table",
      casing: "cased",
      ...more,
    });
    await inputs.semantics(runs[0]!);
    return said.filter((line) => /^β: |stays? out of/.test(line)).length;
  };
  assert.equal(await toldBy({}), 0);
  for (
    const more of [
      { methods: ["none", "SD"] },
      { objective: "sd_token" },
      { gammaReference: "initial" as const },
    ]
  ) assert.ok(await toldBy(more) > 0, JSON.stringify(more));
  // Who measures the meanings of words need know of neither.
  const { inputs, said, runs } = inputsOf({
    ...{ model: TINY, beta: "table", casing: "cased" },
    metrics: ["eval_loss", "eval_semantic_error_wrong"],
  });
  await inputs.semantics(runs[0]!);
  assert.deepEqual(said.filter((line) => /meanings|β|Γ/i.test(line)), [
    "Meanings of words, which some of the metrics compare: the embedded table of 22,600 English words " +
    "scored by Xenova/all-MiniLM-L6-v2.",
  ]);
});

Deno.test("other settings have other chunks and scores, and other words where capitals are kept", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, "The house is old. ".repeat(40));
    const { inputs, said, runs } = inputsOf({
      ...{ model: TINY, data, beta: "table", evalSplit: "train", trainChunks: 3, evalChunks: 2 },
      ...{ dataConstruction: "passages", casing: "auto", sweep: { dataSeed: [1, 2] } },
    });
    const [one, two] = [await inputs.chunks(runs[0]!), await inputs.chunks(runs[1]!)];
    assert.notEqual(one.sha256, two.sha256);
    assert.match(said[0]!, /text is lower-cased, .* but 4 of the vocabulary's 97 entries have/);
    assert.equal(said.filter((line) => line.startsWith("Data: ")).length, 2);
    assert.equal(said.filter((line) => line.startsWith("Model: ")).length, 1);
  }));

Deno.test("weights are those of one model at a time, told of once, and must stay what they were", () =>
  withFolder(async (folder) => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    for (const copy of [a, b]) {
      await Deno.mkdir(copy);
      for (const name of ["config.json", "vocab.txt", "model.safetensors"]) {
        await Deno.copyFile(join(TINY, name), join(copy, name));
      }
    }
    const { inputs, said, runs } = inputsOf({ casing: "cased", sweep: { model: [a, b] } });
    const ofA = runs.find(({ settings }) => settings.model === a)!;
    const ofB = runs.find(({ settings }) => settings.model === b)!;
    const first = await inputs.model(ofA);
    await inputs.model(ofB);
    assert.equal((await inputs.knownModel(ofA)).sha256, first.sha256);
    assert.ok(!("tensors" in await inputs.knownModel(ofA)), "its weights were given up");
    const again = await inputs.model(ofA);
    assert.notEqual(again, first);
    assert.equal(again.sha256, first.sha256);
    assert.deepEqual(said, [a, b].map((model) => `Model: ${model}, 2 layers × 32, 97 tokens.`));
    await inputs.model(ofB);
    const config = JSON.parse(await Deno.readTextFile(join(a, "config.json")));
    await Deno.writeTextFile(
      join(a, "config.json"),
      JSON.stringify({ ...config, hidden_dropout_prob: 0.1 }),
    );
    await assertRefused(
      inputs.model(ofA),
      /\/a: the model has changed since the experiment began\. Begin again with the model as it is/,
    );
  }));

Deno.test("a chunk may have as many tokens as the model has positions, and no more", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, "The house is old. ".repeat(60));
    const chunksOf = async (chunkLength: number) => {
      const { inputs, runs } = inputsOf({
        ...{ model: TINY, data, chunkLength, evalSplit: "train", trainChunks: 2, evalChunks: 1 },
        dataConstruction: "passages",
      });
      return Array.from((await inputs.chunks(runs[0]!)).train, ({ length }) => length);
    };
    assert.deepEqual(await chunksOf(40), [40, 40]);
    await assertRefused(
      chunksOf(41),
      /tiny-bert: the model takes 40 tokens at most, a chunk has 41\. Set chunkLength lower\./,
    );
  }));

Deno.test("the axes have a hash where Γ reads others than the poles", async () => {
  const of = async (gamma: string) => {
    const { inputs, runs } = inputsOf({ model: TINY, beta: "table", gamma });
    return (await inputs.axesSha256(runs[0]!))?.slice(0, 16);
  };
  assert.deepEqual([await of("paper"), await of("notebook"), await of("loss")], [
    ...[undefined, undefined, undefined],
  ]);
  const osgood = await of("osgood");
  assert.match(osgood!, /^[0-9a-f]{16}$/);
  assert.notEqual(await of("random"), osgood);
});

Deno.test("the model that comes with the library has a name of its own", async () => {
  const { inputs, said, runs } = inputsOf({ model: "embedded", casing: "auto" });
  const { config } = await inputs.model(runs[0]!);
  assert.equal(config.hiddenSize, 256);
  assert.ok(said.some((line) => line.startsWith("Model: embedded, 4 layers × 256, ")), said.join());
});

Deno.test("what a run freezes is looked at with what it is trained on: its model must have it", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, "The house is old. ".repeat(40));
    const { inputs, runs } = inputsOf({
      ...{ model: TINY, data, beta: "table", evalSplit: "train", trainChunks: 3, evalChunks: 2 },
      ...{ dataConstruction: "passages", casing: "cased", sweep: { freeze: ["head", "layers:2"] } },
    });
    assert.equal((await inputs.chunks(runs[0]!)).train.length, 3);
    await assertRefused(
      inputs.chunks(runs[1]!),
      /^freeze: there is no layer 2\. The model's 2 layers are 0 to 1\.$/,
    );
    await inputs.dispose();
  }));

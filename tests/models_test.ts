/** Which runs share a model in memory, that there is one at a time, and what is loaded and freed with it. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { selectBackend } from "../lib/backend/mod.ts";
import { BUILT_IN } from "../lib/experiment/definitions.ts";
import { Inputs } from "../lib/experiment/inputs.ts";
import { Models } from "../lib/experiment/models.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { loadPretrained, savePretrained } from "../lib/model/mod.ts";
import { withFolder } from "./_files.ts";

const TINY = "tests/fixtures/tiny-bert";

/** The models of some settings' runs, and what is said of them. */
async function modelsOf(overrides: Partial<ExperimentSettings>) {
  const settings = resolveSettings({
    overrides: {
      ...{ model: TINY, beta: "table", casing: "cased", chunkLength: 8, backend: "cpu" },
      ...{ schedules: ["linear"], methods: ["none"], batchSize: 2, ...overrides },
    },
  });
  const preparation = { settings, definitions: BUILT_IN }, said: string[] = [];
  const say = (message: string) => void said.push(message);
  const inputs = new Inputs(preparation, say, undefined);
  const backend = await selectBackend({ backend: "cpu", onMessage: () => {} });
  const models = new Models(preparation, inputs, backend);
  return { models, inputs, said, runs: plannedRuns(settings), tf: backend.tf };
}

/** Adds tensors of one number to a file of weights. */
async function addTensors(file: string, names: readonly string[]): Promise<void> {
  const bytes = await Deno.readFile(file);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  let end = bytes.length - 8 - length;
  for (const name of names) {
    header[name] = { dtype: "F32", shape: [1], data_offsets: [end, end += 4] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(text.length), true);
  const numbers = new Uint8Array(4 * names.length);
  await Deno.writeFile(
    file,
    Uint8Array.of(...size, ...text, ...bytes.subarray(8 + length), ...numbers),
  );
}

Deno.test("a model is kept for runs of one program, and given up for others", () =>
  withFolder(async (folder) => {
    const other = join(folder, "other");
    await cp(TINY, other, { recursive: true });
    const base = { gradientAccumulationSteps: 2 };
    const { models, runs, tf } = await modelsOf({
      ...base,
      conditions: [
        { name: "rate", learningRate: 1e-5 },
        { name: "epochs", epochs: 9 },
        { name: "batches", gradientAccumulationSteps: 3 },
        { name: "masks", maskProbability: 0.4 },
        { name: "alone", gradientAccumulationSteps: 1 },
        { name: "gamma", gamma: "notebook" },
        { name: "longer", chunkLength: 12 },
        { name: "objective", objective: "sd_loss" },
        { name: "model", model: other },
      ],
    });
    const run = (name?: string) => runs.find(({ condition }) => condition === name)!;
    const { numTensors } = tf.memory();
    const first = await models.open(run());
    const alone = tf.memory().numTensors;
    assert.ok(alone > numTensors);
    for (const name of ["rate", "epochs", "batches", "masks"]) {
      assert.equal(await models.open(run(name)), first, name);
    }
    for (const name of ["alone", "gamma", "longer", "objective", "model"]) {
      const opened = await models.open(run(name));
      assert.notEqual(opened, first, name);
      assert.notEqual(opened.model, first.model, name);
      // The first one was given up: of two there would be as many again.
      assert.ok(tf.memory().numTensors < numTensors + 1.5 * (alone - numTensors), name);
      const again = await models.open(run());
      assert.notEqual(again, first);
      assert.equal(tf.memory().numTensors, alone, name);
    }
    const { model: last } = await models.open(run());
    models.dispose();
    assert.equal(tf.memory().numTensors, numTensors);
    models.dispose();
    assert.notEqual((await models.open(run())).model, last);
    models.dispose();
    assert.equal(tf.memory().numTensors, numTensors);
  }));

Deno.test("a model is opened as its run says, with the metrics and the Γ that are asked for", async () => {
  const usual = await modelsOf({ chunkLength: 12, gamma: "notebook" });
  const { model, gamma } = await usual.models.open(usual.runs[0]!);
  assert.equal(model.sequenceLength, 12);
  assert.equal(model.gamma.name, gamma.name);
  assert.match(gamma.name, /^notebook/);
  assert.equal(model.objective.definition.name, "cross_entropy");
  const names = (metrics: typeof model.metrics) => metrics.map(({ definition }) => definition.name);
  assert.deepEqual(names(model.metrics), ["eval_loss", "eval_perplexity", "eval_accuracy"]);
  assert.equal(model.osgoodDistance, undefined, "nobody asks how far words are by Osgood's D");
  assert.equal(typeof model.wordDistance!(60, 61), "number");
  usual.models.dispose();

  const metrics = ["eval_loss", "eval_semantic_error_wrong"];
  const asking = await modelsOf({ metrics, objective: "sd_loss" });
  const asked = await asking.models.open(asking.runs[0]!);
  assert.deepEqual(names(asked.model.metrics), metrics);
  assert.equal(asked.model.objective.definition.name, "sd_loss");
  assert.equal(typeof asked.model.osgoodDistance!(60, 61), "number");
  asking.models.dispose();
});

Deno.test("β is loaded once for all models, and freed once at the end", () =>
  withFolder(async (folder) => {
    // Another model, with a word that the table has no scores of, and weights that nobody reads.
    const other = join(folder, "other");
    const { config, tensors } = await loadPretrained(TINY);
    await savePretrained(other, { config, tensors });
    await addTensors(join(other, "model.safetensors"), ["z.weight", "extra.weight"]);
    const words = await Deno.readTextFile(join(TINY, "vocab.txt"));
    await Deno.writeTextFile(join(other, "vocab.txt"), words.replace("\nwoman\n", "\nqqxzzy\n"));
    const { inputs, runs, said } = await modelsOf({
      methods: ["SD"],
      sweep: { model: [TINY, other] },
    });
    const [first, second] = [await inputs.semantics(runs[0]!), await inputs.semantics(runs[1]!)];
    assert.equal(first.classifier, second.classifier);
    assert.notEqual(first.sha256, second.sha256);
    assert.equal(said.filter((line) => line.startsWith("β: ")).length, 1);
    assert.deepEqual(said.filter((line) => / no scores /.test(line)), [
      "1 of 92 tokens has no scores and stays out of Γ.",
    ]);
    assert.deepEqual(said.filter((line) => /^Not used/.test(line)), [
      "Not used of the model: extra.weight, z.weight.",
    ]);
    let freed = 0;
    first.classifier.dispose = () => {
      freed++;
      return Promise.resolve();
    };
    await inputs.dispose();
    await inputs.dispose();
    assert.equal(freed, 1);
  }));

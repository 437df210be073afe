/** Each family of models, tiny and random, against Transformers: see parity/families.py. */
import "@tensorflow/tfjs-backend-cpu";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { join } from "node:path";
import { readRuns } from "../lib/experiment/results.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { selectBackend } from "../lib/backend/mod.ts";
import {
  fillMask,
  type FillMaskResult,
  Layers,
  loadPretrained,
  MaskedLm,
  type NamedTensors,
  readSafetensors,
  savePretrained,
  tensorsToVariables,
  variablesToTensors,
  weightsOf,
} from "../lib/model/mod.ts";
import {
  crossEntropy,
  gather,
  gradients,
  Interpreter,
  mean,
  ProgramBuilder,
} from "../lib/program/mod.ts";
import { loadTokenizer } from "../lib/tokens/mod.ts";
import { TrainingModel } from "../lib/training/mod.ts";
import { withFolder } from "./_files.ts";
import { decodeTensors } from "./fixtures/decode.ts";

const FIXTURES = join(import.meta.dirname!, "fixtures", "families");
const FAMILIES = [...Deno.readDirSync(FIXTURES)].filter((entry) => entry.isDirectory)
  .map(({ name }) => name).sort();

interface Batch {
  batch_size: number;
  sequence_length: number;
  input_ids: number[];
  attention_mask: number[];
  positions: number[];
  labels: number[];
}

type Encoded = Record<string, { shape: number[]; data: string }>;

/** What `families.py` writes of a family. */
interface Fixture {
  padded: Batch;
  loss: number;
  logits: Encoded[string];
  gradients: Encoded;
  whole: Batch;
  losses: number[];
  trained: Encoded;
  fill: { text: string; results: FillMaskResult[] };
}

async function open(family: string) {
  const fixture: Fixture = JSON.parse(await Deno.readTextFile(join(FIXTURES, `${family}.json`)));
  const lines: string[] = [];
  const onMessage = (line: string) => lines.push(line);
  const model = await loadPretrained(join(FIXTURES, family), { onMessage });
  assert.deepEqual(lines, []);
  return { fixture, model };
}

/** Fails unless numbers are the same up to so much of the largest of them. */
function assertNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  share: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, what);
  const size = Array.from(expected).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs(actual[i]! - expected[i]!);
    // Some gradients are exactly 0, so that both sides hold nothing but rounding.
    assert.ok(off <= share * size + 1e-7, `${what}[${i}]: ${actual[i]} is not ${expected[i]}`);
  }
}

/** One forward and backward pass over a batch with padding, as a program of its own. */
async function pass(
  { architecture, config, tensors }: Awaited<ReturnType<typeof open>>["model"],
  batch: Batch,
) {
  const shape = [batch.batch_size, batch.sequence_length];
  const builder = new ProgramBuilder();
  const layers = new Layers(builder);
  const inputIds = builder.placeholder("input_ids", [-1, batch.sequence_length], "int32");
  const attentionMask = builder.placeholder("attention_mask", [-1, batch.sequence_length]);
  const hidden = architecture.encoder(layers, config, { inputIds, attentionMask });
  const positions = builder.placeholder("positions", [-1], "int32");
  const logits = architecture.head(layers, config, gather(hidden, positions));
  const loss = mean(crossEntropy(logits, builder.placeholder("labels", [-1], "int32")));
  const weights = weightsOf(architecture, config);
  builder.output("logits", logits);
  builder.output("loss", loss);
  gradients(loss, weights.map(({ name, shape }) => builder.variable(name, shape)))
    .forEach((slope, i) => builder.output(weights[i]!.name, slope));
  await tf.setBackend("cpu");
  const executor = new Interpreter(builder.build(), tf);
  await executor.setVariables(tensorsToVariables(weights, tensors));
  const ints = (data: number[], shape = [data.length]) => ({ shape, data: Int32Array.from(data) });
  const names = weights.map(({ name }) => name);
  const [scores, mean_, ...slopes] = await executor.run({
    input_ids: ints(batch.input_ids, shape),
    attention_mask: { shape, data: Float32Array.from(batch.attention_mask) },
    positions: ints(batch.positions),
    labels: ints(batch.labels),
  }, ["logits", "loss", ...names]);
  executor.dispose();
  const byName = new Map(names.map((name, i) => [name, slopes[i]!.data as Float32Array]));
  return {
    logits: scores!.data as Float32Array,
    loss: mean_!.data[0]!,
    gradients: variablesToTensors(weights, byName),
  };
}

for (const family of FAMILIES) {
  Deno.test(`${family}: logits, loss and every gradient on a batch with padding are Transformers'`, async () => {
    const { fixture, model } = await open(family);
    const found = await pass(model, fixture.padded);
    const [logits] = decodeTensors({ logits: fixture.logits }).values();
    assertNear(found.logits, logits!.data, 1e-5, "logits");
    assertNear([found.loss], [fixture.loss], 1e-5, "loss");
    const expected = decodeTensors(fixture.gradients);
    assert.deepEqual([...found.gradients.keys()].sort(), [...expected.keys()].sort());
    for (const [name, { data }] of expected) {
      assertNear(found.gradients.get(name)!.data, data, 1e-4, name);
    }
  });

  for (const backend of ["cpu", "tensorflow"] as const) {
    Deno.test(`${family}: three steps of AdamW on ${backend} are PyTorch's`, async () => {
      const { fixture, model: { config, tensors, architecture } } = await open(family);
      const { whole, losses } = fixture;
      const model = await TrainingModel.create({
        ...{ config, tensors, architecture, sequenceLength: whole.sequence_length },
        backend: await selectBackend({ backend }),
      });
      const batch = {
        batchSize: whole.batch_size,
        sequenceLength: whole.sequence_length,
        inputIds: Int32Array.from(whole.input_ids),
        positions: Int32Array.from(whole.positions),
        labels: Int32Array.from(whole.labels),
        replaced: new Uint8Array(whole.labels.length),
      };
      const rate = 1e-3, found: number[] = [];
      for (let step = 1; step <= losses.length; step++) {
        const { loss } = await model.step(batch, {
          ...{ step, scheduledRate: rate, gammaPower: 0, dropoutSeed: step },
          ...{ weightDecay: 0.01, maxGradNorm: 1 },
        });
        found.push(loss);
      }
      assertNear(found, losses, 1e-5, "losses");
      const trained = await model.tensors();
      model.dispose();
      assertTrained(trained, decodeTensors(fixture.trained), rate * losses.length);
    });

    Deno.test(`${family}: a mask is filled on ${backend} as by the fill-mask pipeline`, async () => {
      const { fixture: { fill }, model: { config, tensors } } = await open(family);
      const tokenizer = await loadTokenizer(join(FIXTURES, family));
      const model = new MaskedLm({ config, tensors, backend: await selectBackend({ backend }) });
      const [found] = await fillMask(model, tokenizer, fill.text, { top: fill.results.length });
      model.dispose();
      const plain = (results: FillMaskResult[]) =>
        results.map((result) => ({ ...result, score: 0 }));
      assert.deepEqual(plain(found!), plain(fill.results));
      const scores = (results: FillMaskResult[]) => results.map(({ score }) => score);
      assertNear(scores(found!), scores(fill.results), 1e-5, "scores");
    });
  }

  Deno.test(`${family}: what is saved has the names, shapes and configuration of Transformers'`, () =>
    withFolder(async (folder) => {
      const { model: { config, tensors, architecture } } = await open(family);
      const tokenizer = await loadTokenizer(join(FIXTURES, family));
      await savePretrained(folder, { config, tensors, architecture, tokenizer });
      const ours = (await readSafetensors(join(folder, "model.safetensors"))).tensors;
      const theirs = (await readSafetensors(join(FIXTURES, family, "model.safetensors"))).tensors;
      assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort());
      for (const [name, tensor] of theirs) assert.deepEqual(ours.get(name), tensor, name);
      const read = async (of: string, file = "config.json") =>
        JSON.parse(await Deno.readTextFile(join(of, file)));
      const expected = await read(join(FIXTURES, family)), written = await read(folder);
      for (const [name, value] of Object.entries(written)) {
        // What the first versions of Transformers read in place of others: 5.24 leaves it alone.
        if (/^(global|local)_rope_theta$|^global_attn_every/.test(name)) continue;
        assert.deepEqual(value, expected[name], name);
      }
      // Fields that only say what the file is of, or that masked language modelling has no use for.
      const left = Object.keys(expected).filter((name) => !(name in written));
      assert.deepEqual(left.filter((name) => !WITHOUT_USE.test(name)), []);
      assert.deepEqual(
        (await read(folder, "tokenizer.json")).model,
        (await read(join(FIXTURES, family), "tokenizer.json")).model,
      );
      const again = await loadPretrained(folder);
      assert.deepEqual([again.config, again.unused, again.fresh], [config, [], []]);
    }));

  Deno.test(`${family}: an experiment trains it with Γ, and saves it with its tokenizer`, () =>
    withFolder(async (folder) => {
      const data = join(folder, "text.txt"), out = join(folder, "out");
      const lines = ["the rain in the hills", "ten men met in a tent", "an old hen ate hay"];
      await Deno.writeTextFile(data, lines.map((line) => `${line} `.repeat(20)).join("\n\n"));
      const settings = resolveSettings({
        overrides: {
          ...{ model: join(FIXTURES, family), data, out, backend: "cpu", beta: "table" },
          ...{ dataConstruction: "passages", evalSplit: "train", chunkLength: 11, trainChunks: 4 },
          ...{ evalChunks: 2, batchSize: 2, epochs: 1, schedules: ["constant"], methods: ["SD"] },
          ...{ maskProbability: 0.5, gamma: "osgood", saveModels: true },
        },
      });
      for await (const _ of runExperiment(settings));
      const [run] = await readRuns(out);
      const steps = run!.records.filter((record) => record.type === "step");
      assert.equal(steps.length, 2);
      for (const { gamma, learning_rate } of steps) assert.ok(gamma! > 0 && learning_rate > 0);
      const model = join(out, "runs", run!.run.name, "model");
      const tokenizer = await loadTokenizer(model),
        own = await loadTokenizer(join(FIXTURES, family));
      assert.deepEqual(tokenizer.encode(lines[0]!), own.encode(lines[0]!));
      assert.deepEqual((await loadPretrained(model)).fresh, []);
    }));

  Deno.test(`${family}: dropout stands where Transformers has it`, async () => {
    const { model: { config, architecture } } = await open(family);
    const rates = DROPOUTS[family];
    assert.ok(rates !== undefined, "a family of which nobody said where its dropout is");
    for (const [rate, count] of Object.entries(rates)) {
      const none = Object.fromEntries(Object.keys(rates).map((key) => [key, 0]));
      const given = { ...config, ...none, [rate]: 0.5 };
      const builder = new ProgramBuilder();
      const layers = new Layers(builder, { dropoutSeed: builder.placeholder("seed", [], "int32") });
      const inputIds = builder.placeholder("input_ids", [-1, 7], "int32");
      architecture.head(layers, given, architecture.encoder(layers, given, { inputIds }));
      const found = builder.build().nodes.filter(({ operation }) =>
        operation.name === "dropoutMask"
      );
      assert.equal(found.length, count(config.numHiddenLayers), rate);
    }
  });

  Deno.test(`${family}: each weight has a place, and vectors do not decay`, async () => {
    const { model: { config, architecture } } = await open(family);
    const weights = weightsOf(architecture, config);
    const places = new Set(weights.map(({ place }) => place));
    assert.ok(places.has("embeddings") && places.has(0) && places.has("head"));
    for (const { name, shape, decays } of weights) assert.equal(decays, shape.length > 1, name);
  });
}

/** How many dropouts there are of each rate, by the number of layers; read in Transformers' source. */
const DROPOUTS: Record<string, Record<string, (layers: number) => number>> = {
  roberta: { hiddenDropoutProb: (n) => 1 + 2 * n, attentionProbsDropoutProb: (n) => n },
  distilbert: { hiddenDropoutProb: (n) => 1 + n, attentionProbsDropoutProb: (n) => n },
  electra: { hiddenDropoutProb: (n) => 1 + 2 * n, attentionProbsDropoutProb: (n) => n },
  albert: { hiddenDropoutProb: (n) => 1 + 2 * n, attentionProbsDropoutProb: (n) => 2 * n },
  modernbert: {
    embeddingDropout: () => 1,
    attentionProbsDropoutProb: (n) => 2 * n,
    hiddenDropoutProb: (n) => n,
  },
};

/** The gradient of some weights is 0: Adam divides nothing but rounding by its own size there. */
const ROUNDING = /key\.bias$|k_lin\.bias$/;

/** What a configuration has besides. */
const WITHOUT_USE = new RegExp(
  "^(dtype|transformers_version|(bos|eos|cls|sep)_token_id|tie_word_embeddings|use_cache" +
    "|is_decoder|add_cross_attention|classifier_.*|summary_.*|qa_dropout|seq_classif_dropout" +
    "|sinusoidal_pos_embds|initializer_cutoff_factor|deterministic_flash_attn|sparse_.*)$",
);

function assertTrained(actual: NamedTensors, expected: NamedTensors, most: number): void {
  assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
  for (const [name, { data }] of expected) {
    const bound = ROUNDING.test(name) ? 2 * most : 1e-5;
    data.forEach((weight, i) => {
      const off = Math.abs(actual.get(name)!.data[i]! - weight);
      assert.ok(off <= bound, `${name}[${i}] is off by ${off}`);
    });
  }
}

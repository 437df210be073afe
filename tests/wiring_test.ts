/** Each setting of a run reaches what it is for: small real trainings whose outcome is known by hand. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { markOf } from "../lib/io/mod.ts";
import { loadPretrained, savePretrained } from "../lib/model/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

const MODEL = "tests/fixtures/tiny-bert";

/** The records by type of each run of a small experiment: 4 chunks, 2 a step, 16 tokens each. */
async function make(folder: string, overrides: Partial<ExperimentSettings>) {
  const settings = resolveSettings({
    overrides: {
      ...{ model: MODEL, data: "tests/fixtures/older/text.txt", backend: "cpu", beta: "table" },
      ...{ dataConstruction: "passages", evalSplit: "train", chunkLength: 16, trainChunks: 4 },
      ...{ evalChunks: 2, batchSize: 2, epochs: 2, schedules: ["constant"], methods: ["none"] },
      out: join(folder, "out"),
      ...overrides,
    },
  });
  for await (const _ of runExperiment(settings));
  const runs = (await readRuns(settings.out)).map(({ run, records, diverged }) => ({
    name: run.name,
    diverged,
    steps: records.filter((record) => record.type === "step"),
    skipped: records.filter((record) => record.type === "skipped"),
    evaluations: records.filter((record) => record.type === "evaluation"),
  }));
  return runs.sort((a, b) => a.name < b.name ? -1 : 1);
}

Deno.test("the decay and the norm's bound are those of the run: weights shrink, and nothing else", () =>
  withFolder(async (folder) => {
    await make(folder, {
      ...{ learningRate: 0.1, weightDecay: 0.5, maxGradNorm: 1e-30, saveModels: true },
    });
    const { tensors: before } = await loadPretrained(MODEL);
    const model = join(folder, "out/runs/constant-none-seed0/model");
    const { tensors: after } = await loadPretrained(model);
    const [{ weightsSha256 } = {}] = await readRuns(join(folder, "out"));
    assert.equal(weightsSha256, (await markOf(join(model, "model.safetensors"))).sha256);
    // No gradient is left, so each of the four steps multiplies a weight by 1 − 0.1 · 0.5.
    for (const [name, { data }] of before) {
      const kept = /bias$|LayerNorm/.test(name) ? 1 : 0.95 ** 4;
      data.forEach((value, i) =>
        assert.ok(Math.abs(after.get(name)!.data[i]! - kept * value) < 1e-6, name)
      );
    }
  }));

Deno.test("the rate is warmed up over the run's steps, and follows its schedule to their end", () =>
  withFolder(async (folder) => {
    const overrides = { schedules: ["linear"], learningRate: 8e-6, warmupSteps: 2 };
    const [{ steps }] = await make(folder, overrides) as [Awaited<ReturnType<typeof make>>[0]];
    // Of four steps two are the warm-up, 0 and ½, and two come down: 1 and ½.
    assert.deepEqual(steps.map((step) => step.scheduled_learning_rate), [0, 4e-6, 8e-6, 4e-6]);
    assert.deepEqual(steps.map(({ epoch }) => epoch), [0.5, 1, 1.5, 2]);
  }));

Deno.test("masks are of the run's share and seed, and fresh or fixed as it says", () =>
  withFolder(async (folder) => {
    // At so small a rate the model stays what it is: only masks can change its loss.
    const losses = async (overrides: Partial<ExperimentSettings>) => {
      const out = join(folder, crypto.randomUUID());
      const runs = await make(folder, { learningRate: 1e-30, seeds: [0, 7], out, ...overrides });
      return runs.map(({ evaluations }) => evaluations);
    };
    const [first, second] = await losses({ maskProbability: 0.4 });
    assert.equal(new Set(first!.map(({ eval_loss }) => eval_loss)).size, 1);
    assert.notEqual(first![0]!.eval_loss, second![0]!.eval_loss, "another seed");
    const [fresh] = await losses({ maskProbability: 0.4, evalMasks: "fresh" });
    assert.equal(new Set(fresh!.map(({ eval_loss }) => eval_loss)).size, 3);
    // Of 32 tokens all are masked but [CLS], [SEP] and [UNK], which no seed changes.
    const [all, others] = await losses({ maskProbability: 1 - 1e-9 });
    assert.equal(all![0]!.eval_masked_tokens, others![0]!.eval_masked_tokens);
    assert.ok(all![0]!.eval_masked_tokens > 20 && all![0]!.eval_masked_tokens < 32);
  }));

Deno.test("each run begins with the model's weights, and is measured on training chunks as told", () =>
  withFolder(async (folder) => {
    const overrides = { methods: ["none", "SD"], learningRate: 1e-2, trainEval: "no" as const };
    const [sd, none] = await make(folder, overrides);
    assert.equal(none!.evaluations[0]!.eval_loss, sd!.evaluations[0]!.eval_loss);
    assert.notEqual(none!.evaluations[2]!.eval_loss, sd!.evaluations[2]!.eval_loss);
    assert.ok([...none!.evaluations, ...sd!.evaluations].every((r) => !("train_eval_loss" in r)));
    const out = join(folder, "all");
    const [all] = await make(folder, { trainEval: "all", out });
    assert.ok(all!.evaluations.every(({ train_eval_loss }) => train_eval_loss! > 0));
    const late = { trainEval: "last", metricsAt: "last" } as const;
    const [last] = await make(folder, { ...late, learningRate: 1e-2, out: join(folder, "last") });
    const [first, second, third] = last!.evaluations, keys = Object.keys(first!);
    assert.deepEqual(Object.keys(second!), keys);
    assert.deepEqual(
      Object.keys(third!).filter((key) => !keys.includes(key)),
      ["eval_perplexity", "eval_accuracy", "train_eval_loss"],
    );
    assert.deepEqual(
      last!.evaluations.map(({ eval_loss }) => eval_loss),
      none!.evaluations.map(({ eval_loss }) => eval_loss),
    );
  }));

Deno.test("a step that is not finite ends a run or is skipped, as the run says", () =>
  withFolder(async (folder) => {
    // The second step sees what a rate of 2^100 made of the weights.
    const at = (out: string) => ({
      ...{ learningRate: 2 ** 100, schedules: ["linear"], out: join(folder, out) },
    });
    const [stopped] = await make(folder, at("stop"));
    assert.match(stopped!.diverged!, /^Step 2 was not made/);
    const [skipping] = await make(folder, { ...at("skip"), onNonfinite: "skip" });
    assert.deepEqual(
      skipping!.skipped.map((record) => [record.step, record.scheduled_learning_rate / 2 ** 100]),
      [[2, 0.75], [3, 0.5], [4, 0.25]],
    );
    // Of the first epoch's two steps the first was made, of the second's none.
    assert.deepEqual(
      skipping!.evaluations.map(({ train_loss }) => train_loss),
      [null, skipping!.steps[0]!.loss, null],
    );
  }));

Deno.test("what decides a run is all of the model's numbers and all of its chunks", () =>
  withFolder(async (folder) => {
    const hashes = async (out: string, overrides: Partial<ExperimentSettings>) => {
      await make(folder, { epochs: 1, out: join(folder, out), ...overrides });
      const { environment } = await readConfig(join(folder, out));
      return [environment["model_sha256"]!, environment["chunks_sha256"]!];
    };
    const [model, chunks] = await hashes("a", {});
    assert.ok([model, chunks].every((hash) => /^[0-9a-f]{64}$/.test(hash!)));
    // One number of one tensor is another.
    const other = join(folder, "other");
    await cp(MODEL, other, { recursive: true });
    const { config, tensors } = await loadPretrained(MODEL);
    tensors.get("cls.predictions.bias")!.data[3]! += 1;
    await savePretrained(other, { config, tensors });
    const [otherModel, sameChunks] = await hashes("b", { model: other });
    assert.notEqual(otherModel, model);
    assert.equal(sameChunks, chunks);
    // One chunk to evaluate is missing; those to train on are the same.
    const [sameModel, otherChunks] = await hashes("c", { evalChunks: 1 });
    assert.equal(sameModel, model);
    assert.notEqual(otherChunks, chunks);
  }));

Deno.test("chunks that are longer than the model's positions are refused before they are made", () =>
  withFolder(async (folder) => {
    const { config: { maxPositionEmbeddings: most } } = await loadPretrained(MODEL);
    await assertRefused(
      make(folder, { chunkLength: most + 1 }).then(() => {}),
      new RegExp(
        `the model takes ${most} tokens at most, a chunk has ${most + 1}\\. Set chunkLength`,
      ),
    );
    const [run] = await make(folder, {
      chunkLength: most,
      trainChunks: 1,
      evalChunks: 1,
      epochs: 1,
    });
    assert.equal(run!.steps.length, 1);
  }));

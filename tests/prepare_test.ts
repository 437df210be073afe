/** What an experiment is made ready with: versions and hashes, one model at a time, and what it saves. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { BUILT_IN } from "../lib/experiment/definitions.ts";
import { Inputs } from "../lib/experiment/inputs.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { prepareTraining } from "../lib/experiment/prepare.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import type { LogRecord } from "../lib/training/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

const TINY = "tests/fixtures/tiny-bert";

/** Makes the runs of some settings ready, on text in a folder. */
async function prepared(folder: string, overrides: Partial<ExperimentSettings>) {
  const data = join(folder, "text.txt");
  await Deno.writeTextFile(data, "The house is old. It was good. A cat ran. ".repeat(30));
  const settings = resolveSettings({
    overrides: {
      ...{ model: TINY, data, beta: "table", backend: "cpu", casing: "cased", chunkLength: 8 },
      ...{ dataConstruction: "passages", evalSplit: "train", trainChunks: 4, evalChunks: 2 },
      ...{ schedules: ["linear"], methods: ["SD"], epochs: 1, batchSize: 2 },
      ...overrides,
    },
  });
  const said: string[] = [];
  const runs = plannedRuns(settings);
  const training = await prepareTraining(
    { settings, definitions: BUILT_IN, runs },
    (message) => void said.push(message),
  );
  return { training, runs, said };
}

Deno.test("an environment has versions, hashes and what runs differ in", () =>
  withFolder(async (folder) => {
    const sweep = { chunkLength: [8, 6] };
    const { training, runs, said } = await prepared(folder, { sweep });
    const { environment } = training;
    assert.deepEqual(Object.keys(environment), [
      ...["sdtrainer", "deno", "platform", "tfjs", "backend", "backend_description", "beta"],
      ...["accumulation", "model_sha256", "chunks_sha256", "scores_sha256"],
      "chunks_sha256 chunkLength=6",
    ]);
    assert.equal(environment["deno"], Deno.version.deno);
    assert.match(environment["sdtrainer"]!, /^\d+\.\d+\.\d+/);
    assert.match(environment["platform"]!, /^(linux|darwin|win32) \w+$/);
    assert.equal(environment["backend"], "cpu");
    assert.ok(said.includes(`Backend: ${environment["backend_description"]}.`));
    assert.equal(environment["accumulation"], "weighed by masked tokens");
    assert.notEqual(environment["chunks_sha256"], environment["chunks_sha256 chunkLength=6"]);
    // Four chunks in batches of two.
    assert.deepEqual(runs.map((run) => training.steps(run)), [2, 2]);
    await training.dispose();
  }));

Deno.test("a run is trained as its settings say, and its weights are those that are saved", () =>
  withFolder(async (folder) => {
    const { training, runs } = await prepared(folder, { seeds: [0, 1], warmupSteps: 1 });
    const records: LogRecord[][] = [];
    const hashes: string[] = [];
    for (const run of [...runs, runs[0]!]) {
      const open = await training.open(run);
      records.push(await Array.fromAsync(open.train({ memory: { kept: null } })));
      const out = join(folder, "saved");
      await open.save(out);
      const bytes = await Deno.readFile(join(out, "model.safetensors"));
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      assert.equal(await open.weightsSha256!(), sha256);
      hashes.push(sha256);
    }
    const [first, second, again] = records as [LogRecord[], LogRecord[], LogRecord[]];
    assert.deepEqual(first.map(({ type, step }) => [type, step]), [
      ["evaluation", 0],
      ...[["step", 1], ["step", 2], ["evaluation", 2]],
    ]);
    const rates = first.flatMap((one) => one.type === "step" ? one.scheduled_learning_rate : []);
    // One step of warm-up, which begins at 0, and then the peak.
    assert.deepEqual(rates, [0, runs[0]!.settings.learningRate]);
    const timeless = (all: LogRecord[]) => all.map((record) => ({ ...record, seconds: 0 }));
    assert.deepEqual(timeless(again), timeless(first), "it begins with the model's first weights");
    assert.notDeepEqual(timeless(second), timeless(first), "another seed");
    assert.deepEqual([hashes[0] === hashes[2], hashes[0] === hashes[1]], [true, false]);
    // The text is one that the model was never trained on.
    const evaluation = first[0]!;
    assert.ok(evaluation.type === "evaluation");
    const told = await training.judge!(runs[0]!, { ...evaluation, eval_loss: 99 });
    assert.match(told!, /the model knows no more of this text .*eval_loss 99\.00 before/);
    assert.equal(await training.judge!(runs[1]!, { ...evaluation, eval_loss: 99 }), undefined);
    await training.dispose();
  }));

Deno.test("what the backend cannot do is refused before anything is trained", () =>
  withFolder(async (folder) => {
    await assertRefused(
      prepared(folder, { precision: "bfloat16" }),
      /does not compute in bfloat16\. Only TensorFlow does: use precision float32\./,
    );
    await assertRefused(
      prepared(folder, { xla: true }),
      /is not compiled by XLA\. Only TensorFlow is: leave xla out\./,
    );
    await assertRefused(prepared(folder, { device: "gpu:1" }), /cpu/);
  }));

Deno.test("what was loaded is given up at the end, and where nothing can be trained", () =>
  withFolder(async (folder) => {
    const { dispose } = Inputs.prototype;
    await tf.setBackend("cpu");
    const outside = tf.memory().numTensors;
    let freed = 0;
    Inputs.prototype.dispose = function () {
      freed++;
      return dispose.call(this);
    };
    try {
      const { training } = await prepared(folder, {});
      assert.equal(freed, 0);
      assert.ok(tf.memory().numTensors > outside, "the model is in memory");
      await training.dispose();
      assert.equal(freed, 1);
      assert.equal(tf.memory().numTensors, outside);
      await assertRefused(
        prepared(folder, { precision: "bfloat16" }),
        /does not compute in bfloat16/,
      );
      assert.equal(freed, 2);
    } finally {
      Inputs.prototype.dispose = dispose;
    }
  }));

Deno.test("garbage is collected before the backend computes, and once all is given up", () =>
  withFolder(async (folder) => {
    const { dispose } = Inputs.prototype, v8 = globalThis as { gc?: () => void }, { gc } = v8;
    const seen: string[] = [];
    v8.gc = () => void seen.push("collected");
    Inputs.prototype.dispose = async function () {
      await dispose.call(this);
      seen.push("given up");
    };
    try {
      const { training } = await prepared(folder, {});
      assert.deepEqual(seen, ["collected"]);
      await training.dispose();
      assert.deepEqual(seen, ["collected", "given up", "collected"]);
    } finally {
      Inputs.prototype.dispose = dispose;
      if (gc === undefined) delete v8.gc;
      else v8.gc = gc;
    }
  }));

Deno.test("a Γ of other axes has their hash in the environment, and no other has one", () =>
  withFolder(async (folder) => {
    const { training } = await prepared(folder, { sweep: { gamma: ["osgood", "paper"] } });
    const names = Object.keys(training.environment).filter((name) => name.startsWith("axes"));
    assert.deepEqual(names, ["axes_sha256 gamma=osgood"]);
    assert.match(training.environment[names[0]!]!, /^[0-9a-f]{64}$/);
    await training.dispose();
  }));

Deno.test("where a run's model cannot be opened nothing of it stays in memory", () =>
  withFolder(async (folder) => {
    const { training } = await prepared(folder, {});
    await training.dispose();
    const { numTensors } = tf.memory();
    const { axesSha256 } = Inputs.prototype;
    try {
      Inputs.prototype.axesSha256 = () => Promise.reject(new RangeError("no axes"));
      await assert.rejects(prepared(folder, {}), { message: "no axes" });
      assert.equal(tf.memory().numTensors, numTensors);
    } finally {
      Inputs.prototype.axesSha256 = axesSha256;
    }
  }));

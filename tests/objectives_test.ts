/** Objectives in experiments: what goes together, what is logged, and runs that are interrupted. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { selectBackend } from "../lib/backend/mod.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { openExecutor } from "../lib/program/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { testObjectives } from "./_objectives.ts";

const OSGOOD = "paper:profile=bipolar:distance=euclidean";

const native = async () => await selectBackend({ backend: "tensorflow" });

// All that an objective computes is float32, also where the model's own products are rounded.
testObjectives({
  name: "TensorFlow's graph in bfloat16",
  tf: async () => (await native()).tf,
  open: async (program) => await openExecutor(program, await native(), { precision: "bfloat16" }),
});

/** A small experiment: 4 chunks, 2 a step, 16 tokens each. */
function small(out: string, overrides: Partial<ExperimentSettings>): ExperimentSettings {
  return resolveSettings({
    overrides: {
      ...{ model: "tests/fixtures/tiny-bert", data: "tests/fixtures/older/text.txt" },
      ...{ backend: "cpu", beta: "table", dataConstruction: "passages", evalSplit: "train" },
      ...{ chunkLength: 16, trainChunks: 4, evalChunks: 2, batchSize: 2, epochs: 2 },
      ...{ schedules: ["constant"], methods: ["none"], learningRate: 1e-3, gamma: OSGOOD, out },
      ...overrides,
    },
  });
}

async function make(settings: ExperimentSettings, stopAfter = Infinity) {
  const stop = new AbortController();
  for await (const event of runExperiment(settings, { signal: stop.signal })) {
    if (event.type === "record" && event.record.step === stopAfter) stop.abort();
  }
}

const weights = (out: string) => {
  const model = join(out, "runs", "constant-none-seed0", "model", "model.safetensors");
  return readFileSync(model).toString("base64");
};

for (const objective of ["sd_token:order=shuffled", "sd_loss:lambda=0.5:order=shuffled"]) {
  Deno.test(`a run that was interrupted ends with the same bits: ${objective}`, () =>
    withFolder(async (folder) => {
      const [whole, parted] = ["whole", "parted"].map((name) => join(folder, name));
      const settings = { objective, saveModels: true, saveStrategy: "no" as const };
      await make(small(whole!, settings));
      for (const step of [1, 3]) await make(small(parted!, settings), step);
      assert.ok(!existsSync(join(parted!, "summary.csv")), "it was interrupted");
      await make(small(parted!, settings));
      assert.equal(weights(parted!), weights(whole!));
      const objectives = async (out: string) => {
        const [run] = await readRuns(out);
        return run!.records.flatMap((record) =>
          record.type === "step" ? [[record.loss, record.objective]] : []
        );
      };
      const logged = await objectives(whole!);
      assert.ok(logged.every(([loss, value]) => Number.isFinite(value) && value !== loss));
      assert.deepEqual(await objectives(parted!), logged);
    }));
}

Deno.test("runs of several objectives stand in one experiment, each with its name", () =>
  withFolder(async (folder) => {
    const metrics = ["eval_loss", "eval_semantic_error_wrong"];
    const sweep = { objective: ["cross_entropy", "sd_token", "sd_loss:lambda=0.2"] };
    await make(small(folder, { sweep, metrics }));
    const runs = await readRuns(folder);
    assert.deepEqual(runs.map(({ label }) => label).sort(), [
      "none objective=cross_entropy",
      "none objective=sd_loss:lambda=0.2",
      "none objective=sd_token",
    ]);
    for (const { label, records } of runs) {
      const steps = records.filter((record) => record.type === "step");
      const isPlain = label.endsWith("cross_entropy");
      assert.ok(steps.every((step) => Object.hasOwn(step, "objective") === !isPlain));
      const [first] = records;
      assert.ok(first!.type === "evaluation" && first!["eval_semantic_error_wrong"]! > 0);
    }
    // Each begins with the same model.
    assert.equal(new Set(runs.map(({ records }) => (records[1] as { loss: number }).loss)).size, 1);
  }));

Deno.test("what does not go together is said before anything is loaded or written", () =>
  withFolder(async (folder) => {
    const out = join(folder, "out");
    for (
      const [settings, message] of [
        [
          { objective: "sd_token", gradientAccumulationSteps: 2 },
          /^the objective sd_token compares all masked tokens of a step, and grad/,
        ],
        [
          { objective: "sd_token", gamma: "notebook" },
          /^the objective sd_token needs each masked token's distance, and Γ note/,
        ],
        [
          { objective: "sd_tokens" },
          /there is no objective "sd_tokens".* Perhaps sd_token is meant/,
        ],
        [{ objective: "sd_loss:lambda=x" }, /"x" cannot be used for lambda of sd_loss/],
      ] as const
    ) {
      await assertRefused(Promise.try(() => make(small(out, settings))), message);
      assert.ok(!existsSync(join(out, "runs")));
    }
  }));

/** Experiments whose runs differ in what is loaded: each comes to what it comes to alone. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { loadPretrained, savePretrained } from "../lib/model/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

const MODEL = "tests/fixtures/tiny-bert";

/** A small experiment on the processor, in a folder. */
function settingsIn(folder: string, overrides: Partial<ExperimentSettings>): ExperimentSettings {
  return resolveSettings({
    overrides: {
      ...{ model: MODEL, data: "tests/fixtures/older/text.txt", backend: "cpu", beta: "table" },
      ...{ dataConstruction: "passages", evalSplit: "train", chunkLength: 16, trainChunks: 4 },
      ...{ evalChunks: 2, batchSize: 2, epochs: 2, schedules: ["linear"], methods: ["SD"] },
      out: `${folder}/out`,
      ...overrides,
    },
  });
}

async function make(settings: ExperimentSettings): Promise<string[]> {
  const messages: string[] = [];
  for await (const event of runExperiment(settings)) {
    if (event.type === "setup") messages.push(event.message);
  }
  return messages;
}

/** The records of the folder's runs by name, without the times that steps took. */
async function records(out: string): Promise<Record<string, unknown>> {
  const runs = await readRuns(out);
  return Object.fromEntries(runs.map(({ run, records }) => [
    run.name,
    records.map((record) => "seconds" in record ? { ...record, seconds: 0 } : record),
  ]));
}

Deno.test("each run of a sweep comes to the same bits as alone, whatever it differs in", () =>
  withFolder(async (folder) => {
    const other = join(folder, "other");
    await cp(MODEL, other, { recursive: true });
    const { config, tensors } = await loadPretrained(MODEL);
    tensors.get("cls.predictions.bias")!.data.fill(0.5);
    await savePretrained(other, { config, tensors });
    const sweeps: ExperimentSettings["sweep"][] = [
      { model: [MODEL, other] },
      { chunkLength: [16, 8] },
      { gradientAccumulationSteps: [1, 2], learningRate: [3e-4, 1e-3] },
      { gamma: ["paper", "notebook"], epochs: [1, 2] },
      { maskProbability: [0.15, 0.4], evalChunks: [2, 1], weightDecay: [0.01, 0] },
    ];
    for (const [i, sweep] of sweeps.entries()) {
      const settings = settingsIn(folder, { sweep, out: join(folder, `sweep${i}`) });
      await make(settings);
      const together = Object.values(await records(settings.out));
      const names = Object.keys(sweep);
      assert.equal(together.length, 2 ** names.length);
      assert.equal(new Set(together.map((run) => JSON.stringify(run))).size, together.length);
      // The first run has the first values, the last one the last.
      for (const at of [0, -1] as const) {
        const values = Object.entries(sweep).map(([name, values]) => [name, values.at(at)]);
        const out = join(folder, `alone${i}${at}`);
        const alone = settingsIn(folder, { ...Object.fromEntries(values), out });
        await make(alone);
        assert.deepEqual(Object.values(await records(out)), [together.at(at)], names.join());
      }
    }
    const { environment } = await readConfig(join(folder, "sweep0"));
    const hashes = Object.keys(environment).filter((name) => name.includes("_sha256"));
    assert.deepEqual(hashes, [
      ...["model_sha256", "chunks_sha256", "scores_sha256"],
      ...["model_sha256", "chunks_sha256", "scores_sha256"].map((name) => `${name} model=${other}`),
    ]);
  }));

Deno.test("what only a later run would lack is told before anything is trained", () =>
  withFolder(async (folder) => {
    const refused = async (overrides: Partial<ExperimentSettings>, message: RegExp) => {
      const settings = settingsIn(folder, overrides);
      await assertRefused(make(settings), message);
      assert.deepEqual([...Deno.readDirSync(folder)], [], "nothing is written");
    };
    await refused({ sweep: { model: [MODEL, "/nowhere"] } }, /\/nowhere: there is no such folder/);
    await refused({ sweep: { trainChunks: [4, 400] } }, /gives \d+ chunks of 16 tokens, but 402/);
    await refused(
      { conditions: [{ name: "long", chunkLength: 64 }] },
      /the model takes 40 tokens at most, a chunk has 64/,
    );
    await refused(
      { sweep: { precision: ["float32", "bfloat16"] } },
      /does not compute in bfloat16/,
    );
    await refused({ sweep: { beta: ["table", "/nowhere"] } }, /\/nowhere/);
  }));

Deno.test("an input that changed for some runs is refused", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await cp("tests/fixtures/older/text.txt", data);
    const settings = settingsIn(folder, {
      sweep: { data: ["tests/fixtures/older/text.txt", data] },
      conditions: [{ name: "long", epochs: 3 }],
    });
    await make({ ...settings, conditions: [] });
    await Deno.writeTextFile(data, (await Deno.readTextFile(data)).replaceAll("cat", "dog"));
    await assertRefused(
      make(settings),
      /\(chunks_sha256 data=\S+text\.txt was "[0-9a-f]+", is "[0-9a-f]+"\)/,
    );
  }));

Deno.test("methods that keep something, or read a run, end with the same bits when stopped", () =>
  withFolder(async (folder) => {
    // So impatient that its rate changes within a few steps.
    const greedy = "greedy:patience=0:factor=0.5:smooth=true:windowSize=2:warmup=0:cooldown=0";
    const methods = ["SD", greedy, "replay:of=SD:order=shuffled", "mean:of=SD"];
    const whole = settingsIn(folder, { methods, epochs: 3, out: join(folder, "whole") });
    await make(whole);
    const expected = await records(whole.out);
    const rates = (await readRuns(whole.out))[1]!.records
      .flatMap((record) => record.type === "step" ? record.learning_rate : []);
    const scheduled = [6e-4, 5e-4, 4e-4, 3e-4, 2e-4, 1e-4];
    const factors = new Set(rates.map((rate, i) => (rate / scheduled[i]!).toFixed(2)));
    assert.ok(factors.size > 2, `it changes the rate: ${[...factors]}`);
    for (const step of [1, 2, 3, 4, 5]) {
      const settings = { ...whole, out: join(folder, `stopped${step}`) };
      // Every call is stopped in each run that it comes to.
      for (let done = false; !done;) {
        const controller = new AbortController();
        for await (const event of runExperiment(settings, { signal: controller.signal })) {
          if (event.type === "record" && event.record.step === step) controller.abort();
          done = event.type === "done";
        }
      }
      assert.deepEqual(await records(settings.out), expected, `stopped at step ${step}`);
    }
  }));

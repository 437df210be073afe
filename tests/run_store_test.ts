/** What a folder of results says of itself, looked at as it is opened, locked and begun. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMetrics } from "../lib/experiment/metrics.ts";
import { refuseForeign } from "../lib/experiment/own_files.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { Meanwhile } from "../lib/data/mod.ts";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import { RunStore } from "../lib/experiment/run_store.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { wallSeconds } from "../lib/experiment/wall_time.ts";
import { collect, fakeTrainer, inFolder, runFolder } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";

const ENVIRONMENT = { backend: "fake", model_sha256: "m", threads: "2" };
const open = (settings: ExperimentSettings, restart = false) =>
  RunStore.open(settings, { plugins: [], restart });

/** Begins an experiment in the folder. */
async function begin(settings: ExperimentSettings, environment: Record<string, string>) {
  const store = await open(settings);
  await store.begin(environment);
  await store.unlock();
}

inFolder("the threads are those that the folder says, where these are some", async (settings) => {
  assert.equal((await open(settings)).threads, undefined, "there is no folder");
  await begin(settings, ENVIRONMENT);
  const file = join(settings.out, "config.json");
  const config = JSON.parse(await Deno.readTextFile(file));
  for (const [threads, expected] of [["2", 2], ["1", 1], ["0", undefined], ["1.5", undefined]]) {
    const environment = { ...config.environment, threads };
    await Deno.writeTextFile(file, JSON.stringify({ ...config, environment }));
    assert.equal((await open(settings)).threads, expected, String(threads));
  }
  assert.equal((await open(settings, true)).threads, undefined, "all is made anew");
});

inFolder("what a folder was begun with stays beside what is new", async (settings) => {
  await begin(settings, { ...ENVIRONMENT, deno: "2.0.0" });
  const later = { ...settings, seeds: [1], allowOtherBits: true };
  await begin(later, { backend: "fake", deno: "2.9.6", threads: "4", axes_sha256: "x" });
  const config = await readConfig(settings.out);
  assert.deepEqual(config.environment, {
    ...{ backend: "fake", model_sha256: "m", threads: "2", deno: "2.9.6", axes_sha256: "x" },
  });
  assert.deepEqual(config.settings.seeds, [0, 1]);
  assert.ok(existsSync(join(settings.out, "runs")));
  // What is not known of now is no difference; what decides runs is one.
  await begin(later, { deno: "3" });
  await assertRefused(
    begin(later, { ...ENVIRONMENT, model_sha256: "other", backend: "gpu" }),
    /\(backend was "fake", is "gpu"; model_sha256 was "m", is "other"\)/,
  );
});

inFolder(
  "a folder that is begun while another process looks at it is followed",
  async (settings) => {
    await begin(settings, ENVIRONMENT);
    const aside = `${settings.out} aside`;
    Deno.renameSync(settings.out, aside);
    // It sees at once that there is no config.json, and then that there are runs.
    const looking = open(settings);
    Deno.renameSync(aside, settings.out);
    assert.equal((await looking).threads, 2);
    await Deno.remove(join(settings.out, "config.json"));
    await assertRefused(open(settings), /this folder has runs but no config\.json/);
  },
);

inFolder("a folder is looked at again once nobody else can write there", async (settings) => {
  await begin(settings, ENVIRONMENT);
  const moved = { ...settings, model: "elsewhere" };
  const store = await open(moved);
  assert.deepEqual([store.isMoved, store.settings.seeds], [true, [0]]);
  // Meanwhile somebody else takes the experiment away.
  await Deno.remove(join(settings.out, "config.json"));
  await Deno.remove(join(settings.out, "runs"));
  await store.lock();
  assert.deepEqual([store.isMoved, store.threads], [false, undefined]);
  await store.lock();
  await store.unlock();
  const again = await open(settings, true);
  assert.equal(await again.leftBehind(), undefined, "nothing is there to be removed");
});

inFolder(
  "what comes too late, and what is left behind, is known of what is there",
  async (settings) => {
    const metrics = [...settings.metrics, "eval_mrr"];
    assert.deepEqual((await open({ ...settings, metrics })).tooLate, []);
    await collect(settings, { prepare: fakeTrainer().prepare });
    const late = await open({ ...settings, metrics });
    assert.deepEqual([late.tooLate, await late.leftBehind()], [["metrics"], undefined]);
    const anew = await open({ ...settings, metrics }, true);
    assert.deepEqual(anew.tooLate, []);
    assert.equal(await anew.leftBehind(), `removes 1 finished run from ${settings.out}`);
    const [run] = plannedRuns(settings);
    assert.deepEqual([late.isFinished(run!), anew.isFinished(run!)], [true, false]);
  },
);

inFolder(
  "a folder's time by the clock is that of its finished runs, if all say theirs",
  async (settings) => {
    await collect({ ...settings, seeds: [0, 1] }, { prepare: fakeTrainer().prepare });
    const file = join(runFolder(settings), "done.json");
    const mark = JSON.parse(await Deno.readTextFile(file));
    const other = join(settings.out, "runs", "constant-SD-seed1", "done.json");
    await Deno.writeTextFile(file, JSON.stringify({ ...mark, spans: [[0, 1000], [5000, 6000]] }));
    const second = JSON.parse(await Deno.readTextFile(other));
    await Deno.writeTextFile(other, JSON.stringify({ ...second, spans: [[500, 2000]] }));
    assert.equal(await wallSeconds(settings.out), 3);
    const { spans: _, ...older } = mark;
    await Deno.writeTextFile(other, JSON.stringify(older));
    assert.equal(await wallSeconds(settings.out), null);
    await Deno.remove(other);
    assert.equal(await wallSeconds(settings.out), 2, "an unfinished run has none yet");
    await Deno.remove(file);
    assert.equal(await wallSeconds(settings.out), null);
  },
);

inFolder("no model is saved where the folder is gone", async (settings) => {
  const taken = collect(
    { ...settings, saveModels: true },
    { prepare: fakeTrainer().prepare },
    (event) => {
      if (event.type !== "record" || event.record.type !== "evaluation") return;
      if (event.record.step === 6) Deno.removeSync(join(settings.out, "runs"), { recursive: true });
    },
  );
  await assertRefused(
    taken,
    /: the folder was removed or renamed while its runs were made\. Put it/,
  );
  assert.ok(!existsSync(join(settings.out, "runs")));
});

inFolder("how much of the logs is read is told in bytes", async (settings) => {
  await collect({ ...settings, seeds: [0, 1] }, { prepare: fakeTrainer().prepare });
  const meanwhile = new Meanwhile(), told: [string, number][] = [];
  meanwhile.begin = (message, total) => void told.push([message, total]);
  let read = 0;
  meanwhile.read = (bytes) => void (read += bytes);
  await readRuns(settings.out, undefined, meanwhile);
  const sizes = [0, 1].map((seed) =>
    Deno.statSync(join(settings.out, "runs", `constant-SD-seed${seed}`, "metrics.jsonl")).size
  );
  assert.deepEqual(told, [[`Reading the runs in ${settings.out}`, sizes[0]! + sizes[1]!]]);
  assert.equal(read, sizes[0]! + sizes[1]!);
});

Deno.test("only what would be written over is a stranger's", () =>
  withFolder(async (folder) => {
    await refuseForeign(join(folder, "nowhere"));
    await refuseForeign(folder);
    for (
      const [lock, isOurs] of [["", true], ['{"pid": 3}', true], ['{"pid": "3"}', false], [
        "3",
        false,
      ]]
    ) {
      await Deno.writeTextFile(join(folder, ".lock"), String(lock));
      const refusal = refuseForeign(folder);
      if (isOurs) await refusal;
      else await assertRefused(refusal, /this folder has a \.lock but no config\.json/);
    }
    await assertRefused(refuseForeign(join(folder, ".lock")), /this is not a folder/);
  }));

Deno.test("a log is read to its end, ended or not, and named where it is no text", () =>
  withFolder(async (folder) => {
    const file = join(folder, "metrics.jsonl");
    const evaluation = (step: number) =>
      JSON.stringify({
        ...{ type: "evaluation", step, epoch: step, eval_loss: 4, eval_masked_tokens: 9 },
        train_loss: null,
      });
    const skipped = JSON.stringify({
      ...{
        type: "skipped",
        step: 1,
        epoch: 1,
        scheduled_learning_rate: 1,
        reason: "é",
        seconds: 1,
      },
    });
    const read = async (content: string | Uint8Array) => {
      if (typeof content === "string") await Deno.writeTextFile(file, content);
      else await Deno.writeFile(file, content);
      return (await readMetrics(file, "Mend it")).map(({ type, step }) => `${type} ${step}`);
    };
    const all = ["evaluation 0", "skipped 1", "evaluation 1"];
    const lines = [evaluation(0), skipped, evaluation(1)].join("\n");
    assert.deepEqual(await read(lines), all);
    assert.deepEqual(await read(`${lines}\n`), all);
    assert.deepEqual(await read(""), []);
    const bytes = new TextEncoder().encode(lines);
    const cut = new TextEncoder().encode(`${evaluation(0)}\n`);
    for (const damaged of [Uint8Array.of(...cut, 0xff), Uint8Array.of(...bytes, 0xc3)]) {
      await assertRefused(read(damaged), /metrics\.jsonl: the file is not UTF-8 text\. Mend it\./);
    }
    await assertRefused(read(`${lines}\n\n`), /line 4: this is not a log record/);
  }));

/** What of a folder of results is a run, whose it is, and what becomes of it: each part by itself. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasCheckpoints, removeCheckpoints } from "../lib/experiment/checkpoints.ts";
import { LogFollower } from "../lib/experiment/follow.ts";
import { LastBits } from "../lib/experiment/last_bits.ts";
import { describeRuns } from "../lib/experiment/left_behind.ts";
import { findRuns, refuseForeign } from "../lib/experiment/own_files.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { removeResults, removeRun } from "../lib/experiment/remove_own.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { RunFolder } from "../lib/experiment/run_folder.ts";
import { RunStore } from "../lib/experiment/run_store.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { EventFile } from "../lib/experiment/sinks/event_file.ts";
import { MetricsWriter } from "../lib/experiment/sinks/jsonl.ts";
import { disk, isLocked, tryLockFile, writeFolder } from "../lib/io/mod.ts";
import { collect, fakeTrainer, inFolder, namesIn, runFolder } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";

const EVALUATION = {
  ...{ type: "evaluation", step: 0, epoch: 0, eval_loss: 4, eval_masked_tokens: 10 },
  train_loss: null,
};
const LOG = JSON.stringify(EVALUATION) + "\n";
/** How a file is called while it is written. */
const UNFINISHED = ".0123abcd-0123-4567-89ab-0123456789ab.unfinished";
const DONE = JSON.stringify({ records: 1, seconds: 1, diverged: null });

/** Makes files of some content below a folder; a name that ends with a slash is a folder's. */
async function put(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await Deno.mkdir(name.endsWith("/") ? path : dirname(path), { recursive: true });
    if (!name.endsWith("/")) await Deno.writeTextFile(path, content);
  }
}

Deno.test("what among runs is the program's: by its mark, its log, a checkpoint, or nothing in it", () =>
  withFolder(async (folder) => {
    await put(join(folder, "runs"), {
      "b-seed1/done.json": DONE,
      "b-seed0/metrics.jsonl": LOG,
      "c-seed0/": "",
      // Nothing of these says that the program made them.
      "d-seed0/done.json": '{"records": 1}',
      "e-seed0/metrics.jsonl": '{"type":"evaluation"}\n',
      "f-seed0/metrics.jsonl": "",
      "g-seed0/notes.txt": "mine",
      "h-seed0/checkpoint-2/": "",
      // These are not called like runs, or are none.
      "a/done.json": DONE,
      "a-seed/done.json": DONE,
      "a-seed1x/done.json": DONE,
      "z-seed0": "a file",
    });
    const checkpoint = join(folder, "runs", "i-seed0", "checkpoint-3");
    await Deno.mkdir(dirname(checkpoint), { recursive: true });
    await writeFolder(checkpoint, (to) => Deno.writeTextFile(join(to, "config.json"), "{}"));
    const ours = ["b-seed0", "b-seed1", "c-seed0", "i-seed0"];
    const others = ["d-seed0", "e-seed0", "f-seed0", "g-seed0", "h-seed0"];
    assert.deepEqual(await findRuns(folder), { ours, others, claimed: ours });
    assert.equal(
      await describeRuns(folder),
      `removes 1 finished run and 3 unfinished runs (b-seed0 without a checkpoint, c-seed0 ` +
        `without a checkpoint, i-seed0 at step 3) from ${folder}; leaves ` +
        `${others.map((name) => join("runs", name)).join(", ")}, which it did not write`,
    );
    // What is no more the program's is nobody's checkpoint.
    await Deno.remove(join(checkpoint, "config.json"));
    assert.equal(await describeRuns(join(folder, "elsewhere")), undefined);
    await Deno.remove(join(folder, "runs"), { recursive: true });
    await Deno.mkdir(join(folder, "runs"));
    assert.equal(await describeRuns(folder), undefined);
    assert.deepEqual(await findRuns(folder), { ours: [], others: [], claimed: [] });
  }));

Deno.test("who leaves something only says that, and who removes something only that", () =>
  withFolder(async (folder) => {
    await put(join(folder, "runs"), { "a-seed0/notes.txt": "mine" });
    const strange = join(folder, "runs", "a-seed0");
    assert.equal(await describeRuns(folder), "leaves runs/a-seed0, which it did not write");
    await put(join(folder, "runs"), { "a-seed0/done.json": DONE, "b-seed0/done.json": DONE });
    assert.equal(await describeRuns(folder), `removes 2 finished runs from ${folder}`);
    await Deno.remove(join(folder, "runs", "b-seed0", "done.json"));
    await Deno.remove(strange, { recursive: true });
    assert.equal(
      await describeRuns(folder),
      `removes 1 unfinished run (b-seed0 without a checkpoint) from ${folder}`,
    );
  }));

inFolder(
  "the runs that config.json plans are the program's whatever is in them",
  async (settings) => {
    await collect(settings, { prepare: fakeTrainer().prepare });
    const folder = runFolder(settings);
    for (const name of namesIn(folder)) await Deno.remove(join(folder, name));
    await put(folder, { "notes.txt": "mine" });
    const planned = ["constant-SD-seed0"];
    assert.deepEqual(await findRuns(settings.out), { ours: planned, others: [], claimed: planned });
    // A run that is planned and not there may be another process's.
    await Deno.remove(folder, { recursive: true });
    assert.deepEqual(await findRuns(settings.out), { ours: [], others: [], claimed: planned });
    const link = await tryLockFile(`${folder}.lock`), waits: string[] = [];
    setTimeout(() => void link![Symbol.asyncDispose](), 300);
    await removeResults(settings.out, {
      onWait: (run, { pid }) => void waits.push(`${run} ${pid}`),
    });
    assert.deepEqual(waits, [`constant-SD-seed0 ${Deno.pid}`]);
    assert.deepEqual(namesIn(settings.out), ["config.json", "runs"]);
    assert.deepEqual(namesIn(join(settings.out, "runs")), []);
  },
);

Deno.test("of a run what the program writes is removed, and nothing that is only called so", () =>
  withFolder(async (folder) => {
    const ours = {
      "done.json": DONE,
      [`done.json${UNFINISHED}`]: "",
      "metrics.jsonl": LOG,
      "metrics.jsonl.unfinished": "",
      "events.out.tfevents.1234567890.sdtrainer": "",
      "checkpoint-4.unfinished/model.safetensors": "",
    };
    const others = {
      "events.out.tfevents.123456789.sdtrainer": "",
      "events.out.tfevents.12345678901.sdtrainer": "",
      "events.out.tfevents.1234567890.host": "",
      "done.json.bak": "",
      "done.json.unfinished": "",
      "my-metrics.jsonl": "",
      "checkpoint-x/a": "",
      "checkpoint-5": "a file",
      "model/mine.txt": "mine",
    };
    await put(folder, { ...ours, ...others });
    await removeRun(folder);
    assert.deepEqual(
      namesIn(folder),
      [...new Set(Object.keys(others).map((n) => n.split("/")[0]!))]
        .sort(),
    );
    assert.equal(await Deno.readTextFile(join(folder, "model", "mine.txt")), "mine");
    const swapped = join(folder, "swapped");
    await put(swapped, { "done.json/a": "", "metrics.jsonl/a": "", "checkpoint-4.unfinished": "" });
    await removeRun(swapped);
    assert.deepEqual(namesIn(swapped), ["checkpoint-4.unfinished", "done.json", "metrics.jsonl"]);
  }));

inFolder("results go with their plots, of metrics that are in some log", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const metrics = '{"eval_mrr":1,"eval_ece:bins=10":1}\n';
  await put(settings.out, {
    "runs/other-seed3/done.json": DONE,
    "runs/other-seed3/metrics.jsonl": LOG + metrics,
    [`summary.csv${UNFINISHED}`]: "",
    [`report.html${UNFINISHED}`]: "",
  });
  const ours = ["loss", "loss-differences", "final-losses", "rates", "gamma", "swept-learningRate"];
  const named = ["metric-eval_mrr", "metric-eval_accuracy", "metric-eval_ece+bins=10"];
  const plots = [...ours, ...named].flatMap((name) => [`${name}.svg`, `${name}.png`]);
  const others = ["metric-eval_other.svg", "loss.pdf", "swept-nothing.svg", "lossy.svg", "gamma"];
  const folder = join(settings.out, "plots");
  for (const name of [...plots, `loss.svg${UNFINISHED}`, ...others]) {
    await put(folder, { [name]: "" });
  }
  const { remove } = disk;
  try {
    disk.remove = () => Promise.reject(Object.assign(new Error("no"), { code: "EACCES" }));
    await assertRefused(removeResults(settings.out), /out: it cannot be written \(EACCES\)/);
  } finally {
    disk.remove = remove;
  }
  // All claims were given back.
  assert.ok(!existsSync(join(settings.out, "runs", "other-seed3.lock")));
  await removeResults(settings.out);
  assert.deepEqual(namesIn(settings.out), ["config.json", "plots", "runs"]);
  assert.deepEqual(namesIn(join(settings.out, "runs")), []);
  assert.deepEqual(namesIn(folder), others.sort());
});

Deno.test("a run's name leads to no folder but its own", () => {
  const folder = "/results";
  const [run] = plannedRuns(resolveSettings());
  const circumstances = {
    decisive: () => ({}),
    bits: () => new LastBits(undefined, {}, false),
    claim: undefined,
  };
  for (const name of ["", ".", "..", "...", "a/b", "../b", "/b", "b/"]) {
    assert.throws(() => new RunFolder(folder, { ...run!, name }, circumstances), {
      name: "InputError",
      message: `${folder}: a run cannot have the name ${JSON.stringify(name)}. ` +
        "Give its condition another name.",
    });
  }
  for (const name of ["a", ".a", "a..", "a..b"]) {
    const { path } = new RunFolder(folder, { ...run!, name }, circumstances);
    assert.equal(path, join(folder, "runs", name));
  }
});

inFolder("a finished run without its log, and one of which nothing is known", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const [run] = plannedRuns(settings);
  const store = await RunStore.open(settings, { plugins: [] });
  assert.ok(store.isFinished(run!));
  const log = join(runFolder(settings), "metrics.jsonl");
  await Deno.rename(log, `${log}.mine`);
  await assertRefused(readRuns(settings.out), /metrics\.jsonl: .*(ENOENT|there|no such)/i);
  await Deno.rename(`${log}.mine`, log);
  // What cannot be made ready writes nothing.
  const nowhere = { ...settings, out: `${settings.out}-nowhere` };
  await (await RunStore.open(nowhere, { plugins: [] })).renew();
  assert.ok(!existsSync(nowhere.out));
  // What may change is written, and what is the same is not written again.
  const file = join(settings.out, "config.json"), { mtime } = await Deno.stat(file);
  await (await RunStore.open(settings, { plugins: [] })).renew();
  assert.deepEqual((await Deno.stat(file)).mtime, mtime);
  const changed = { ...settings, baseline: "SD", epochs: settings.epochs };
  await (await RunStore.open(changed, { plugins: [] })).renew();
  const config = JSON.parse(await Deno.readTextFile(file));
  assert.deepEqual(config.settings, { ...settings, baseline: "SD" });
});

Deno.test("a log that is none yet is told of once it is one", () =>
  withFolder(async (folder) => {
    const file = join(folder, "metrics.jsonl"), follower = new LogFollower(file);
    await Deno.writeTextFile(file, '{"type":"other"}\n');
    assert.deepEqual(follower.news(), []);
    await Deno.writeTextFile(`${file}.new`, LOG);
    await Deno.rename(`${file}.new`, file);
    assert.deepEqual(follower.news().map(({ type }) => type), ["evaluation"]);
    assert.deepEqual(follower.news(), []);
    if (Deno.build.os !== "linux") return;
    const open = [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
      try {
        return [Deno.readLinkSync(`/proc/self/fd/${name}`)];
      } catch {
        return [];
      }
    });
    assert.deepEqual(open.filter((path) => path.startsWith(folder)), []);
  }));

Deno.test("what cannot be written to a log or an event file is told with its path", () =>
  withFolder(async (folder) => {
    const path = join(folder, "events.out.tfevents.1234567890.sdtrainer");
    const file = new EventFile(path);
    assert.throws(() => new EventFile(path), /sdtrainer: it cannot be written \(EEXIST\)/);
    file.scalars(1, { a: 1 });
    file.flush();
    file.close();
    for (
      const act of [() => file.scalars(2, { a: 1 }), () => file.restartAt(2), () => file.flush()]
    ) {
      assert.throws(act, /sdtrainer: it cannot be written \(EBADF\)/);
    }
    const log = join(folder, "metrics.jsonl");
    const writer = await MetricsWriter.open(log);
    writer.write(EVALUATION as never);
    assert.equal(await Deno.readTextFile(log), LOG, "it is in the file at once");
    writer[Symbol.dispose]();
    assert.throws(() => writer.write(EVALUATION as never), /jsonl: it cannot be written \(EBADF\)/);
  }));

inFolder("a folder is taken once, and let go with all that was begun in it", async (settings) => {
  const store = await RunStore.open(settings, { plugins: [] });
  await store.begin({ backend: "fake" });
  assert.ok(await isLocked(settings.out));
  await assertRefused(
    RunStore.open(settings, { plugins: [] }).then((other) => other.lock()),
    /another process is at work in this folder/,
  );
  assert.equal(await RunStore.join(settings, "a", { plugins: [] }), undefined);
  await store.announce("a");
  assert.equal(store.session, "a");
  assert.equal(await RunStore.join(settings, "b", { plugins: [] }), undefined);
  const helper = (await RunStore.join(settings, "a", { plugins: [] }))!;
  assert.equal(helper.session, "a");
  const [run] = plannedRuns(settings);
  const claim = await store.claim(run!);
  assert.ok(claim);
  assert.equal(await helper.claim(run!), undefined, "it is taken");
  await claim[Symbol.asyncDispose]();
  const taken = await helper.claim(run!);
  assert.ok(taken);
  const { session } = JSON.parse(await Deno.readTextFile(`${runFolder(settings)}.lock`));
  assert.equal(session, "a");
  await taken[Symbol.asyncDispose]();
  await store.unlock();
  await store.unlock();
  assert.ok(!await isLocked(settings.out));
  assert.equal(await helper.claim(run!), undefined, "its leader is gone");
  assert.ok(!existsSync(`${runFolder(settings)}.lock`), "and its claim is given back");
  // It can be taken again by the same one.
  await store.lock();
  assert.ok(await isLocked(settings.out));
  await store.unlock();
  await refuseForeign(join(settings.out, "runs"));
});

inFolder(
  "what a mark says of its run is in what the run came to, and nothing else",
  async (settings) => {
    await collect(settings, { prepare: fakeTrainer().prepare });
    const file = join(runFolder(settings), "done.json");
    const mark = JSON.parse(await Deno.readTextFile(file));
    const [plain] = await readRuns(settings.out);
    const keys = ["run", "schedule", "method", "seed", "label", "seconds", "diverged", "bestStep"];
    assert.deepEqual(Object.keys(plain!), [...keys, "records"]);
    const more = { seconds: 2.5, diverged: "It ended.", best_global_step: 4 };
    const hashes = { other_bits: "threads 2 instead of 1", weights_sha256: "ab" };
    await Deno.writeTextFile(file, JSON.stringify({ ...mark, ...more, ...hashes }));
    const [{ run: _, records, ...rest } = {}] = await readRuns(settings.out);
    assert.deepEqual(records, plain!.records);
    assert.deepEqual(rest, {
      ...{ schedule: "constant", method: "SD", seed: 0, label: "SD" },
      ...{ seconds: 2.5, diverged: "It ended.", bestStep: 4 },
      ...{ otherBits: "threads 2 instead of 1", weightsSha256: "ab" },
    });
  },
);

inFolder("who leads takes runs also where its lock's file is gone", async (settings) => {
  const store = await RunStore.open(settings, { plugins: [] });
  await store.begin({ backend: "fake" });
  await store.announce("a");
  await Deno.remove(join(settings.out, ".lock"));
  const [run] = plannedRuns(settings);
  const claim = await store.claim(run!);
  assert.ok(claim);
  await claim[Symbol.asyncDispose]();
  await store.unlock();
});

Deno.test("of a run's checkpoints those that were never whole are removed, too", () =>
  withFolder(async (folder) => {
    await put(folder, {
      "checkpoint-7.unfinished/model.safetensors": "",
      "checkpoint-7.unfinished/more/a": "",
      "checkpoint-x.unfinished/a": "",
      "checkpoint-8.unfinished.bak/a": "",
      "notes.txt": "",
    });
    assert.ok(await hasCheckpoints(folder));
    await removeCheckpoints(folder);
    const others = ["checkpoint-8.unfinished.bak", "checkpoint-x.unfinished", "notes.txt"];
    assert.deepEqual(namesIn(folder), others);
    assert.ok(!await hasCheckpoints(folder));
  }));

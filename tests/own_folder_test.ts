/** What is in a folder that this program did not write is neither removed nor written over. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { helpExperiment } from "../lib/experiment/help.ts";
import { InputError } from "../lib/io/errors.ts";
import { tryLockFile } from "../lib/io/lock.ts";
import { collect, fakeTrainer, inFolder, runFolder, training } from "./_fake_experiment.ts";
import { assertRefused } from "./_files.ts";

/** Writes some files below a folder. */
async function put(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
    await Deno.writeTextFile(join(folder, name), content);
  }
}

async function assertKept(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    assert.equal(await Deno.readTextFile(join(folder, name)), content, name);
  }
}

const make = (settings: ExperimentSettings, restart = false) =>
  collect(settings, { prepare: fakeTrainer().prepare, restart });

const STRANGER = {
  "runs/Jan05_12-00-00_host/events.out.tfevents.1700000000.host": "TensorBoard's",
  "plots/mine.svg": "mine",
  "summary.csv": "mine",
  "report.html": "mine",
};

inFolder("a condition's name leads to no other folder, whoever gives it", async (settings) => {
  await make(settings);
  const kept = { "precious.txt": "mine" };
  await put(settings.out, kept);
  for (const name of [".", "..", "...", "../../elsewhere"]) {
    const only = { schedule: "constant", method: "none", seed: 0 } as const;
    const hostile = { ...settings, conditions: [{ name, ...only }] };
    for (const restart of [false, true]) {
      await assert.rejects(make(hostile, restart), InputError, name);
      await assertKept(settings.out, kept);
      assert.ok((await Deno.stat(join(settings.out, "config.json"))).isFile, name);
    }
  }
});

inFolder("restart removes nothing in a folder that is not an experiment's", async (settings) => {
  const configs = ['{"model_type": "bert"}', '{"settings": {}, "environment": {}}', "{", "a: b"];
  for (const config of configs) {
    const files = { ...STRANGER, "config.json": config };
    await put(settings.out, files);
    for (const restart of [true, false]) {
      await assertRefused(make(settings, restart), /is not (the|an|valid)/);
      await assertKept(settings.out, files);
    }
  }
  await assertRefused(make(settings, true), /so nothing here is removed\. Choose another folder/);
});

inFolder("a stranger's files are not written over", async (settings) => {
  for (const name of ["plots/mine.svg", "summary.csv", "report.html", ".lock"]) {
    const files = { [name]: "mine", "notes.txt": "mine" };
    await put(settings.out, files);
    for (const restart of [false, true]) {
      await assertRefused(
        make(settings, restart),
        /but no config\.json, so it is no experiment's and nothing is written here/,
      );
      await assertKept(settings.out, files);
    }
    await Deno.remove(settings.out, { recursive: true });
  }
  await put(settings.out, { "notes.txt": "mine" });
  await make(settings);
  await assertKept(settings.out, { "notes.txt": "mine" });
});

inFolder("restart removes what it knows and leaves what others put there", async (settings) => {
  await make({ ...settings, seeds: [0, 1] });
  const files = {
    "notes.txt": "mine",
    "plots/mine.svg": "mine",
    "runs/Jan05_12-00-00_host/events.out.tfevents.1700000000.host": "TensorBoard's",
    "runs/constant-SD-seed0/notes.txt": "mine",
    "runs/other-seed7/done.json/notes.txt": "mine",
  };
  await put(settings.out, { ...files, "plots/loss.svg": "ours", "report.html": "ours" });
  await make({ ...settings, methods: ["none"] }, true);
  await assertKept(settings.out, files);
  const names = [...Deno.readDirSync(join(settings.out, "runs"))].map(({ name }) => name).sort();
  assert.deepEqual(names, [
    "Jan05_12-00-00_host",
    "constant-SD-seed0",
    "constant-none-seed0",
    "other-seed7",
  ]);
  assert.deepEqual([...Deno.readDirSync(runFolder(settings))].map(({ name }) => name), [
    "notes.txt",
  ]);
  assert.deepEqual([...Deno.readDirSync(join(settings.out, "plots"))].map(({ name }) => name), [
    "mine.svg",
  ]);
});

inFolder("a run that begins anew leaves what others put into its folder", async (settings) => {
  await make(settings);
  await Deno.remove(join(runFolder(settings), "done.json"));
  const notes = { "notes.txt": "mine" };
  await put(runFolder(settings), notes);
  await make(settings);
  await assertKept(runFolder(settings), notes);
});

inFolder("restart waits for who still makes a run, then removes it", async (settings) => {
  await make(settings);
  const done = join(runFolder(settings), "done.json");
  const before = await Deno.readTextFile(done);
  const held = await tryLockFile(`${runFolder(settings)}.lock`);
  const { prepare } = fakeTrainer();
  let told: () => void;
  const waits = new Promise<void>((resolve) => told = resolve);
  const restarted = collect(settings, { prepare, restart: true }, (event) => {
    if (
      event.type === "setup" &&
      /\(process \d+ .*still makes constant-SD-seed0.*Ctrl-C/.test(event.message)
    ) told();
  });
  await Promise.race([waits, restarted]);
  await setTimeout(300);
  assert.equal(await Deno.readTextFile(done), before, "it is not touched");
  await held![Symbol.asyncDispose]();
  assert.equal((await restarted).at(-1)!.type, "done");
  assert.notEqual(await Deno.readTextFile(done), before);
});

inFolder("a helper whose leader is gone takes no more runs", async (settings) => {
  const more = { ...settings, seeds: [0, 1, 2] };
  let ready: () => void, prepares: () => void;
  const released = new Promise<void>((resolve) => ready = resolve);
  const preparing = new Promise<void>((resolve) => prepares = resolve);
  const helper = fakeTrainer();
  const helping = helpExperiment(more, {
    session: "a",
    prepare: async (...args) => {
      prepares();
      await released;
      return await helper.prepare(...args);
    },
  });
  const controller = new AbortController();
  const leader = training(fakeTrainer().prepare, (_, open) =>
    async function* (training) {
      await preparing;
      controller.abort();
      yield* open.train(training);
    });
  const { signal } = controller;
  const events = await collect(more, { prepare: leader, session: "a", signal });
  assert.equal(events.at(-1)!.type, "interrupted");
  ready!();
  await helping;
  assert.deepEqual(helper.log.begun, []);
});

inFolder("a finished run whose log is gone is not made anew in silence", async (settings) => {
  const saving = { ...settings, saveModels: true };
  await make(saving);
  await Deno.remove(join(runFolder(settings), "metrics.jsonl"));
  const { prepare, log } = fakeTrainer();
  await assertRefused(
    collect({ ...saving, seeds: [0, 1] }, { prepare }),
    /metrics\.jsonl: this run is finished, but its log is gone\. Put the log back, or delete the f/,
  );
  assert.deepEqual(log.begun, []);
  await assertKept(runFolder(settings), { "model/weight": "6" });
  await Deno.remove(runFolder(settings), { recursive: true });
  await make(saving);
});

/** What lies where this program writes, but is not what it wrote. */
const ALIKE = {
  "plots/loss.svg.bak": "mine",
  "plots/loss.png~": "mine",
  "plots/metric-my-own.svg": "mine",
  "plots/swept-mine.svg": "mine",
  "report.html.mine.unfinished": "mine",
  "summary.csv.unfinished": "mine",
  "config.json.unfinished": "mine",
  "runs/constant-SD-seed0/model/mynotes.txt": "mine",
  "runs/constant-SD-seed0/checkpoint-7/mynotes.txt": "mine",
  "runs/constant-SD-seed0/checkpoint-9/mynotes.txt": "mine",
  "runs/mine-seed3/done.json": "mine",
  "runs/mine-seed3/model/mine.txt": "mine",
};

inFolder("what is only called like its own files stays", async (settings) => {
  await make(settings);
  const leftBehind = `report.html.${crypto.randomUUID()}.unfinished`;
  const ours = {
    "plots/loss.svg": "ours",
    "plots/metric-accuracy.png": "ours",
    [leftBehind]: "ours",
    "runs/constant-SD-seed0/model/model.safetensors": "ours",
  };
  await put(settings.out, { ...ALIKE, ...ours });
  await make(settings);
  await assertKept(settings.out, ALIKE);
  const events = await make({ ...settings, methods: ["none"] }, true);
  await assertKept(settings.out, ALIKE);
  for (const name of Object.keys(ours).filter((name) => !/accuracy/.test(name))) {
    await assert.rejects(Deno.stat(join(settings.out, name)), Deno.errors.NotFound, name);
  }
  const begins = events.flatMap((event) => event.type === "setup" ? [event.message] : [])
    .filter((message) => /^Begins/.test(message));
  assert.deepEqual(begins, [
    `Begins anew: removes 1 finished run from ${settings.out}; leaves ${
      join("runs", "mine-seed3")
    }, which it did not write.`,
  ]);
});

inFolder("what others left of a checkpoint is none to go on from", async (settings) => {
  await make(settings);
  const notes = { "runs/constant-SD-seed0/checkpoint-7/mynotes.txt": "mine" };
  await put(settings.out, notes);
  for (const restart of [true, false]) {
    assert.equal((await make(settings, restart)).at(-1)!.type, "done");
    await assertKept(settings.out, notes);
  }
});

inFolder("a checkpoint is not saved over what others put in its place", async (settings) => {
  const notes = { "runs/constant-SD-seed0/checkpoint-4/mynotes.txt": "mine" };
  const { prepare } = fakeTrainer();
  const making = collect(settings, { prepare }, (event) => {
    if (event.type !== "record" || event.record.step !== 3) return;
    const file = join(settings.out, Object.keys(notes)[0]!);
    Deno.mkdirSync(dirname(file));
    Deno.writeTextFileSync(file, "mine");
  });
  await assertRefused(making, /checkpoint-4: it holds what this program did not write/);
  await assertKept(settings.out, notes);
});

inFolder("a link in a run's place is refused before anything is removed", async (settings) => {
  await make({ ...settings, seeds: [0, 1] });
  const linked = join(settings.out, "runs", "constant-SD-seed1");
  await Deno.remove(linked, { recursive: true });
  await Deno.symlink("constant-SD-seed0", linked);
  await assertRefused(
    make({ ...settings, seeds: [0, 1] }, true),
    /constant-SD-seed1: this is a link, so nothing here is removed\. Remove the link/,
  );
  assert.ok((await Deno.stat(join(runFolder(settings), "done.json"))).isFile);
});

inFolder("who only waits for another process says so once, and for which", async (settings) => {
  await make(settings);
  await Deno.remove(join(runFolder(settings), "done.json"));
  const held = await tryLockFile(`${runFolder(settings)}.lock`);
  const controller = new AbortController();
  const messages: string[] = [];
  const { prepare } = fakeTrainer();
  const making = collect(settings, { prepare, signal: controller.signal }, (event) => {
    if (event.type === "setup") messages.push(event.message);
  });
  await setTimeout(900);
  controller.abort();
  assert.equal((await making).at(-1)!.type, "interrupted");
  await held![Symbol.asyncDispose]();
  const waits = messages.filter((message) => /^Waits/.test(message));
  assert.equal(waits.length, 1, waits.join("\n"));
  assert.match(
    waits[0]!,
    new RegExp(
      `^Waits for another process \\(process ${Deno.pid} .*which makes constant-SD-seed0\\.` +
        " Ctrl-C ends the wait\\.$",
    ),
  );
});

inFolder(
  "a folder that is taken away while its runs are made is told as that",
  async (settings) => {
    const { prepare } = fakeTrainer();
    const making = collect(settings, { prepare }, (event) => {
      if (event.type !== "record" || event.record.step !== 3) return;
      Deno.renameSync(settings.out, `${settings.out}.moved`);
    });
    await assertRefused(
      making,
      /out: the folder was removed or renamed while its runs were made\. Put it back, and the same/,
    );
  },
);

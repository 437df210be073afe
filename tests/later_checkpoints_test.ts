/** Checkpoints that a thread writes while training goes on: the same files, and the same errors. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CheckpointWriter } from "../lib/experiment/checkpoint_writer.ts";
import type { Save } from "../lib/experiment/checkpoints.ts";
import type { Prepare } from "../lib/experiment/prepared.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { disk, InputError } from "../lib/io/mod.ts";
import { readCheckpointState } from "../lib/training/mod.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  interruptAfter,
  namesIn,
  runFolder,
  training,
} from "./_fake_experiment.ts";
import { withFolder } from "./_files.ts";
import { withFileLimit } from "./_file_limit.ts";
import { inThread } from "./_later/disturbed.ts";

/** A checkpoint with tensors that share memory, as those do that one variable holds. */
function saveOf(runFolder: string, step: number): Save {
  const shared = Float32Array.from({ length: 600 }, (_, i) => i === 7 ? NaN : step + i / 3);
  const tensors = new Map([
    ["b.weight", { shape: [2, 150], data: shared.subarray(300) }],
    ["a.weight", { shape: [300], data: shared.subarray(0, 300) }],
    ["a.bias", { shape: [], data: Float32Array.of(-0) }],
  ]);
  const record = { type: "evaluation", step, epoch: 1, eval_loss: NaN, train_loss: null };
  return {
    runFolder,
    snapshot: {
      tensors: { "model.safetensors": tensors, "optimizer.safetensors": new Map() },
      texts: { "config.json": "{}", "vocab.txt": "[PAD]\né\n" },
    },
    state: {
      global_step: step,
      log_history: [record as unknown as Save["state"]["log_history"][0]],
      seconds: 0.1 + step,
      spans: [[1, 2]],
      kept: { deep: [null, -0, "ü"] },
      made_with: [{ threads: "2" }],
      settings: { run: "linear-SD-seed0", epochs: 3 },
    },
    limit: 2,
  };
}

/** The bytes of all files below a folder, by their names. */
async function filesOf(folder: string): Promise<[string, Uint8Array][]> {
  const files: [string, Uint8Array][] = [];
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (Deno.statSync(path).isFile) files.push([name, await Deno.readFile(path)]);
    else {
      for (const [inner, bytes] of await filesOf(path)) files.push([join(name, inner), bytes]);
    }
  }
  return files;
}

Deno.test("a thread writes the same bytes, and takes the tensors' memory", () =>
  withFolder(async (folder) => {
    const write = async (bytes: number) => {
      const path = join(folder, "run");
      await Deno.mkdir(path);
      await using writer = await CheckpointWriter.open(bytes);
      let sizes: number[] = [];
      for (const step of [1, 2, 3]) {
        const save = saveOf(path, step);
        const write = writer.take(save);
        sizes = [...save.snapshot.tensors["model.safetensors"]!.values()]
          .map(({ data }) => data.length);
        await writer.begin(write);
        await writer.end();
      }
      const files = await filesOf(path);
      await Deno.remove(path, { recursive: true });
      return { files, sizes };
    };
    const here = await write(0), there = await write(Infinity);
    assert.deepEqual(there.files, here.files);
    assert.ok(here.files.some(([name]) => name === "checkpoint-3/manifest.json"));
    assert.ok(!here.files.some(([name]) => name.startsWith("checkpoint-1/")));
    assert.deepEqual(here.sizes, [300, 300, 1]);
    assert.deepEqual(there.sizes, [0, 0, 0]);
  }));

inFolder("a run that a thread saves ends as one that waits, wherever it stops", async (base) => {
  const settings = { ...base, saveStrategy: "steps" as const, saveSteps: 1, saveModels: true };
  const ending = async (settings: ExperimentSettings) => {
    await collect(settings, { prepare: fakeTrainer().prepare });
    assert.deepEqual(namesIn(runFolder(settings)), ["done.json", "metrics.jsonl", "model"]);
    return await filesOf(runFolder(settings)).then((files) =>
      files.filter(([name]) => name !== "done.json")
    );
  };
  const whole = await ending({ ...settings, out: `${base.out}-whole` });
  for (const at of [0, 1, 2, 3, 4, 5, 6]) {
    const stopped = async (name: string) => {
      const again = { ...settings, out: `${base.out}-${name}-${at}` };
      await interruptAfter(at, again, fakeTrainer().prepare);
      const names = namesIn(runFolder(again));
      const steps: unknown[] = [];
      for (const name of names.filter((name) => name.startsWith("checkpoint-"))) {
        steps.push((await readCheckpointState(join(runFolder(again), name)))["global_step"]);
      }
      const rest = fakeTrainer();
      await collect(again, { prepare: rest.prepare });
      assert.deepEqual(await ending(again), whole, `stopped after step ${at}`);
      return { names, steps, begun: rest.log.begun };
    };
    const here = await stopped("here");
    assert.equal(here.steps.at(-1), at === 0 ? undefined : at);
    using _ = inThread();
    assert.deepEqual(await stopped("there"), here);
  }
});

inFolder(
  "steps are made while a checkpoint is written, and it has none of them",
  async (settings) => {
    const go = `${settings.out}-go`, saved = join(runFolder(settings), "checkpoint-2");
    using _ = inThread({ wait: go });
    const { prepare } = fakeTrainer(5);
    const waited: boolean[] = [];
    const noting: Prepare = async (...args) => {
      const prepared = await prepare(...args);
      const open: typeof prepared.open = async (run) => {
        const opened = await prepared.open(run), checkpoints = opened.checkpoints!;
        const snapshot = () => {
          waited.push(existsSync(saved));
          return checkpoints.snapshot();
        };
        return { ...opened, checkpoints: { ...checkpoints, snapshot } };
      };
      return { ...prepared, open };
    };
    const before = Date.now();
    let third = 0;
    await collect(settings, { prepare: noting }, (event) => {
      if (event.type !== "record" || event.record.step < 3) return;
      assert.ok(!existsSync(saved), `at step ${event.record.step}`);
      third ||= Date.now();
      // The next checkpoint is due now.
      if (event.record.type === "evaluation") setTimeout(() => Deno.writeTextFileSync(go, ""), 100);
    });
    assert.deepEqual(waited, [false, true], "one is written at a time");
    const names = ["checkpoint-2", "checkpoint-4", "done.json", "metrics.jsonl"];
    assert.deepEqual(namesIn(runFolder(settings)), names, "it diverged, which is the end as well");
    const { log_history, spans } = await readCheckpointState(saved);
    assert.equal((log_history as unknown[]).length, 4);
    const [[begun, until]] = spans as [[number, number]];
    assert.ok(before <= begun && until <= third, "its times are those of when it was read");
    assert.equal(await Deno.readTextFile(join(saved, "weight")), "2");
    const { diverged } = JSON.parse(
      await Deno.readTextFile(join(runFolder(settings), "done.json")),
    );
    assert.equal(diverged, "Step 5 was not made. checkpoint-4 is kept.");
  },
);

/** What an experiment is ended by. */
async function failure(act: () => Promise<unknown>): Promise<Error> {
  return await act().then(() => assert.fail("nothing failed"), (error) => error);
}

const REFUSED =
  /checkpoint-2: it cannot be written \(ENOSPC\)\. Make space on the disk, and the same command goes on\.$/;

for (const name of ["writeFile", "flush", "rename", "makeFolder"] as const) {
  inFolder(`that ${name} fails in a thread is told as where it is waited for`, async (settings) => {
    const whole = disk[name];
    disk[name] = (...args: unknown[]) =>
      `${args[0]}`.includes("checkpoint-")
        ? Promise.reject(Object.assign(new Error("ENOSPC: full"), { code: "ENOSPC" }))
        : (whole as (...args: unknown[]) => Promise<void>)(...args);
    const here = await failure(() => collect(settings, { prepare: fakeTrainer().prepare }))
      .finally(() => Object.assign(disk, { [name]: whole }));
    const there = { ...settings, out: `${settings.out}-there` };
    using _ = inThread({ fail: name, code: "ENOSPC" });
    const { prepare, log: { begun } } = fakeTrainer();
    const error = await failure(() => collect(there, { prepare }));
    assert.ok(here instanceof InputError && error instanceof InputError);
    assert.match(here.message, REFUSED);
    assert.equal(error.message.replaceAll(there.out, settings.out), here.message);
    assert.equal(error.told((name) => name), error.message);
    assert.deepEqual(begun, [0]);
    assert.deepEqual(namesIn(runFolder(there)), ["metrics.jsonl"]);
  });
}

inFolder("that a checkpoint failed ends a run at its next record", async (settings) => {
  using _ = inThread({ fail: "rename", code: "ENOSPC" });
  const most = 5000;
  const long = training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        if (record.step <= 2) yield record;
        // One long epoch: nothing is to be saved.
        for (let step = 3; record.step === 3 && step < most; step++) {
          await delay(1);
          yield { ...record, step };
        }
      }
    });
  const error = await failure(() => collect(settings, { prepare: long }));
  assert.match(error.message, REFUSED);
  const log = await Deno.readTextFile(join(runFolder(settings), "metrics.jsonl"));
  assert.ok(log.split("\n").length < most);
});

inFolder("a checkpoint that failed is told of at each end of a run", async (base) => {
  using _ = inThread({ fail: "rename", code: "ENOSPC" });
  const at = (name: string) => ({ ...base, out: `${base.out}-${name}` });
  // After the last checkpoint there are no more records.
  const stopping = training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        yield record;
        if (record.type === "evaluation" && record.step === 2) return;
      }
    });
  assert.match((await failure(() => collect(at("end"), { prepare: stopping }))).message, REFUSED);
  // That training diverges right then is found again.
  const diverging = at("diverging");
  const error = await failure(() => collect(diverging, { prepare: fakeTrainer(3).prepare }));
  assert.match(error.message, REFUSED);
  assert.deepEqual(namesIn(runFolder(diverging)), ["metrics.jsonl"]);
  // What reads the events ends.
  const ended = failure(async () => {
    for await (const event of runExperiment(at("left"), { prepare: fakeTrainer().prepare })) {
      if (event.type === "record" && event.record.step === 3) break;
    }
  });
  assert.match((await ended).message, REFUSED);
  // An interruption.
  const controller = new AbortController();
  const signal = controller.signal;
  const interrupted = failure(() =>
    collect(at("interrupted"), { prepare: fakeTrainer().prepare, signal }, (event) => {
      if (event.type === "record" && event.record.step === 2) controller.abort();
    })
  );
  assert.match((await interrupted).message, REFUSED);
  // Where training itself fails, that is what is told.
  const broken = training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        yield record;
        if (record.type === "evaluation" && record.step === 2) throw new RangeError("broken");
      }
    });
  assert.equal((await failure(() => collect(at("broken"), { prepare: broken }))).message, "broken");
});

inFolder("the run goes on from the checkpoint before one that failed", async (settings) => {
  {
    using _ = inThread({ fail: "rename", code: "EIO", after: "1" });
    const error = await failure(() => collect(settings, { prepare: fakeTrainer().prepare }));
    assert.match(error.message, /checkpoint-4: it cannot be written \(EIO\)\. Choose a folder/);
  }
  assert.deepEqual(namesIn(runFolder(settings)), ["checkpoint-2", "metrics.jsonl"]);
  const { prepare, log } = fakeTrainer();
  await collect(settings, { prepare });
  assert.deepEqual(log.begun, [2]);
});

inFolder("a thread that breaks is told of", async (base) => {
  for (
    const [asked, message] of [
      [{ broken: "" }, /^The thread that writes checkpoints failed: .*no thread today/],
      [{ fail: "writeFile" }, /^a mistake in the program$/],
    ] as const
  ) {
    using _ = inThread(asked);
    const settings = { ...base, out: `${base.out}-${Object.keys(asked)[0]}` };
    const error = await failure(() => collect(settings, { prepare: fakeTrainer().prepare }));
    assert.match(error.message, message);
    assert.ok(!(error instanceof InputError));
  }
});

inFolder("what others remove is written again from the same memory", async (base) => {
  using _ = inThread({ fail: "rename", code: "ENOENT", times: "2" });
  const settings = { ...base, saveStrategy: "steps" as const, saveSteps: 3 };
  await interruptAfter(4, settings, fakeTrainer().prepare);
  assert.deepEqual(
    namesIn(runFolder(settings)),
    ["checkpoint-3", "checkpoint-4", "metrics.jsonl"],
  );
  await readCheckpointState(join(runFolder(settings), "checkpoint-3"));
});

inFolder("a folder that is taken away meanwhile is told as that", async (settings) => {
  const go = `${settings.out}-go`;
  using _ = inThread({ wait: go });
  const prepare = training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        yield record;
        if (record.type !== "evaluation" || record.step !== 2) continue;
        while (!existsSync(join(runFolder(settings), "checkpoint-2.unfinished"))) await delay(5);
        await Deno.rename(settings.out, `${settings.out}-away`);
        await Deno.writeTextFile(go, "");
      }
    });
  const error = await failure(() => collect(settings, { prepare }));
  assert.match(error.message, /the folder was removed or renamed while its runs were made\./);
  assert.ok(!existsSync(settings.out), "nothing is written where it was");
});

Deno.test("a disk without space is one sentence in a thread, too", () =>
  withFolder(async (folder) => {
    const printed = await withFileLimit(
      64,
      `import { CheckpointWriter } from "./lib/experiment/checkpoint_writer.ts";
      await using writer = await CheckpointWriter.open(Infinity);
      const data = new Float32Array(1 << 20);
      const tensors = { "model.safetensors": new Map([["a", { shape: [data.length], data }]]) };
      const state = { global_step: 1, log_history: [], seconds: 1, settings: {} };
      const runFolder = ${JSON.stringify(folder)}, snapshot = { tensors, texts: {} };
      await writer.begin(writer.take({ runFolder, snapshot, state, limit: 1 }));
      await writer.end().catch((error) => console.log(data.length, error.name, error.message));`,
    );
    const sentence =
      "it cannot be written (EFBIG). Raise the limit on the size of a file (ulimit -f), and the " +
      "same command goes on.";
    const file = join(folder, "checkpoint-1.unfinished", "model.safetensors");
    assert.equal(printed, `0 InputError ${file}: ${sentence}\n`);
    assert.deepEqual(namesIn(folder), []);
  }));

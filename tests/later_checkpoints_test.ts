/** Checkpoints that a thread writes while training goes on: the same files, and the same errors. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate, setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import {
  checkpointThread,
  CheckpointWriter,
  type ReadSave,
} from "../lib/experiment/checkpoint_writer.ts";
import type { Prepare } from "../lib/experiment/prepared.ts";
import { claimFile } from "../lib/experiment/remove_own.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { disk, InputError } from "../lib/io/mod.ts";
import { readSafetensors } from "../lib/model/mod.ts";
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
import { LONG_MS } from "./_waiting.ts";

/** A checkpoint with tensors that share memory, as those do that one variable holds. */
function saveOf(runFolder: string, step: number): ReadSave {
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
      log_history: [record as unknown as ReadSave["state"]["log_history"][0]],
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
        await writer.begin(save);
        sizes = [...save.snapshot.tensors["model.safetensors"]!.values()]
          .map(({ data }) => data.length);
        await writer.end();
      }
      const files = await filesOf(path);
      await Deno.remove(path, { recursive: true });
      return { files, sizes };
    };
    const here = await write(0);
    const answered = join(folder, "answered");
    using _ = inThread({ answered });
    const there = await write(Infinity);
    assert.deepEqual(there.files, here.files);
    assert.ok(here.files.some(([name]) => name === "checkpoint-3/manifest.json"));
    assert.ok(!here.files.some(([name]) => name.startsWith("checkpoint-1/")));
    assert.deepEqual(here.sizes, [300, 300, 1]);
    assert.deepEqual(there.sizes, [0, 0, 0]);
    assert.equal(await Deno.readTextFile(answered), "[0,0]", "and lets it go");
  }));

Deno.test("a model is read before it goes on, and a file at a time where no thread writes", () =>
  withFolder(async (folder) => {
    for (const bytes of [0, Infinity]) {
      const path = join(folder, `run-${bytes}`), model = Float32Array.of(1);
      await Deno.mkdir(path);
      const read = (named: Float32Array) =>
        new Map([["a", { shape: [named.length], data: named.slice() }]]);
      let isWritten: boolean | undefined;
      const tensors = {
        "model.safetensors": () => Promise.resolve(read(model)),
        "optimizer.safetensors": () => {
          isWritten = existsSync(join(path, "checkpoint-1.unfinished", "model.safetensors"));
          return Promise.resolve(read(model));
        },
      };
      await using writer = await CheckpointWriter.open(bytes);
      await writer.begin({ ...saveOf(path, 1), snapshot: { tensors, texts: {} } });
      assert.equal(isWritten, bytes === 0);
      model[0] = 2;
      await writer.end();
      for (const name of Object.keys(tensors)) {
        const { tensors: [...written] } = await readSafetensors(join(path, "checkpoint-1", name));
        assert.deepEqual(written, [["a", { shape: [1], data: Float32Array.of(1) }]], name);
      }
    }
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
    const prepare = training(fakeTrainer(5).prepare, (_, open) =>
      async function* (more) {
        for await (const record of open.train(more)) {
          more.memory.kept = `of step ${record.step}`;
          yield record;
        }
      });
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
    const { log_history, kept, spans } = await readCheckpointState(saved);
    assert.equal((log_history as unknown[]).length, 4);
    assert.equal(kept, "of step 2");
    const [[begun, until]] = spans as [[number, number]];
    assert.ok(before <= begun && until <= third, "its times are those of when it was read");
    assert.equal(await Deno.readTextFile(join(saved, "weight")), "2");
    const { diverged } = JSON.parse(
      await Deno.readTextFile(join(runFolder(settings), "done.json")),
    );
    assert.equal(diverged, "Step 5 was not made. checkpoint-4 is kept.");
  },
);

/** What comes of something, unless it waits for good. */
async function inTime<T>(act: () => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const late = delay(LONG_MS, undefined, { signal: ended.signal })
    .then(() => assert.fail("it waits for good"), () => assert.fail());
  try {
    return await Promise.race([act(), late]);
  } finally {
    ended.abort();
    await late.catch(() => {});
  }
}

/** What an experiment is ended by. */
async function failure(act: () => Promise<unknown>): Promise<Error> {
  const failed = () => act().then(() => assert.fail("nothing failed"), (error) => error);
  return await inTime(failed);
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

/** A step that lets nothing else of this thread go on until there is a file. */
function stepUntil(file: string): void {
  for (const begun = Date.now(); !existsSync(file) && Date.now() - begun < LONG_MS;);
}

/** A trainer whose third step takes until there is a file, and which goes on as the real one does. */
function busyTrainer(file: string): Prepare {
  return training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        if (record.step === 3) stepUntil(file);
        yield record;
        await setImmediate();
      }
    });
}

inFolder("a checkpoint is written though no step waits for anything", async (settings) => {
  const file = join(runFolder(settings), "checkpoint-2", "manifest.json");
  using _ = inThread();
  let isThere: boolean | undefined;
  await collect(settings, { prepare: busyTrainer(file) }, (event) => {
    if (event.type === "record" && event.record.step === 3) isThere ??= existsSync(file);
  });
  assert.equal(isThere, true, "when the step after it is made");
});

inFolder("a checkpoint that is due before the thread listens is written", async (settings) => {
  using _ = inThread({ late: "" });
  await inTime(() => interruptAfter(2, settings, fakeTrainer().prepare));
  assert.deepEqual(namesIn(runFolder(settings)), ["checkpoint-2", "metrics.jsonl"]);
});

inFolder("that a checkpoint failed ends a run at its next record", async (settings) => {
  const answered = `${settings.out}-answered`;
  using _ = inThread({ fail: "rename", code: "ENOSPC", answered });
  const error = await failure(() => collect(settings, { prepare: busyTrainer(answered) }));
  assert.match(error.message, REFUSED);
  const log = await Deno.readTextFile(join(runFolder(settings), "metrics.jsonl"));
  const steps = log.trimEnd().split("\n").map((line) => JSON.parse(line).step);
  assert.deepEqual(steps, [0, 1, 2, 2], "the third step found it");
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
      [{ ends: "" }, /^The thread that writes checkpoints failed: it ended\.$/],
      [{ unread: "" }, /^it cannot be read$/],
    ] as const
  ) {
    using _ = inThread(asked);
    const settings = { ...base, out: `${base.out}-${Object.keys(asked)[0]}` };
    const error = await failure(() => collect(settings, { prepare: fakeTrainer().prepare }));
    assert.match(error.message, message);
    assert.ok(!(error instanceof InputError));
  }
});

inFolder("an answer that cannot be read is told of", async (settings) => {
  using _ = inThread();
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function () {
    this.emit("messageerror", new TypeError("it is garbled"));
  };
  try {
    const error = await failure(() => collect(settings, { prepare: fakeTrainer().prepare }));
    assert.equal(error.message, "The thread that writes checkpoints failed: it is garbled");
  } finally {
    Worker.prototype.postMessage = postMessage;
  }
});

inFolder("who leaves a run has a process that ends, once its checkpoint is whole", async (base) => {
  // Before a checkpoint is due, and while one is written.
  for (const step of [1, 3]) {
    const settings = { ...base, out: `${base.out}-${step}` };
    const code = `import { runExperiment } from "./lib/experiment/run.ts";
      import { fakeTrainer } from "./tests/_fake_experiment.ts";
      import { inThread } from "./tests/_later/disturbed.ts";
      inThread();
      const settings = ${JSON.stringify(settings)};
      const events = runExperiment(settings, { prepare: fakeTrainer().prepare });
      for (;;) {
        const { value } = await events.next();
        if (value?.type === "record" && value.record.step === ${step}) break;
      }
      console.log("left");`;
    const { code: status, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", code],
      cwd: new URL("..", import.meta.url),
      signal: AbortSignal.timeout(LONG_MS),
    }).output();
    assert.deepEqual([status, new TextDecoder().decode(stdout)], [0, "left\n"]);
    const names = step === 1 ? ["metrics.jsonl"] : ["checkpoint-2", "metrics.jsonl"];
    assert.deepEqual(namesIn(runFolder(settings)), names);
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

Deno.test("a thread that is to write again has the tensors still", () =>
  withFolder(async (folder) => {
    using _ = inThread({ fail: "rename", code: "ENOENT", times: "2" });
    await using writer = await CheckpointWriter.open(Infinity);
    await writer.begin(saveOf(folder, 1), async (write) => {
      for (let times = 0; times < 2; times++) await assert.rejects(write(), /ENOENT/);
      await write();
    });
    await writer.end();
    const { tensors } = await readSafetensors(join(folder, "checkpoint-1", "model.safetensors"));
    assert.deepEqual([...tensors.keys()].sort(), ["a.bias", "a.weight", "b.weight"]);
    const expected = saveOf(folder, 1).snapshot.tensors["model.safetensors"]!;
    for (const [name, { data }] of tensors) assert.deepEqual(data, expected.get(name)!.data);
  }));

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

inFolder("a run that another process has taken over is saved no more", async (base) => {
  for (const bytes of [0, Infinity]) {
    using _ = inThread();
    checkpointThread.bytes = bytes;
    const settings = { ...base, out: `${base.out}-${bytes}` };
    const claim = claimFile(settings.out, basename(runFolder(settings)));
    const error = await failure(() =>
      collect(settings, { prepare: fakeTrainer().prepare }, (event) => {
        if (event.type !== "record" || event.record.step !== 3) return;
        Deno.writeTextFileSync(claim, '{"pid":1}\n');
      })
    );
    assert.match(error.message, /another process has taken this run over, and makes it\./);
    const names = namesIn(runFolder(settings));
    assert.deepEqual(names, ["checkpoint-2", "metrics.jsonl"]);
  }
});

Deno.test("that a checkpoint was written is not taken for the next one's being", () =>
  withFolder(async (folder) => {
    const go = join(folder, "go"), path = join(folder, "run");
    await Deno.mkdir(path);
    using _ = inThread({ wait: go });
    await using writer = await CheckpointWriter.open(Infinity);
    await Deno.writeTextFile(go, "");
    await writer.begin(saveOf(path, 1));
    await writer.end();
    await Deno.remove(go);
    await writer.begin(saveOf(path, 2));
    setTimeout(() => Deno.writeTextFileSync(go, ""), 200);
    await writer.check();
    assert.ok(!existsSync(go), "training goes on");
    await writer.end();
    assert.ok(existsSync(go));
  }));

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
      await writer.begin({ runFolder, snapshot, state, limit: 1 });
      await writer.end().catch((error) => console.log(data.length, error.name, error.message));`,
    );
    const sentence =
      "it cannot be written (EFBIG). Raise the limit on the size of a file (ulimit -f), and the " +
      "same command goes on.";
    const file = join(folder, "checkpoint-1.unfinished", "model.safetensors");
    assert.equal(printed, `0 InputError ${file}: ${sentence}\n`);
    assert.deepEqual(namesIn(folder), []);
  }));

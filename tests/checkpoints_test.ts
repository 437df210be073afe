/** A run's checkpoints: which are kept, and what becomes of damaged ones. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { disk } from "../lib/io/disk.ts";
import {
  type CheckpointFiles,
  hasCheckpoints,
  isDue,
  removeCheckpoints,
  restoreBest,
  restoreLatest,
  type RunState,
  saveCheckpoint,
} from "../lib/experiment/checkpoints.ts";
import { loadPretrained, type NamedTensors } from "../lib/model/mod.ts";
import type { LogRecord } from "../lib/training/records.ts";
import { restoreCheckpoint, type SavableModel, snapshotOf } from "../lib/training/mod.ts";

const SETTINGS = { run: "linear-SD-seed0", epochs: 3, backend: "cpu" };
const TINY = new URL("fixtures/tiny-bert", import.meta.url).pathname;

function record(step: number): LogRecord {
  const evaluation = { eval_loss: 1, eval_perplexity: 1, eval_accuracy: 1, eval_masked_tokens: 1 };
  if (step === 0) return { type: "evaluation", step, epoch: 0, ...evaluation, train_loss: null };
  return {
    type: "step",
    step,
    loss: 4 - step / 7,
    grad_norm: NaN,
    scheduled_learning_rate: 1e-3,
    learning_rate: 1e-3,
    gamma: null,
    gamma_root: null,
    gamma_pairs: 0,
    seconds: 0.1,
    epoch: step / 10,
  };
}

const stateAt = (step: number): RunState => ({
  global_step: step,
  log_history: Array.from({ length: step + 1 }, (_, i) => record(i)),
  seconds: 1.5,
  settings: SETTINGS,
});

/** A model whose weights are all the number of its step. */
async function tinyModel(): Promise<SavableModel & { set(step: number): void; step(): number }> {
  const { architecture, config, tensors: initial } = await loadPretrained(TINY);
  const filled = (value: number): NamedTensors =>
    new Map(
      [...initial].map(([name, { shape, data }]) => [
        name,
        { shape, data: new Float32Array(data.length).fill(value) },
      ]),
    );
  let step = 0;
  return {
    architecture,
    config,
    set: (value) => step = value,
    step: () => step,
    tensors: () => Promise.resolve(filled(step)),
    moments: () => Promise.resolve({ first: filled(step + 0.25), second: filled(step + 0.5) }),
    restore(tensors, { first, second }) {
      const [value] = tensors.get("cls.predictions.bias")!.data;
      assert.equal(first.get("cls.predictions.bias")!.data[0], value! + 0.25);
      assert.equal(second.get("cls.predictions.bias")!.data[0], value! + 0.5);
      step = value!;
      return Promise.resolve();
    },
  };
}

function inFolder(
  name: string,
  test: (
    folder: string,
    model: Awaited<ReturnType<typeof tinyModel>>,
    files: CheckpointFiles,
  ) => Promise<void>,
) {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    const model = await tinyModel();
    const files: CheckpointFiles = {
      snapshot: () => snapshotOf(model),
      restore: (from) => restoreCheckpoint(from, model),
    };
    try {
      await test(folder, model, files);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Saves a checkpoint of the model as it is. */
async function saveState(
  runFolder: string,
  files: CheckpointFiles,
  state: RunState,
  limit: number,
): Promise<void> {
  await saveCheckpoint({ runFolder, snapshot: files.snapshot(), state, limit });
}

async function save(
  folder: string,
  model: { set(step: number): void },
  files: CheckpointFiles,
  steps: readonly number[],
) {
  for (const step of steps) {
    model.set(step);
    await saveState(folder, files, stateAt(step), 2);
  }
}

inFolder(
  "the latest checkpoint is restored, and as many kept as asked for",
  async (folder, model, files) => {
    assert.equal(await restoreLatest(folder, files, SETTINGS), undefined);
    await Deno.mkdir(join(folder, "checkpoint-3.unfinished"));
    await save(folder, model, files, [8, 9, 10, 11]);
    assert.deepEqual(namesIn(folder), ["checkpoint-10", "checkpoint-11"]);
    model.set(99);
    const { state, warnings } = (await restoreLatest(folder, files, SETTINGS))!;
    assert.equal(model.step(), 11);
    assert.deepEqual(state, stateAt(11));
    assert.deepEqual(warnings, []);
    // Python opens it as a model.
    const { tensors } = await loadPretrained(join(folder, "checkpoint-11"));
    assert.equal(tensors.get("cls.predictions.bias")!.data[0], 11);
    await removeCheckpoints(folder);
    assert.deepEqual(namesIn(folder), []);
  },
);

for (
  const name of ["model.safetensors", "optimizer.safetensors", "trainer_state.json", "config.json"]
) {
  inFolder(
    `with a damaged ${name} the checkpoint before is used, with a warning`,
    async (folder, model, files) => {
      await save(folder, model, files, [4, 5]);
      const file = join(folder, "checkpoint-5", name);
      const bytes = await Deno.readFile(file);
      bytes[bytes.length >> 1]! ^= 4;
      await Deno.writeFile(file, bytes);
      const { state, warnings } = (await restoreLatest(folder, files, SETTINGS))!;
      assert.equal(state.global_step, 4);
      assert.equal(model.step(), 4);
      assert.deepEqual(warnings, [
        `${file}: the file is not what was written (its SHA-256 differs). Remove this checkpoint.`,
      ]);
      await Deno.remove(join(folder, "checkpoint-4", name));
      await assert.rejects(restoreLatest(folder, files, SETTINGS), {
        name: "InputError",
        message:
          /: none of its checkpoints can be used .* Delete the folder, and the next call makes this run from its start\.$/,
      });
    },
  );
}

inFolder(
  "a checkpoint of other settings is refused with the settings that differ",
  async (folder, model, files) => {
    await save(folder, model, files, [4]);
    await assert.rejects(restoreLatest(folder, files, { ...SETTINGS, epochs: 4, run: "x" }), {
      name: "InputError",
      message: `${folder}/checkpoint-4: it was saved with another run, epochs. ` +
        "Delete this checkpoint, or give the settings that it was saved with.",
    });
    // In the order of the checkpoint's, and then what it did not have.
    const now = { added: 1, ...Object.fromEntries(Object.entries(SETTINGS).reverse()) };
    await assert.rejects(
      restoreLatest(folder, files, { ...now, epochs: 4, run: "x" }),
      /it was saved with another run, epochs, added\. /,
    );
  },
);

/** A history with an evaluation after each of the steps 1, 2, …, of the given losses. */
const evaluated = (losses: readonly number[]): LogRecord[] => [
  record(0),
  ...losses.flatMap((eval_loss, i) => [
    record(i + 1),
    { ...record(0), step: i + 1, epoch: i + 1, eval_loss } as LogRecord,
  ]),
];

/** Saves a checkpoint after each evaluation, keeping the latest two. */
async function saveEvaluated(
  folder: string,
  model: { set(step: number): void },
  files: CheckpointFiles,
  losses: readonly number[],
) {
  for (const step of losses.keys()) {
    model.set(step + 1);
    const log_history = evaluated(losses.slice(0, step + 1));
    await saveState(folder, files, { ...stateAt(step + 1), log_history }, 2);
  }
}

inFolder(
  "the checkpoint with the least evaluation loss is kept besides, and named in the state",
  async (folder, model, files) => {
    // Of equal ones the first is the best, and one that is not a number never is.
    const losses = [NaN, 3, 2, 2, 5, Infinity];
    await saveEvaluated(folder, model, files, losses);
    assert.deepEqual(namesIn(folder), ["checkpoint-3", "checkpoint-5", "checkpoint-6"]);
    const file = join(folder, "checkpoint-6", "trainer_state.json");
    const state = JSON.parse(await Deno.readTextFile(file));
    assert.equal(state.best_metric, 2);
    assert.equal(state.best_global_step, 3);
    assert.equal(state.best_model_checkpoint, join(folder, "checkpoint-3"));
    // Two more evaluations, the better one the very last: it has no checkpoint, nor needs one.
    model.set(8);
    assert.equal(await restoreBest(folder, files, evaluated([...losses, 4, 1]), SETTINGS), 8);
    assert.equal(model.step(), 8);
    assert.equal(await restoreBest(folder, files, evaluated([...losses, 4, 2]), SETTINGS), 3);
    assert.equal(model.step(), 3);
    await saveEvaluated(folder, model, files, [...losses, 4, 1, 7, 8, 9]);
    assert.deepEqual(namesIn(folder), ["checkpoint-10", "checkpoint-11", "checkpoint-8"]);
  },
);

inFolder(
  "a best checkpoint that is damaged is named; without evaluations there is none",
  async (folder, model, files) => {
    await save(folder, model, files, [1, 2, 3]);
    assert.deepEqual(namesIn(folder), ["checkpoint-2", "checkpoint-3"]);
    const file = join(folder, "checkpoint-3", "trainer_state.json");
    assert.equal(JSON.parse(await Deno.readTextFile(file)).best_model_checkpoint, null);
    assert.equal(await restoreBest(folder, files, stateAt(4).log_history, SETTINGS), null);
    assert.equal(model.step(), 3, "the model is as it was");
    await saveEvaluated(folder, model, files, [1, 2, 3]);
    const weights = join(folder, "checkpoint-1", "model.safetensors");
    await Deno.truncate(weights, 1000);
    await assert.rejects(restoreBest(folder, files, evaluated([1, 2, 3, 4]), SETTINGS), {
      name: "InputError",
      message:
        /checkpoint-1\/model\.safetensors: the file has 1000 bytes, .* Remove this checkpoint/,
    });
    await disk.remove(join(folder, "checkpoint-1"));
    assert.equal(await restoreBest(folder, files, evaluated([1, 2, 3, 4]), SETTINGS), 2);
    const other = { ...SETTINGS, epochs: 9 };
    await assert.rejects(
      restoreBest(folder, files, evaluated([1, 2, 3, 4]), other),
      /another epochs/,
    );
  },
);

inFolder(
  "a damaged later checkpoint does not take a sound one's place",
  async (folder, model, files) => {
    await save(folder, model, files, [3, 5, 9]);
    await Deno.truncate(join(folder, "checkpoint-9", "config.json"), 5);
    assert.equal((await restoreLatest(folder, files, SETTINGS))!.state.global_step, 5);
    await save(folder, model, files, [7]);
    assert.deepEqual(namesIn(folder), ["checkpoint-5", "checkpoint-7"]);
  },
);

inFolder("a run's folder that is gone is not made anew", async (folder, _, files) => {
  const gone = join(folder, "gone");
  await assert.rejects(saveState(gone, files, stateAt(1), 1), { code: "ENOENT" });
  assert.deepEqual(namesIn(folder), []);
});

inFolder("a checkpoint under another step's name is passed over", async (folder, model, files) => {
  await save(folder, model, files, [4]);
  await disk.rename(join(folder, "checkpoint-4"), join(folder, "checkpoint-6"));
  await assert.rejects(
    restoreLatest(folder, files, SETTINGS),
    /does not fit the checkpoint's name/,
  );
});

Deno.test("a folder has checkpoints, whole ones or one that never was", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const found = async (...names: string[]) => {
      for (const name of names) await Deno.mkdir(`${folder}/${name}`);
      const has = await hasCheckpoints(folder);
      for (const name of names) await Deno.remove(`${folder}/${name}`);
      return has;
    };
    assert.equal(await found(), false);
    assert.equal(await found("checkpoint-3"), true);
    assert.equal(await found("model", "checkpoint-3.unfinished"), true);
    assert.equal(await found("checkpoint-", "checkpoint-3.txt", "a-checkpoint-3"), false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("checkpoints are due by epochs or steps, never before the first step", () => {
  const evaluation = { ...record(0), step: 10 } as LogRecord;
  assert.ok(!isDue(record(0), { saveStrategy: "epoch", saveSteps: 1 }));
  assert.ok(!isDue(record(0), { saveStrategy: "steps", saveSteps: 1 }));
  assert.ok(isDue(evaluation, { saveStrategy: "epoch", saveSteps: 3 }));
  assert.ok(!isDue(record(10), { saveStrategy: "epoch", saveSteps: 5 }));
  assert.ok(isDue(record(10), { saveStrategy: "steps", saveSteps: 5 }));
  assert.ok(!isDue(record(9), { saveStrategy: "steps", saveSteps: 5 }));
  assert.ok(!isDue(evaluation, { saveStrategy: "no", saveSteps: 1 }));
});

inFolder(
  "a training state survives the end of the process before each operation",
  async (folder, model, files) => {
    const whole = { ...disk };
    let killed = true, operation = 0;
    while (killed) {
      model.set(1);
      await saveState(folder, files, stateAt(1), 1);
      model.set(2);
      let count = 0;
      operation++;
      for (const [name, original] of Object.entries(whole)) {
        (disk as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
          if (++count === operation) throw new Error("killed here");
          return (original as (...args: unknown[]) => unknown)(...args);
        };
      }
      killed = await saveState(folder, files, stateAt(2), 1).then(() => false, () => true);
      Object.assign(disk, whole);
      model.set(77);
      const { state: { global_step: step } } = (await restoreLatest(folder, files, SETTINGS))!;
      assert.equal(model.step(), step, `operation ${operation}`);
      assert.ok(step === 2 || killed && step === 1, `operation ${operation}: step ${step}`);
    }
    assert.ok(operation > 10, "kills were tried");
  },
);

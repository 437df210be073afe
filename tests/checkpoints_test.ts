/** A run's checkpoints: which are kept, and what becomes of damaged ones. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { disk } from "../lib/disk.ts";
import {
  type CheckpointFiles,
  isDue,
  removeCheckpoints,
  restoreLatest,
  type RunState,
  saveCheckpoint,
} from "../lib/experiment/checkpoints.ts";
import { loadPretrained, type NamedTensors } from "../lib/model/mod.ts";
import type { LogRecord } from "../lib/training/records.ts";
import {
  fillCheckpoint,
  restoreCheckpoint,
  restoreTrainingState,
  type SavableModel,
  saveTrainingState,
} from "../lib/training/mod.ts";

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
  const { config, tensors: initial } = await loadPretrained(TINY);
  const filled = (value: number): NamedTensors =>
    new Map(
      [...initial].map(([name, { shape, data }]) => [
        name,
        { shape, data: new Float32Array(data.length).fill(value) },
      ]),
    );
  let step = 0;
  return {
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
      fill: (to, state) => fillCheckpoint(to, model, state),
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

async function save(
  folder: string,
  model: { set(step: number): void },
  files: CheckpointFiles,
  steps: readonly number[],
) {
  for (const step of steps) {
    model.set(step);
    await saveCheckpoint(folder, files, stateAt(step), 2);
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
  },
);

inFolder("a checkpoint under another step's name is passed over", async (folder, model, files) => {
  await save(folder, model, files, [4]);
  await disk.rename(join(folder, "checkpoint-4"), join(folder, "checkpoint-6"));
  await assert.rejects(
    restoreLatest(folder, files, SETTINGS),
    /does not fit the checkpoint's name/,
  );
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
  async (folder, model) => {
    const place = join(folder, "checkpoint"), settings = { steps: 9 };
    const whole = { ...disk };
    let killed = true, operation = 0;
    while (killed) {
      model.set(1);
      await saveTrainingState(place, model, { step: 1, settings });
      model.set(2);
      let count = 0;
      operation++;
      for (const [name, original] of Object.entries(whole)) {
        (disk as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
          if (++count === operation) throw new Error("killed here");
          return (original as (...args: unknown[]) => unknown)(...args);
        };
      }
      killed = await saveTrainingState(place, model, { step: 2, settings })
        .then(() => false, () => true);
      Object.assign(disk, whole);
      model.set(77);
      const step = await restoreTrainingState(place, model, settings);
      assert.equal(model.step(), step, `operation ${operation}`);
      assert.ok(step === 2 || killed && step === 1, `operation ${operation}: step ${step}`);
    }
    assert.ok(operation > 10, "kills were tried");
    await assert.rejects(restoreTrainingState(place, model, { steps: 8 }), {
      name: "InputError",
      message: `${place}: it was saved with another steps. ` +
        "Give the same settings to go on, or another folder to begin anew.",
    });
  },
);

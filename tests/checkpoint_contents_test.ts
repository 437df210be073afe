/** What a checkpoint holds: weights and both of Adam's moments, each in its place, or none of it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { verifyFolder, writeFolder } from "../lib/io/mod.ts";
import { loadPretrained, type NamedTensors } from "../lib/model/mod.ts";
import {
  fillCheckpoint,
  readCheckpointState,
  restoreCheckpoint,
  type SavableModel,
  snapshotOf,
} from "../lib/training/training_state.ts";
import { assertRefused, withFolder } from "./_files.ts";

const { architecture, config } = await loadPretrained("tests/fixtures/tiny-bert");

const tensors = (...data: number[]): NamedTensors =>
  new Map([["a.weight", { shape: [data.length], data: Float32Array.from(data) }]]);

/** A model of one tensor, which notes what it is restored from. */
function smallModel(own = config) {
  const restored: unknown[] = [];
  const model: SavableModel = {
    ...{ config: own, architecture },
    tensors: () => Promise.resolve(tensors(1, 2)),
    moments: () => Promise.resolve({ first: tensors(3, 4), second: tensors(5, 6) }),
    restore: (...given) => Promise.resolve(void restored.push(...given)),
  };
  return { model, restored };
}

Deno.test("weights, first and second moments come back as what they were", () =>
  withFolder(async (folder) => {
    const path = join(folder, "checkpoint-2"), { model, restored } = smallModel();
    const snapshot = snapshotOf(model);
    await writeFolder(path, (to) => fillCheckpoint(to, snapshot, { global_step: 2 }));
    assert.deepEqual(await readCheckpointState(path), { global_step: 2 });
    await restoreCheckpoint(path, model);
    assert.deepEqual(restored, [tensors(1, 2), { first: tensors(3, 4), second: tensors(5, 6) }]);
    const other = smallModel({ ...config, vocabSize: config.vocabSize + 1 });
    await assertRefused(
      restoreCheckpoint(path, other.model),
      /checkpoint-2: it is of a model of another architecture\. Give the same configuration/,
    );
    assert.deepEqual(other.restored, []);
  }));

Deno.test("the state of a checkpoint is not read where any of its files is another", () =>
  withFolder(async (folder) => {
    for (const name of ["model.safetensors", "optimizer.safetensors", "trainer_state.json"]) {
      const path = join(folder, name);
      const snapshot = snapshotOf(smallModel().model);
      await writeFolder(path, (unfinished) => fillCheckpoint(unfinished, snapshot, {}));
      await verifyFolder(path);
      const bytes = await Deno.readFile(join(path, name));
      bytes[bytes.length - 1]! ^= 1;
      await Deno.writeFile(join(path, name), bytes);
      await assertRefused(readCheckpointState(path).then(() => {}), /its SHA-256 differs/);
    }
  }));

/** What a model in training begins with. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { initialTensors } from "../model/mod.ts";
import { collect, config, openModel, tensors, withoutTime } from "./_tiny_training.ts";
import { TrainingModel } from "./training_model.ts";

Deno.test("without a length sequences have 128 tokens, or as many as the model has positions", async () => {
  await tf.setBackend("cpu");
  const backend = { name: "cpu", tf };
  const short = await TrainingModel.create({ config, tensors, backend });
  assert.equal(short.sequenceLength, 40);
  const long = { ...config, maxPositionEmbeddings: 200 };
  const wide = await TrainingModel.create({
    config: long,
    tensors: initialTensors(long, 1),
    backend,
  });
  assert.equal(wide.sequenceLength, 128);
  for (const model of [short, wide]) model.dispose();
});

Deno.test("a model that is loaded anew begins as a new one: without moments", async () => {
  const model = await openModel();
  const first = withoutTime(await collect(model, {}));
  await model.load(tensors);
  assert.deepEqual(withoutTime(await collect(model, {})), first);
  const { first: means, second: squares } = await model.moments();
  assert.ok([...means.values()].some(({ data }) => data.some((x) => x < 0)), "mean gradients");
  assert.ok([...squares.values()].every(({ data }) => data.every((x) => x >= 0)), "mean squares");
  await model.load(tensors);
  const { first: none, second: nor } = await model.moments();
  for (const named of [none, nor]) {
    assert.ok([...named.values()].every(({ data }) => data.every((x) => x === 0)));
  }
  model.dispose();
});

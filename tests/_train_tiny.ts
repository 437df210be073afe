/** Trains the tiny model on the native backend and prints a digest of all it ends with. */
import { createHash } from "node:crypto";
import { createMethod, createSchedule, loadPretrained, Random, selectBackend } from "../lib/mod.ts";
import { train, TrainingModel } from "../lib/training/mod.ts";

const [seed = "1"] = Deno.args;
const { config, tensors } = await loadPretrained("tests/fixtures/tiny-bert");
const dropped = { ...config, hiddenDropoutProb: 0.1, attentionProbsDropoutProb: 0.1 };
const model = await TrainingModel.create({
  config: dropped,
  tensors,
  backend: await selectBackend({ backend: "tensorflow" }),
  sequenceLength: 32,
});
const random = new Random(5, "chunks");
const chunk = () => Int32Array.from({ length: 32 }, () => 5 + random.integer(90));
const hash = createHash("sha256");
const records = train(model, {
  trainChunks: Array.from({ length: 24 }, chunk),
  evalChunks: Array.from({ length: 4 }, chunk),
  tokenizer: { vocabSize: config.vocabSize, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] },
  schedule: createSchedule("cosine", 1e-3, { trainingSteps: 12 }),
  method: createMethod("none", { steps: 12, seed: Number(seed) }),
  epochs: 2,
  batchSize: 4,
  seed: Number(seed),
});
for await (const record of records) hash.update(JSON.stringify({ ...record, seconds: 0 }));
const { first, second } = await model.moments();
for (const named of [await model.tensors(), first, second]) {
  for (const [name, { data }] of named) {
    hash.update(name).update(new Uint8Array(data.slice().buffer));
  }
}
console.log(hash.digest("hex"));

/** For which lengths a model that predicts is made ready, and what it is then asked. */
import assert from "node:assert/strict";
import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { add, gather, matMul, reshape } from "../program/mod.ts";
import type { ArchitectureDefinition, MaskedLmConfig } from "./architecture.ts";
import { MaskedLm } from "./masked_lm.ts";

const config: MaskedLmConfig = {
  ...{ modelType: "sum", vocabSize: 5, hiddenSize: 1, numHiddenLayers: 1 },
  ...{ maxPositionEmbeddings: 40, padTokenId: 3, initializerRange: 0 },
};

/** A token's score for the word v is (10 · its id + its mask) · (v + 1). */
function sums(lengths: number[]): ArchitectureDefinition {
  return {
    ...{ kind: "architecture", name: "sum", description: "" },
    ...{ transformersClass: "Sum", baseModelPrefix: "sum" },
    parseConfig: () => config,
    configToJson: () => ({}),
    encoder(layers, { vocabSize }, { inputIds, attentionMask }) {
      const hidden = gather(layers.embeddings("ids", vocabSize, 1), reshape(inputIds, [-1]));
      if (attentionMask === undefined) return hidden;
      lengths.push(inputIds.shape[1]!);
      return add(hidden, reshape(attentionMask, [-1, 1]));
    },
    head: (layers, { vocabSize }, hidden) => {
      layers.begin("head");
      return matMul(hidden, layers.embeddings("words", vocabSize, 1), { transposeB: true });
    },
  };
}

const tensors = new Map([
  ["ids", { shape: [5, 1], data: Float32Array.of(0, 10, 20, 30, 40) }],
  ["words", { shape: [5, 1], data: Float32Array.of(1, 2, 3, 4, 5) }],
]);

Deno.test("a model is made ready for 32 tokens more at a time, up to its positions, and freed", async () => {
  const tf = await cpuRunner.tf(), lengths: number[] = [];
  const before = tf.memory().numTensors;
  const model = new MaskedLm({
    config,
    tensors,
    backend: { name: "cpu", tf },
    architecture: sums(lengths),
  });
  assert.deepEqual(lengths, []);
  const ask = (tokens: number) =>
    model.logits([Array(tokens).fill(1)], [{ sequence: 0, token: tokens - 1 }]);
  for (const tokens of [1, 32, 33, 40, 2]) {
    const rows = await ask(tokens);
    assert.deepEqual(rows.map((row) => [...row]), [[11, 22, 33, 44, 55]], `${tokens}`);
  }
  assert.deepEqual(lengths, [32, 40], "a longer one replaces a shorter one");
  assert.equal(tf.memory().numTensors, before + 2, "the weights of one");
  await assert.rejects(ask(41), {
    name: "InputError",
    message: "a text has 41 tokens, but the model has only 40 positions. Give a shorter text.",
  });
  model.dispose();
  model.dispose();
  assert.equal(tf.memory().numTensors, before);
  await ask(2);
  assert.deepEqual(lengths, [32, 40, 32], "opened anew");
  model.dispose();
});

Deno.test("places are of their sequence, and shorter sequences are filled up with padding", async () => {
  const tf = await cpuRunner.tf();
  const model = new MaskedLm({
    config,
    tensors,
    backend: { name: "cpu", tf },
    architecture: sums([]),
  });
  const places = [[0, 2], [1, 0], [1, 1], [0, 0]].map(([sequence, token]) => ({
    sequence: sequence!,
    token: token!,
  }));
  const rows = await model.logits([[1, 2, 4], [0]], places);
  assert.deepEqual(rows.map((row) => [row[0], row[4]]), [[41, 205], [1, 5], [30, 150], [11, 55]]);
  model.dispose();
});

Deno.test("what cannot be opened for its weights leaves nothing", async () => {
  const tf = await cpuRunner.tf(), before = tf.memory().numTensors;
  const model = new MaskedLm({
    config,
    tensors: new Map([["ids", tensors.get("ids")!]]),
    backend: { name: "cpu", tf },
    architecture: sums([]),
  });
  await assert.rejects(model.logits([[1]], [{ sequence: 0, token: 0 }]));
  assert.equal(tf.memory().numTensors, before);
});

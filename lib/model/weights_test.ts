import assert from "node:assert/strict";
import { add, gather, matMul, reshape } from "../program/mod.ts";
import { defineArchitecture, type MaskedLmConfig } from "./architecture.ts";
import { initialTensors } from "./initial_tensors.ts";
import {
  parameterCount,
  tensorsOf,
  tensorsToVariables,
  variablesToTensors,
  weightsOf,
} from "./weights.ts";

const config: MaskedLmConfig = {
  modelType: "shared",
  vocabSize: 5,
  hiddenSize: 2,
  numHiddenLayers: 3,
  maxPositionEmbeddings: 8,
  padTokenId: 1,
  initializerRange: 0.02,
};

/**
 * What BERT has not: layers that share their weights, a norm of another name, a matrix that files
 * hold transposed, a decoder of its own, and first values that a function gives.
 */
const shared = defineArchitecture<MaskedLmConfig>({
  name: "shared",
  description: "a family for this test",
  transformersClass: "SharedForMaskedLM",
  baseModelPrefix: "shared",
  parseConfig: () => config,
  configToJson: () => ({ model_type: "shared" }),
  encoder(layers, { vocabSize, numHiddenLayers }, { inputIds }) {
    const words = layers.embeddings("shared.words.weight", vocabSize, 2, 1);
    let hidden = gather(words, reshape(inputIds, [-1]));
    for (let i = 0; i < numHiddenLayers; i++) {
      layers.begin(i);
      const both = layers.dense("shared.layer.both", hidden, 4, {
        joins: ["shared.layer.left", "shared.layer.right"],
      });
      const mixed = layers.variable("shared.layer.mix", [4, 2], {
        init: ({ data }) => data.set([1, 2, 3, 4, 5, 6, 7, 8]),
        decays: true,
        parts: [{ name: "shared.layer.mix", transposed: true }],
      });
      hidden = layers.norm("shared.layer.sa_layer_norm", add(matMul(both, mixed), hidden), 1e-5);
    }
    return hidden;
  },
  head(layers, { vocabSize }, hidden) {
    layers.begin("head");
    return layers.dense("head.decoder", hidden, vocabSize, { bias: false });
  },
});

const weights = weightsOf(shared, config);

Deno.test("weights that layers share are there once, in the first layer's place", () => {
  assert.deepEqual(weights.map(({ name, shape, decays, place }) => [name, shape, decays, place]), [
    ["shared.words.weight", [5, 2], true, "embeddings"],
    ["shared.layer.mix", [4, 2], true, 0],
    ["shared.layer.both.weight", [4, 2], true, 0],
    ["shared.layer.both.bias", [4], false, 0],
    ["shared.layer.sa_layer_norm.weight", [2], false, 0],
    ["shared.layer.sa_layer_norm.bias", [2], false, 0],
    ["head.decoder.weight", [5, 2], true, "head"],
  ]);
  assert.equal(parameterCount(weights), 10 + 8 + 8 + 4 + 4 + 10);
});

Deno.test("a module's own tensors come before those of the modules in it, as in PyTorch", () => {
  assert.deepEqual(tensorsOf(weights).map(({ name, shape }) => [name, shape]), [
    ["shared.words.weight", [5, 2]],
    ["shared.layer.mix", [2, 4]],
    ["shared.layer.left.weight", [2, 2]],
    ["shared.layer.left.bias", [2]],
    ["shared.layer.right.weight", [2, 2]],
    ["shared.layer.right.bias", [2]],
    ["shared.layer.sa_layer_norm.weight", [2]],
    ["shared.layer.sa_layer_norm.bias", [2]],
    ["head.decoder.weight", [5, 2]],
  ]);
});

Deno.test("tensors become variables, joined and transposed, and come back as they were", () => {
  const tensors = initialTensors(config, 3, shared);
  const variables = tensorsToVariables(weights, tensors);
  assert.deepEqual([...variables.keys()], weights.map(({ name }) => name));
  for (const { name, shape } of weights) assert.deepEqual(variables.get(name)!.shape, shape, name);
  // [[1, 2, 3, 4], [5, 6, 7, 8]] as its columns.
  assert.deepEqual([...variables.get("shared.layer.mix")!.data], [1, 5, 2, 6, 3, 7, 4, 8]);
  assert.deepEqual(
    variables.get("shared.layer.both.weight")!.data,
    Float32Array.of(
      ...tensors.get("shared.layer.left.weight")!.data,
      ...tensors.get("shared.layer.right.weight")!.data,
    ),
  );
  const values = new Map([...variables].map(([name, { data }]) => [name, data]));
  assert.deepEqual(
    new Map([...variablesToTensors(weights, values)].sort()),
    new Map([...tensors].sort()),
  );
});

Deno.test("the padding token's row begins as zeros", () => {
  const { data } = initialTensors(config, 3, shared).get("shared.words.weight")!;
  assert.deepEqual([...data].map((x) => x === 0), [0, 0, 1, 1, 0, 0, 0, 0, 0, 0].map(Boolean));
});

Deno.test("a tensor or a variable that is missing is named", () => {
  const missing = /"shared\.layer\.right\.bias" is missing/;
  const tensors = initialTensors(config, 3, shared);
  tensors.delete("shared.layer.right.bias");
  assert.throws(() => tensorsToVariables(weights, tensors), missing);
  assert.throws(() => variablesToTensors(weights, new Map()), /"shared\.words\.weight" is missing/);
});

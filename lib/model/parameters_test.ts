import assert from "node:assert/strict";
import fixture from "../../tests/fixtures/tiny-bert.json" with { type: "json" };
import { parseBertConfig } from "./config.ts";
import { bertParameters, initialTensors, WORD_EMBEDDINGS } from "./parameters.ts";

const config = parseBertConfig(fixture.config, "config.json");

Deno.test("bertParameters() has Transformers' names and shapes in its order", () => {
  const found = bertParameters(config).map(({ name, shape }) => [name, shape]);
  const expected = Object.entries(fixture.parameters).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(found, expected);
});

Deno.test("initialTensors() draws matrices, and sets biases, LayerNorm and padding", () => {
  const tensors = initialTensors({ ...config, initializerRange: 0.5, padTokenId: 3 }, 1);
  assert.equal(tensors.size, bertParameters(config).length);
  for (const [name, { shape, data }] of tensors) {
    assert.equal(data.length, shape.reduce((a, b) => a * b, 1), name);
    if (name.endsWith("LayerNorm.weight")) assert.ok(data.every((x) => x === 1), name);
    if (name.endsWith("bias")) assert.ok(data.every((x) => x === 0), name);
  }
  const words = tensors.get(WORD_EMBEDDINGS)!.data;
  assert.ok(words.subarray(96, 128).every((x) => x === 0), "row 3 is padding's");
  // 96 · 32 = 3072 draws of deviation 0.5: their mean's deviation is 0.5 / √3072 = 0.009, and that
  // of their deviation 0.5 / √6144 = 0.0064. Four of those are allowed.
  const drawn = [...words.subarray(0, 96), ...words.subarray(128)];
  const mean = drawn.reduce((a, b) => a + b) / drawn.length;
  const deviation = Math.sqrt(drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length);
  assert.ok(Math.abs(mean) < 0.036, `mean ${mean}`);
  assert.ok(Math.abs(deviation - 0.5) < 0.026, `deviation ${deviation}`);
});

Deno.test("initialTensors() is decided by the seed, and by nothing else of the model", () => {
  const name = "bert.encoder.layer.1.attention.self.query.weight";
  const weights = (seed: number, layers: number) =>
    initialTensors({ ...config, numHiddenLayers: layers }, seed).get(name)!.data;
  assert.deepEqual(weights(7, 2), weights(7, 2));
  assert.deepEqual(weights(7, 2), weights(7, 3));
  assert.notDeepEqual(weights(7, 2), weights(8, 2));
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fixture from "../../tests/fixtures/tiny-bert.json" with { type: "json" };
import { WORD_EMBEDDINGS } from "./bert/names.ts";
import { parseBertConfig } from "./bert/config.ts";
import { localTensors } from "./bert/local_initialisation.ts";
import { initialTensors } from "./initial_tensors.ts";
import type { NamedTensors } from "./named_tensors.ts";

const config = parseBertConfig(fixture.config, "config.json");

Deno.test("initialTensors() draws matrices, and sets biases, LayerNorm and padding", () => {
  const tensors = initialTensors({ ...config, initializerRange: 0.5, padTokenId: 3 }, 1);
  assert.equal(tensors.size, Object.keys(fixture.parameters).length);
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

Deno.test("a seed's tensors are those it gave when BERT's parameters were a list of their own", () => {
  const padded = { ...config, padTokenId: 3 };
  assert.equal(
    hashOf(initialTensors(padded, 42)),
    "3c3c9bc3d13c5919320442eaf1699c7aef268b6174dcb24f56aed21ddc9a8334",
  );
  assert.equal(
    hashOf(localTensors(padded, 42)),
    "981ebba03fb229ae1072bc47974abeb0eccfa246321255a0705175a0b0f49ac3",
  );
});

/** The SHA-256 of names, shapes and values in their order. */
function hashOf(tensors: NamedTensors): string {
  const hash = createHash("sha256");
  for (const [name, { shape, data }] of tensors) {
    hash.update(`${name} ${shape}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/tiny-bert.json" with { type: "json" };
import { tensorsOf, weightsOf } from "../weights.ts";
import { bert } from "./bert.ts";
import { parseBertConfig } from "./config.ts";

const config = parseBertConfig(fixture.config, "config.json");

Deno.test("BERT's tensors have Transformers' names and shapes in its order", () => {
  const found = tensorsOf(weightsOf(bert, config)).map(({ name, shape }) => [name, shape]);
  const expected = Object.entries(fixture.parameters).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(found, expected);
});

/**
 * The variables of one layer, in the order in which a gradient norm is summed: another order has
 * other last bits. A cross marks what decays.
 */
const VARIABLES = `
x bert.embeddings.word_embeddings.weight [97,32]
x bert.embeddings.position_embeddings.weight [40,32]
x bert.embeddings.token_type_embeddings.weight [2,32]
- bert.embeddings.LayerNorm.weight [32]
- bert.embeddings.LayerNorm.bias [32]
x bert.encoder.layer.0.attention.self.query_key_value.weight [96,32] query key value
- bert.encoder.layer.0.attention.self.query_key_value.bias [96] query key value
x bert.encoder.layer.0.attention.output.dense.weight [32,32]
- bert.encoder.layer.0.attention.output.dense.bias [32]
- bert.encoder.layer.0.attention.output.LayerNorm.weight [32]
- bert.encoder.layer.0.attention.output.LayerNorm.bias [32]
x bert.encoder.layer.0.intermediate.dense.weight [64,32]
- bert.encoder.layer.0.intermediate.dense.bias [64]
x bert.encoder.layer.0.output.dense.weight [32,64]
- bert.encoder.layer.0.output.dense.bias [32]
- bert.encoder.layer.0.output.LayerNorm.weight [32]
- bert.encoder.layer.0.output.LayerNorm.bias [32]
- cls.predictions.bias [97]
x cls.predictions.transform.dense.weight [32,32]
- cls.predictions.transform.dense.bias [32]
- cls.predictions.transform.LayerNorm.weight [32]
- cls.predictions.transform.LayerNorm.bias [32]
`.trim().split("\n");

Deno.test("BERT's variables, their order and what decays are these", () => {
  const weights = weightsOf(bert, { ...config, numHiddenLayers: 1 });
  const found = weights.map(({ name, shape, decays, parts }) => {
    const joined = parts.length === 1 ? "" : parts.map((part) => ` ${part.name.split(".").at(-2)}`);
    return `${decays ? "x" : "-"} ${name} [${shape}]${[joined].flat().join("")}`;
  });
  assert.deepEqual(found, VARIABLES);
});

Deno.test("each weight knows its place", () => {
  const places = weightsOf(bert, config).map(({ place }) => place);
  assert.deepEqual([...new Set(places)], ["embeddings", 0, 1, "head"]);
  assert.equal(places.filter((place) => place === 1).length, 12);
});

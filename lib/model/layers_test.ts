import assert from "node:assert/strict";
import { ProgramBuilder } from "../program/mod.ts";
import { Layers } from "./layers.ts";

function open(dropout = false) {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [-1, 4]);
  const dropoutSeed = builder.placeholder("seed", [], "int32");
  return { builder, x, layers: new Layers(builder, dropout ? { dropoutSeed } : {}) };
}

Deno.test("a weight that is declared twice must be declared in the same words", () => {
  const { layers, x } = open();
  const same = { init: "normal", decays: true } as const;
  const value = layers.variable("w", [4, 2], same);
  assert.equal(layers.variable("w", [4, 2], same), value);
  const otherwise = /"w" was declared otherwise/;
  assert.throws(() => layers.variable("w", [2, 4], same), otherwise);
  assert.throws(() => layers.variable("w", [4, 2], { ...same, decays: false }), otherwise);
  assert.throws(() => layers.variable("w", [4, 2], { ...same, parts: ["v"] }), otherwise);
  layers.dense("same", x, 4);
  layers.dense("same", x, 4);
  assert.equal(layers.weights.length, 3);
});

Deno.test("a tied decoder's name is a further one of the weight", () => {
  const { layers } = open();
  const words = layers.embeddings("words", 5, 4);
  assert.equal(layers.tied("words", "decoder.weight"), words);
  layers.tied("words", "decoder.weight");
  assert.deepEqual(layers.weights.map(({ copies }) => copies), [["decoder.weight"]]);
  assert.throws(() => layers.tied("letters", "decoder.weight"), /no weight "letters"/);
});

Deno.test("parts must make up their variable", () => {
  const { layers } = open();
  const options = { init: "zeros", decays: false } as const;
  const wrong = /cannot be one of/;
  assert.throws(() => layers.variable("w", [5], { ...options, parts: ["a", "b"] }), wrong);
  const parts = [{ name: "a", transposed: true }];
  assert.throws(() => layers.variable("w", [4], { ...options, parts }), wrong);
});

Deno.test("each place of dropout has a number of its own, whether there is dropout or not", () => {
  const { layers, x } = open(true);
  const sites = [0.1, 0.2, 0.3].map((rate) => {
    const [, mask] = layers.drop(x, rate).node.inputs;
    return mask!.node.attributes.site;
  });
  assert.deepEqual(sites, [0, 1, 2]);
  const without = open();
  assert.equal(without.layers.drop(without.x, 0.1), without.x);
});

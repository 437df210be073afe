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
  for (const shape of [[5], [], [1, 2]]) {
    assert.throws(() => layers.variable("w", shape, { ...options, parts: ["a", "b"] }), wrong);
  }
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

Deno.test("a dense layer is as wide as its input's last side, and each kind of weight is declared so", () => {
  const { builder, layers } = open();
  const x = builder.placeholder("wide", [3, 5]);
  assert.deepEqual(layers.dense("d", x, 6).shape, [3, 6]);
  assert.deepEqual(layers.dense("joined", x, 4, { joins: ["a", "b"], bias: false }).shape, [3, 4]);
  layers.begin("head");
  layers.norm("n", x, 1e-5);
  layers.embeddings("e", 7, 4);
  layers.embeddings("padded", 7, 4, 3);
  const part = (name: string, shape: number[]) => ({ name, shape, transposed: false });
  const weight = (name: string, shape: number[], init: string, decays: boolean, place: string) => ({
    ...{ name, shape, init, decays, parts: [part(name, shape)], copies: [], place },
  });
  assert.deepEqual(layers.weights, [
    weight("d.weight", [6, 5], "normal", true, "embeddings"),
    weight("d.bias", [6], "zeros", false, "embeddings"),
    {
      ...weight("joined.weight", [4, 5], "normal", true, "embeddings"),
      parts: [part("a.weight", [2, 5]), part("b.weight", [2, 5])],
    },
    weight("n.weight", [5], "ones", false, "head"),
    weight("n.bias", [5], "zeros", false, "head"),
    weight("e", [7, 4], "normal", true, "head"),
    { ...weight("padded", [7, 4], "normal", true, "head"), zeroRow: 3 },
  ]);
});

Deno.test("a part that is transposed has its sides the other way round", () => {
  const { layers } = open();
  const parts = [{ name: "a", transposed: true }, "b"];
  layers.variable("w", [6, 2], { init: "zeros", decays: false, parts });
  assert.deepEqual(layers.weights[0]!.parts, [
    { name: "a", transposed: true, shape: [2, 3] },
    { name: "b", transposed: false, shape: [3, 2] },
  ]);
});

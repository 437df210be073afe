import assert from "node:assert/strict";
import { bert } from "./bert/bert.ts";
import { BERT_DEFAULTS } from "./bert/config.ts";
import { WORD_EMBEDDINGS } from "./bert/names.ts";
import { planCheckpoint } from "./checkpoint.ts";
import { tensorsOf, weightsOf } from "./weights.ts";

const FILE = "model.safetensors";
const config = {
  ...BERT_DEFAULTS,
  vocabSize: 11,
  hiddenSize: 4,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 6,
  maxPositionEmbeddings: 8,
};
const parameters = tensorsOf(weightsOf(bert, config));
const BIAS = "cls.predictions.bias";
const DECODER = "cls.predictions.decoder";

/** The shapes of a checkpoint, its names changed by a function. */
function shapes(rename = (name: string) => name): Map<string, number[]> {
  return new Map(parameters.map(({ name, shape }) => [rename(name), [...shape]]));
}

function fails(checkpoint: Map<string, number[]>, ...parts: string[]): void {
  assert.throws(
    () => planCheckpoint(bert, config, checkpoint, FILE),
    (error: Error) => {
      assert.equal(error.name, "InputError", error.message);
      for (const part of [FILE, ...parts]) {
        assert.ok(error.message.includes(part), `"${error.message}" does not say "${part}"`);
      }
      return true;
    },
  );
}

Deno.test("planCheckpoint() finds today's names and keeps Hugging Face's order", () => {
  const reversed = new Map([...shapes()].reverse());
  const { sources, copies, unused } = planCheckpoint(bert, config, reversed, FILE);
  assert.deepEqual([...sources.keys()], parameters.map(({ name }) => name));
  assert.ok([...sources].every(([name, source]) => name === source));
  assert.deepEqual([copies, unused], [[], []]);
});

Deno.test("planCheckpoint() understands LayerNorm's gamma and beta", () => {
  const old = (name: string) =>
    name.replace(/(LayerNorm)\.weight$/, "$1.gamma").replace(/(LayerNorm)\.bias$/, "$1.beta");
  const { sources, unused } = planCheckpoint(bert, config, shapes(old), FILE);
  assert.equal(sources.get("bert.embeddings.LayerNorm.weight"), "bert.embeddings.LayerNorm.gamma");
  assert.equal(
    sources.get("cls.predictions.transform.LayerNorm.bias"),
    "cls.predictions.transform.LayerNorm.beta",
  );
  assert.deepEqual(unused, []);
});

Deno.test("planCheckpoint() understands the names of a bare encoder", () => {
  const bare = (name: string) => name.replace(/^bert\./, "");
  const { sources } = planCheckpoint(bert, config, shapes(bare), FILE);
  assert.equal(sources.get(WORD_EMBEDDINGS), "embeddings.word_embeddings.weight");
  assert.equal(
    sources.get("bert.encoder.layer.0.output.dense.bias"),
    "encoder.layer.0.output.dense.bias",
  );
});

Deno.test("planCheckpoint() reports what masked language modelling does not use", () => {
  const checkpoint = shapes();
  checkpoint.set("cls.seq_relationship.weight", [2, 4]);
  checkpoint.set("bert.pooler.dense.weight", [4, 4]);
  checkpoint.set("bert.embeddings.position_ids", [1, 8]);
  assert.deepEqual(planCheckpoint(bert, config, checkpoint, FILE).unused, [
    "bert.embeddings.position_ids",
    "bert.pooler.dense.weight",
    "cls.seq_relationship.weight",
  ]);
});

Deno.test("planCheckpoint() takes a tied decoder as a copy, or as the only one of the two", () => {
  const both = shapes();
  both.set(`${DECODER}.weight`, [11, 4]);
  both.set(`${DECODER}.bias`, [11]);
  const plan = planCheckpoint(bert, config, both, FILE);
  assert.deepEqual(
    new Map(plan.copies.map(([{ name }, source]) => [name, source])),
    new Map([
      [WORD_EMBEDDINGS, `${DECODER}.weight`],
      [BIAS, `${DECODER}.bias`],
    ]),
  );
  assert.deepEqual(plan.unused, []);

  const only = shapes((name) => name === WORD_EMBEDDINGS ? `${DECODER}.weight` : name);
  const { sources, copies } = planCheckpoint(bert, config, only, FILE);
  assert.equal(sources.get(WORD_EMBEDDINGS), `${DECODER}.weight`);
  assert.deepEqual(copies, []);
});

Deno.test("planCheckpoint() names missing parameters", () => {
  const checkpoint = shapes();
  checkpoint.delete(WORD_EMBEDDINGS);
  fails(checkpoint, WORD_EMBEDDINGS, "weights lack");
  // Of the 26 parameters, five are named.
  assert.equal(parameters.length, 26);
  fails(new Map(), WORD_EMBEDDINGS, "and 21 more");
});

Deno.test("planCheckpoint() has the head start afresh where a checkpoint lacks it", () => {
  const headless = new Map([...shapes()].filter(([name]) => !name.startsWith("cls.")));
  const head = parameters.filter(({ weight }) => weight.place === "head").map(({ name }) => name);
  const fresh = (checkpoint: Map<string, number[]>) =>
    planCheckpoint(bert, config, checkpoint, FILE).fresh.map(({ name }) => name);
  assert.equal(head.length, 5);
  assert.deepEqual(fresh(headless), head);
  assert.deepEqual(fresh(shapes()), []);
  const biasless = shapes();
  biasless.delete(BIAS);
  assert.deepEqual(fresh(biasless), [BIAS]);
});

Deno.test("planCheckpoint() understands the names that wrappers make", () => {
  for (
    const prefix of [
      "module.",
      "model.",
      "_orig_mod.",
      "module._orig_mod.",
      "model.module.",
      "bert.",
    ]
  ) {
    const { sources, fresh, unused } = planCheckpoint(
      bert,
      config,
      shapes((name) => prefix + name).set(`${prefix}bert.pooler.dense.bias`, [4]),
      FILE,
    );
    assert.deepEqual([...sources.keys()], parameters.map(({ name }) => name));
    assert.ok([...sources].every(([name, source]) => source === prefix + name));
    assert.deepEqual([fresh, unused], [[], [`${prefix}bert.pooler.dense.bias`]]);
  }
  const bare = shapes((name) => `module.${name.replace(/^bert\./, "")}`);
  assert.equal(planCheckpoint(bert, config, bare, FILE).sources.size, parameters.length);
});

Deno.test("planCheckpoint() finds the weights of an untied decoder", () => {
  const untied = { ...config, untied: true } as const;
  const checkpoint = shapes();
  checkpoint.set(`${DECODER}.weight`, [11, 4]);
  const { sources, copies, fresh } = planCheckpoint(bert, untied, checkpoint, FILE);
  assert.equal(sources.get(`${DECODER}.weight`), `${DECODER}.weight`);
  // Its bias may be there by the older name only.
  assert.equal(sources.get(`${DECODER}.bias`), BIAS);
  assert.deepEqual([copies, fresh], [[], []]);
});

Deno.test("planCheckpoint() names a tensor of a wrong shape, and both shapes", () => {
  const checkpoint = shapes();
  checkpoint.set(WORD_EMBEDDINGS, [12, 4]);
  const said = "its shape is [12, 4] but config.json asks for [11, 4]";
  fails(checkpoint, WORD_EMBEDDINGS, said);
  checkpoint.set(WORD_EMBEDDINGS, [11, 4, 1]);
  fails(checkpoint, WORD_EMBEDDINGS, "[11, 4, 1]");
  // So it is with the tied tensor, where a checkpoint holds both.
  fails(shapes().set(`${DECODER}.weight`, [12, 4]), `${DECODER}.weight`, said);
});

Deno.test("planCheckpoint() refuses two tensors for one parameter", () => {
  const checkpoint = shapes();
  checkpoint.set("bert.embeddings.LayerNorm.gamma", [4]);
  fails(checkpoint, "bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.weight");
});

Deno.test("planCheckpoint() takes wrappers off every name, a tied decoder's too", () => {
  for (const wrapper of ["module.", "model.", "_orig_mod.", "bert.", "module._orig_mod."]) {
    const wrapped = shapes((name) => `${wrapper}${name}`);
    wrapped.set(`${wrapper}${DECODER}.weight`, [11, 4]);
    const { sources, copies, unused, fresh } = planCheckpoint(bert, config, wrapped, FILE);
    assert.ok([...sources].every(([name, source]) => source === `${wrapper}${name}`));
    assert.deepEqual(copies.map(([{ name }, source]) => [name, source]), [
      [WORD_EMBEDDINGS, `${wrapper}${DECODER}.weight`],
    ]);
    assert.deepEqual([unused, fresh], [[], []], wrapper);
  }
  const other = shapes((name) => `other.${name}`);
  fails(other, `and ${parameters.length - 5} more, which the weights lack`);
});

Deno.test("planCheckpoint() lists five missing names, and counts those beyond", () => {
  const lacking = (count: number) => {
    const some = shapes();
    for (const name of [...some.keys()].slice(0, count)) some.delete(name);
    try {
      planCheckpoint(bert, config, some, FILE);
    } catch (error) {
      return (error as Error).message;
    }
  };
  const names = parameters.map(({ name }) => name);
  const mend = "which the weights lack. Give the weights that belong to this config.json.";
  for (const count of [1, 5]) {
    assert.equal(
      lacking(count),
      `${FILE}: the model needs ${names.slice(0, count).join(", ")}, ${mend}`,
    );
  }
  assert.equal(
    lacking(7),
    `${FILE}: the model needs ${names.slice(0, 5).join(", ")} and 2 more, ${mend}`,
  );
});

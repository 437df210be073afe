/** What a step program is fed of what is given, and how its outputs are read. */
import assert from "node:assert/strict";
import type { MaskedBatch } from "../data/mod.ts";
import { ProgramBuilder, type TensorData } from "../program/mod.ts";
import { Random } from "../random/mod.ts";
import {
  FEEDS,
  type OutputName,
  OUTPUTS,
  StepPlaceholders,
  StepProgram,
} from "./step_interface.ts";
import { WordOrder } from "./word_order.ts";

const SIZES = { sequenceLength: 3, vocabSize: 5 };
const BATCH: MaskedBatch = {
  ...{ batchSize: 2, sequenceLength: 3, inputIds: Int32Array.of(1, 2, 3, 4, 0, 1) },
  ...{ positions: Int32Array.of(0, 4, 5), labels: Int32Array.of(2, 0, 4) },
  replaced: new Uint8Array(3),
};
const RATE = {
  ...{ scheduledRate: 0.5, gammaPower: -1, biasCorrection: 0.25, epsilon: 0.125 },
  ...{ weightDecay: 2, maxGradNorm: 3 },
};

/** A program that can be fed everything, and gives what it is fed. */
function program(): StepProgram {
  const builder = new ProgramBuilder(), feeds = new StepPlaceholders(builder, SIZES);
  const names = Object.keys(FEEDS) as (keyof typeof FEEDS)[];
  for (const name of names) feeds.get(name);
  return new StepProgram(
    builder.build(),
    SIZES,
  );
}

const tensor = (shape: number[], data: ArrayLike<number>, isFloat = false): TensorData => ({
  shape,
  data: isFloat ? Float32Array.from(data) : Int32Array.from(data),
});
const one = (value: number, isFloat = true) => tensor([], [value], isFloat);

Deno.test("all that is given is fed, each in its shape", () => {
  const words = new WordOrder([1, 1, 0, 1, 1]);
  const fed = program().feeds({
    ...{ batch: BATCH, dropoutSeed: 9, rate: { ...RATE, givenGamma: 7 }, lossScale: 0.75, words },
    ...{ counted: Float32Array.of(1, 0, 1), deal: { seed: 3, step: 2 } },
    attention: Float32Array.of(1, 1, 1, 1, 0, 0),
  });
  const order = new Random(3, "token-order", 2).shuffle([0, 1, 2]);
  assert.deepEqual(fed, {
    input_ids: tensor([2, 3], [1, 2, 3, 4, 0, 1]),
    positions: tensor([3], [0, 4, 5]),
    labels: tensor([3], [2, 0, 4]),
    dropout_seed: one(9, false),
    ...{ scheduled_learning_rate: one(0.5), gamma_power: one(-1), given_gamma: one(7) },
    ...{ bias_correction: one(0.25), epsilon: one(0.125), weight_decay: one(2) },
    ...{ max_grad_norm: one(3), loss_scale: one(0.75) },
    counted: tensor([3], [1, 0, 1], true),
    attention_mask: tensor([2, 3], [1, 1, 1, 1, 0, 0], true),
    // In a list of all logits, five for each token.
    label_places: tensor([3], [2, 5, 14]),
    token_order: tensor([3], order),
    word_order: tensor([5], words.of(3)),
  });
});

Deno.test("what is not given is not fed, and a Γ of one's own is −1 where there is none", () => {
  const feeds = (given: Parameters<StepProgram["feeds"]>[0]) => Object.keys(program().feeds(given));
  assert.deepEqual(feeds({}), []);
  assert.deepEqual(feeds({ batch: BATCH }), ["input_ids", "positions", "labels", "label_places"]);
  assert.deepEqual(feeds({ deal: { seed: 1, step: 1 } }), []);
  assert.deepEqual(feeds({ words: new WordOrder([1]) }), []);
  assert.deepEqual(feeds({ dropoutSeed: 0, lossScale: 0 }), ["dropout_seed", "loss_scale"]);
  assert.deepEqual(program().feeds({ rate: RATE })["given_gamma"], one(-1));
  assert.deepEqual(program().feeds({ rate: { ...RATE, weightDecay: 0 } })["weight_decay"], one(0));
});

Deno.test("a program has no placeholder that nobody asked for, and each once", () => {
  const builder = new ProgramBuilder(), feeds = new StepPlaceholders(builder, SIZES);
  const step = new StepProgram(builder.build(), SIZES);
  assert.deepEqual([...step.program.placeholders.keys()], [
    ...["input_ids", "positions", "labels", "dropout_seed", "scheduled_learning_rate"],
    ...["gamma_power", "given_gamma", "bias_correction", "epsilon", "weight_decay"],
    ...["max_grad_norm", "loss_scale"],
  ]);
  assert.equal(feeds.get("counted"), feeds.get("counted"));
  assert.deepEqual(Object.keys(step.feeds({ batch: BATCH, counted: Float32Array.of(1, 1, 1) })), [
    ...["input_ids", "positions", "labels"],
  ]);
});

Deno.test("outputs are read by their kinds", async () => {
  const data = Float32Array.of(2, 3);
  const executor = { run: () => Promise.resolve(names.map(() => ({ shape: [2], data }))) };
  const names = Object.keys(OUTPUTS) as OutputName[];
  const read = await program().run(executor, {}, names);
  const numbers = [
    ...["loss", "objective", "gamma", "gamma_pairs", "learning_rate", "grad_norm"],
    ...["apply_learning_rate", "apply_grad_norm", "eval_lossSum", "eval_correct"],
  ];
  const lists = ["predictions", "logits", "padded_losses", "eval_logits", "eval_tokenLosses"];
  for (const [name, value] of Object.entries(read)) {
    if (numbers.includes(name)) assert.equal(value, 2, name);
    else if ([...lists, "eval_predictions"].includes(name)) assert.equal(value, data, name);
    else if (["update", "accumulate", "apply"].includes(name)) assert.equal(value, undefined, name);
  }
  assert.deepEqual(read.eval_ranks, Float32Array.of(3, 4));
  assert.deepEqual(read.eval_confidences, data.map((loss) => Math.exp(-loss)));
  assert.equal(names.length, numbers.length + lists.length + 1 + 3 + 2);
});

Deno.test("a batch whose positions and labels do not belong together, or that has no such tokens or words, is refused", () => {
  const made = program();
  const feeds = (more: Partial<MaskedBatch>) => () => made.feeds({ batch: { ...BATCH, ...more } });
  assert.throws(
    feeds({ labels: Int32Array.of(2, 0) }),
    /^RangeError: A batch has 3 masked positions and 2 labels\.$/,
  );
  for (const position of [-1, 6]) {
    assert.throws(
      feeds({ positions: Int32Array.of(0, position, 5) }),
      { name: "RangeError", message: `A batch of 6 tokens has none at position ${position}.` },
    );
  }
  for (const id of [-1, 5]) {
    assert.throws(feeds({ inputIds: Int32Array.of(1, 2, 3, 4, 0, id) }), {
      name: "RangeError",
      message: `A batch has the token id ${id}: the model has 5 words.`,
    });
    assert.throws(feeds({ labels: Int32Array.of(2, id, 4) }), {
      name: "RangeError",
      message: `A batch has the label ${id}: the model has 5 words.`,
    });
  }
});

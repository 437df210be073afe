import "@tensorflow/tfjs-backend-cpu";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import fixture from "../../tests/fixtures/tiny-bert.json" with { type: "json" };
import { decodeTensors } from "../../tests/fixtures/decode.ts";
import type { MaskedBatch } from "../data/mod.ts";
import { parseConfig, tensorsToVariables, variablesToTensors, weightsOf } from "../model/mod.ts";
import { Interpreter, writeSavedModel } from "../program/mod.ts";
import { chooseGamma } from "../semantics/mod.ts";
import { type GraphNode, graphNodes } from "../../tests/_graph_nodes.ts";
import { chooseObjective } from "./objectives.ts";
import type { StepGiven } from "./step_interface.ts";
import { accumulatorName, buildStepProgram } from "./step_program.ts";

const { architecture, config } = parseConfig(fixture.config, "config.json");
const weights = weightsOf(architecture, config);

const batch: MaskedBatch = {
  batchSize: fixture.batch.batch_size,
  sequenceLength: fixture.batch.sequence_length,
  inputIds: Int32Array.from(fixture.batch.input_ids),
  positions: Int32Array.from(fixture.batch.positions),
  labels: Int32Array.from(fixture.batch.labels),
  replaced: new Uint8Array(fixture.batch.labels.length),
};
const given: StepGiven = { batch, dropoutSeed: 0 };

/** The largest difference, relative to the largest reference value. */
function distance(actual: Float32Array, expected: Float32Array): number {
  assert.equal(actual.length, expected.length);
  const size = expected.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-30);
  return actual.reduce((max, x, i) => Math.max(max, Math.abs(x - expected[i]!)), 0) / size;
}

Deno.test("a Γ that cannot be negative is not checked for it, whatever its distance is called", () => {
  const { parts } = chooseGamma("paper");
  const size = (neverNegative: boolean) => {
    const gamma = { ...parts, distance: { ...parts.distance, name: "mine", neverNegative } };
    const { program } = buildStepProgram({ config, sequenceLength: batch.sequenceLength, gamma });
    return program.nodes.length;
  };
  const { program } = buildStepProgram({ config, sequenceLength: batch.sequenceLength });
  assert.equal(size(true), program.nodes.length);
  assert.ok(size(false) > size(true));
});

async function openTiny() {
  await tf.setBackend("cpu");
  const { sequenceLength } = batch;
  const step = buildStepProgram({ config, sequenceLength, accumulation: true });
  const executor = new Interpreter(step.program, tf);
  await executor.setVariables(tensorsToVariables(weights, decodeTensors(fixture.parameters)));
  return { step, executor };
}

Deno.test("the loss and the logits are those of Hugging Face's BertForMaskedLM", async () => {
  const { step, executor } = await openTiny();
  const { loss, eval_logits: logits, eval_lossSum: evaluated } = await step.run(executor, given, [
    "loss",
    "eval_logits",
    "eval_lossSum",
  ]);
  const [expected] = decodeTensors({ logits: fixture.logits }).values();
  assert.ok(Math.abs(loss - fixture.loss) < 1e-5);
  assert.ok(distance(logits, expected!.data) < 1e-5);
  // The fixture's model has no dropout, so training and evaluation agree; evaluation sums.
  assert.ok(Math.abs(evaluated / fixture.batch.labels.length - fixture.loss) < 1e-5);
  executor.dispose();
});

Deno.test("the gradient of each parameter is PyTorch's", async () => {
  const { step, executor } = await openTiny();
  await step.run(executor, { ...given, lossScale: 1 }, ["accumulate"]);
  const expected = decodeTensors(fixture.gradients);
  const names = [...tensorsToVariables(weights, expected).keys()];
  const read = await executor.readVariables(names.map(accumulatorName));
  const actual = variablesToTensors(
    weights,
    new Map(names.map((name) => [name, read.get(accumulatorName(name))!])),
  );
  assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
  for (const [name, { data }] of expected) {
    // The gradient of a key's bias is exactly 0, so both sides hold nothing but rounding.
    if (name.endsWith("key.bias")) {
      assert.ok(actual.get(name)!.data.every((x) => Math.abs(x) < 1e-6), name);
    } else {
      assert.ok(distance(actual.get(name)!.data, data) < 2e-5, name);
    }
  }
  executor.dispose();
});

Deno.test("the graph has no sum whose order TensorFlow may choose", () => {
  // With one AddN of all the squares, 2 of 12 equal steps of a base-sized model on a busy machine
  // had a norm with other last bits; without, none of 30. Smaller models never showed it.
  const { bytes } = writeSavedModel(buildStepProgram({ config, sequenceLength: 8 }).program);
  const text = new TextDecoder("latin1").decode(bytes);
  assert.ok(text.includes("L2Loss"));
  assert.ok(!text.includes("AddN"));
});

/** A step's graph for a GPU that XLA compiles: its nodes by their names, and what a value is made of. */
function compiledGraph(objective: string) {
  const { program } = buildStepProgram({
    ...{ config, sequenceLength: batch.sequenceLength },
    objective: chooseObjective(objective),
  });
  const { bytes, names } = writeSavedModel(program, { xla: true, gpu: true });
  const nodes = new Map(graphNodes(bytes).map((node) => [node.name, node]));
  const madeOf = (output: string) => {
    const found = new Set<GraphNode>();
    const visit = (name: string) => {
      const node = nodes.get(name)!;
      if (found.has(node)) return;
      found.add(node);
      node.reads.forEach(visit);
    };
    visit(names.fetches.get(output)!);
    return [...found];
  };
  return { nodes, madeOf };
}

Deno.test("XLA compiles a step's head for a GPU in pieces of their own, and its loss with it", () => {
  const { nodes, madeOf } = compiledGraph("cross_entropy");
  const count = (all: Iterable<GraphNode>, operation: string, scope: string) =>
    [...all].filter((node) => node.operation === operation && node.scope === scope).length;
  const head = (operation: string) => [
    count(nodes.values(), operation, "there in buckets"),
    count(nodes.values(), operation, "back in buckets"),
  ];
  // The dense layer and the decoder; of each the gradient of what it is given and of its weights.
  assert.deepEqual(head("MatMul"), [2, 4]);
  assert.ok(count(nodes.values(), "MatMul", "there") > 2);
  const ofLoss = madeOf("loss");
  assert.equal(count(ofLoss, "LogSoftmax", "there in buckets"), 1);
  assert.equal(count(ofLoss, "LogSoftmax", ""), 0);
  // Of all words' scores no row is cut.
  const cut = ofLoss.filter(({ operation, scope }) => operation === "Slice" && scope === "");
  const [rows] = cut.filter(({ reads }) => nodes.get(reads[0]!)!.scope === "there in buckets");
  assert.equal(nodes.get(rows!.reads[0]!)!.operation, "RealDiv");
  // An objective is made of the scores out of the bucket, by which it is differentiated.
  assert.equal(count(compiledGraph("sd_loss").madeOf("loss"), "LogSoftmax", ""), 1);
});

Deno.test("on a GPU the slopes of the word embeddings are summed in two stages", () => {
  const { nodes } = compiledGraph("cross_entropy");
  const sums = [...nodes.values()].filter(({ operation }) => operation === "UnsortedSegmentSum");
  const isOf = ({ reads: [, ids] }: GraphNode, kind: string) =>
    ids!.startsWith(`input_ids/${kind}`);
  const [first, second] = ["parts", "owners"].map((kind) => sums.filter((sum) => isOf(sum, kind)));
  assert.deepEqual([first!.length, second!.length], [1, 1]);
  assert.equal(second![0]!.reads[0], first![0]!.name);
});

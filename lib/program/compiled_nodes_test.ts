import assert from "node:assert/strict";
import { ProgramBuilder } from "./builder.ts";
import { bucketedNodes, compiledNodes } from "./compiled_nodes.ts";
import { gradients } from "./gradients.ts";
import {
  adamW,
  add,
  checkFinite,
  crossEntropy,
  gather,
  gelu,
  group,
  halfSquareSum,
  inBucket,
  matMul,
  mean,
  multiply,
  outOfBucket,
} from "./operations/mod.ts";
import type { Node, Value } from "./types.ts";

/** A step in small: an encoder of one product on rows of a table, a head on the masked of them. */
function program({ inBuckets = false } = {}) {
  const builder = new ProgramBuilder();
  const ids = builder.placeholder("ids", [-1], "int32");
  const positions = builder.placeholder("positions", [-1], "int32", { varies: true });
  const labels = builder.placeholder("labels", [-1], "int32", { varies: true });
  const [table, weight] = [builder.variable("table", [7, 4]), builder.variable("weight", [4, 4])];
  const words = gather(table, ids), product = matMul(words, weight), hidden = gelu(product);
  const bucket = (numbers: Value) => inBuckets ? inBucket(numbers) : numbers;
  const chosen = gather(hidden, bucket(positions));
  const logits = matMul(chosen, table, { transposeB: true });
  const rows = crossEntropy(logits, bucket(labels));
  const losses = inBuckets ? outOfBucket(rows, labels) : rows, loss = mean(losses);
  const [forTable, forWeight] = gradients(loss, [table, weight]) as [Value, Value];
  const norm = checkFinite(add(halfSquareSum(forTable), halfSquareSum(forWeight)), "norm");
  const clipped = multiply(forWeight, norm);
  const [stepSize, epsilon] = [builder.constant(1), builder.constant(1e-8)];
  const adam = { gradient: clipped, stepSize, epsilon };
  const update = adamW(weight, "weight", { beta1: 0.9, beta2: 0.999 }, adam);
  builder.output("update", group([update]));
  const first = { ids, table, words, product, hidden, chosen, logits, rows, losses, loss };
  const named = { ...first, forWeight, norm };
  return { program: builder.build(), named: { ...named, clipped, update } };
}

Deno.test("XLA compiles the encoder: not sources, not what the masked positions size, no check, but the update behind it", () => {
  const { program: made, named } = program();
  const compiled = compiledNodes(made, { buckets: true });
  const names = Object.entries(named).filter(([, { node }]) => compiled.has(node));
  assert.deepEqual(
    names.map(([name]) => name),
    ["words", "product", "hidden", "forWeight", "clipped", "update"],
  );
});

Deno.test("the encoder's slopes are compiled, though they come from the masked positions; sums of rows never", () => {
  const { program: made } = program();
  const compiled = compiledNodes(made, { buckets: true });
  const of = (name: string) =>
    made.nodes.filter(({ operation }) => operation.name === name).map((node) => compiled.has(node));
  assert.deepEqual(of("geluGradient"), [true]);
  // To the hidden rows, and to the table.
  assert.deepEqual(of("scatter"), [false, false]);
  assert.deepEqual(of("crossEntropy"), [false]);
  // Forward: encoder, head. Backward: the head's two, the encoder's two.
  assert.deepEqual(of("matMul"), [true, false, false, false, true, true]);
});

Deno.test("XLA compiles a head in buckets, and neither their making nor what is out of them", () => {
  const { program: made, named } = program({ inBuckets: true });
  const operations = (nodes: ReadonlySet<Node>) =>
    made.nodes.filter((node) => nodes.has(node)).map(({ operation }) => operation.name);
  const [with_, without] = [true, false].map((buckets) => compiledNodes(made, { buckets }));
  for (const name of ["chosen", "logits", "rows"] as const) {
    assert.ok(with_!.has(named[name].node) && !without!.has(named[name].node), name);
  }
  for (const name of ["losses", "loss", "norm"] as const) assert.ok(!with_!.has(named[name].node));
  assert.ok(!operations(with_!).some((name) => /Bucket|scatter|placeholder/.test(name)));
  // Forward: encoder, head. Backward: the head's two, the encoder's two.
  assert.equal(operations(with_!).filter((name) => name === "matMul").length, 6);
  assert.equal(operations(without!).filter((name) => name === "matMul").length, 3);
});

Deno.test("what is computed in buckets, or of what is, belongs to them", () => {
  const { program: made, named } = program({ inBuckets: true });
  const bucketed = bucketedNodes(made);
  const names = Object.entries(named).filter(([, { node }]) => bucketed.has(node));
  assert.deepEqual(names.map(([name]) => name), ["chosen", "logits", "rows", "losses"]);
  const of = (name: string) =>
    made.nodes.filter(({ operation }) => operation.name === name).map((node) => bucketed.has(node));
  assert.deepEqual(of("inBucket"), [true, true]);
  assert.deepEqual(of("intoBucket"), [true]);
  // Sums of rows of the hidden vectors, which are no bucket's; and to the table.
  assert.deepEqual(of("scatter"), [true, false]);
  assert.deepEqual(of("geluGradient"), [false]);
  assert.deepEqual(of("matMul"), [false, true, true, true, false, false]);
  assert.equal(bucketedNodes(program().program).size, 0);
});

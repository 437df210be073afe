import assert from "node:assert/strict";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";
import { testRefusals } from "../../../tests/_operations/mod.ts";
import { graphNodes } from "../../../tests/_graph_nodes.ts";
import { floats, ints } from "../../../tests/_tensors.ts";
import {
  addBias,
  gather,
  gradients,
  type GraphOptions,
  inBucket,
  multiply,
  outOfBucket,
  ProgramBuilder,
  sum,
  toInteger,
  writeSavedModel,
} from "../mod.ts";

/** Rows of a table at places, times factors. */
function program() {
  const builder = new ProgramBuilder();
  const table = builder.placeholder("table", [4, 2]);
  const places = builder.placeholder("places", [-1], "int32", { varies: true });
  const factors = builder.placeholder("factors", [-1, 2], "float32", { varies: true });
  const rows = outOfBucket(gather(table, inBucket(places)), places);
  assert.deepEqual(rows.shape, [-1, 2]);
  const product = multiply(rows, factors);
  builder.output("product", product);
  builder.output("slope", gradients(sum(product), [table])[0]!);
  return builder.build();
}

Deno.test("without XLA rows in a bucket are those that are given", async () => {
  const tf = await cpuRunner.tf(), before = tf.memory().numTensors;
  const executor = await cpuRunner.open(program());
  const results = await executor.run({
    table: floats([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]),
    places: ints([2, 0, 2], [3]),
    factors: floats([1, 10, 2, 20, 3, 30], [3, 2]),
  }, ["product", "slope"]);
  // Rows 2, 0 and 2 are (5, 6), (1, 2), (5, 6); the third one's slope is (1, 10) + (3, 30).
  assert.deepEqual(results[0], floats([5, 60, 2, 40, 15, 180], [3, 2]));
  assert.deepEqual(results[1], floats([2, 20, 0, 0, 4, 40, 0, 0], [4, 2]));
  executor.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a gradient of what is out of a bucket can be differentiated again", async () => {
  const builder = new ProgramBuilder();
  const table = builder.placeholder("table", [2, 1]);
  const places = builder.placeholder("places", [-1], "int32", { varies: true });
  const bias = builder.placeholder("bias", [1]);
  const rows = outOfBucket(addBias(gather(table, inBucket(places)), bias), places);
  const [slope] = gradients(sum(multiply(rows, rows)), [bias]);
  builder.output("again", gradients(sum(multiply(slope!, slope!)), [bias])[0]!);
  const executor = await cpuRunner.open(builder.build());
  const [again] = await executor.run({
    table: floats([1, 2], [2, 1]),
    places: ints([0, 1, 1], [3]),
    bias: floats([0.5], [1]),
  }, ["again"]);
  // Rows 1.5, 2.5, 2.5: the slope is 2 · 6.5 = 13, and that of its square 2 · 13 · 2 · 3.
  assert.deepEqual(again, floats([156], [1]));
  executor.dispose();
});

Deno.test("a graph has buckets where XLA compiles for a GPU, and else no node more", () => {
  const nodesOf = (options: GraphOptions) => graphNodes(writeSavedModel(program(), options).bytes);
  const isOfBuckets = ({ name, operation }: { name: string; operation: string }) =>
    name.includes("bucket") || operation === "Pad";
  for (const options of [{}, { xla: true }, { gpu: true }]) {
    const nodes = nodesOf(options);
    assert.ok(nodes.some(({ operation }) => operation === "UnsortedSegmentSum"));
    assert.deepEqual(nodes.filter(isOfBuckets), [], JSON.stringify(options));
  }
  const names = nodesOf({ xla: true, gpu: true }).filter(isOfBuckets).map(({ name }) => name);
  assert.deepEqual(names, ["places/bucket", "Pad"]);
});

testRefusals([
  [
    "a bucket of fractions",
    (b) => inBucket(b.placeholder("x", [-1])),
    /inBucket needs int32 values: got float32/,
  ],
  [
    "a bucket of a known length",
    (b) => inBucket(b.placeholder("n", [3], "int32")),
    /inBucket needs a placeholder \[\?\]: got \[3\] of placeholder/,
  ],
  [
    "a bucket of a table",
    (b) => inBucket(b.placeholder("n", [-1, 2], "int32")),
    /inBucket needs a placeholder \[\?\]: got \[\?, 2\]/,
  ],
  [
    "a bucket of what is computed",
    (b) => inBucket(toInteger(b.placeholder("x", [-1]))),
    /inBucket needs a placeholder \[\?\]: got \[\?\] of toInteger/,
  ],
  [
    "rows of a known number",
    (b) => outOfBucket(b.placeholder("x", [3, 2]), b.placeholder("n", [-1], "int32")),
    /outOfBucket needs rows \[\?, …\] and numbers \[n\]: got \[3, 2\] and \[\?\]/,
  ],
  [
    "rows that belong to a table",
    (b) => outOfBucket(b.placeholder("x", [-1, 2]), b.placeholder("n", [-1, 1], "int32")),
    /outOfBucket needs rows \[\?, …\] and numbers \[n\]: got \[\?, 2\] and \[\?, 1\]/,
  ],
  [
    "a scalar that belongs to numbers",
    (b) => outOfBucket(b.constant(1), b.placeholder("n", [-1], "int32")),
    /outOfBucket needs at least 1 dimension/,
  ],
  [
    "rows that belong to fractions",
    (b) => outOfBucket(b.placeholder("x", [-1]), b.placeholder("n", [-1])),
    /outOfBucket needs int32 values: got float32/,
  ],
]);

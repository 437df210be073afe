/** Operations that XLA compiles, beside the same without it, on the processor. */
import assert from "node:assert/strict";
import { selectBackend } from "../lib/mod.ts";
import {
  addAll,
  argMax,
  crossEntropy,
  dropout,
  gather,
  gelu,
  geluTanh,
  gradients,
  inBucket,
  matMul,
  mean,
  multiply,
  openExecutor,
  outOfBucket,
  ProgramBuilder,
  relu,
  scale,
  silu,
  sum,
  type Value,
} from "../lib/program/mod.ts";

const backend = await selectBackend({ backend: "tensorflow", device: "cpu" });

/** What makes a program's only output of x, of a dropout's seed, and of x with a length that varies. */
type Build = (x: Value, seed: Value, varying: Value) => Value;

async function outputOf(build: Build, xla: boolean, seedOfRun = 7): Promise<number[]> {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [-1, 4]), seed = builder.placeholder("seed", [], "int32");
  const varying = builder.placeholder("varying", [-1, 4], "float32", { varies: true });
  builder.output("y", build(x, seed, varying));
  const executor = await openExecutor(builder.build(), backend, { xla });
  const numbers = Float32Array.from({ length: 12 }, (_, i) => (i - 5.5) / 2);
  const feeds = {
    x: { shape: [3, 4], data: numbers },
    varying: { shape: [3, 4], data: numbers },
    seed: { shape: [], data: Int32Array.of(seedOfRun) },
  };
  const [y] = await executor.run(feeds, ["y"]);
  executor.dispose();
  return [...y!.data];
}

async function assertSame(build: Build) {
  const [plain, compiled] = [await outputOf(build, false), await outputOf(build, true)];
  assert.ok(plain.some((value) => value !== 0));
  compiled.forEach((value, i) => assert.ok(Math.abs(value - plain[i]!) < 1e-6, String(i)));
}

Deno.test("with XLA activations have the slopes that they have without", async (t) => {
  for (const [name, activation] of Object.entries({ gelu, geluTanh, relu, silu })) {
    await t.step(name, () => assertSame((x) => gradients(sum(activation(x)), [x])[0]!));
  }
});

Deno.test("with XLA dropouts draw what they draw without, with any seed and at any place", async () => {
  const places = [0, 1, 2 ** 31 - 1];
  const build: Build = (x, seed) =>
    places.map((place) => dropout(x, 0.2, seed, place)).reduce((a, b) => multiply(a, b));
  const ofSeed = async (seed: number) => {
    const [plain, compiled] = [
      await outputOf(build, false, seed),
      await outputOf(build, true, seed),
    ];
    assert.deepEqual(
      compiled.map((value) => value !== 0),
      plain.map((value) => value !== 0),
      `${seed}`,
    );
    return plain.map((value) => value !== 0);
  };
  const kept = [];
  for (const seed of [7, 0, -1, -(2 ** 31), 2 ** 31 - 1]) kept.push(String(await ofSeed(seed)));
  assert.ok(new Set(kept).size > 1, "masks differ from seed to seed");
  // A seed that no run is given is mixed in the graph.
  const SEVEN = { shape: [], data: Int32Array.of(7) };
  await assertSame((x) => dropout(x, 0.5, x.node.builder.constant(SEVEN), 3));
});

Deno.test("a dropout may be compiled on the way there and not on the way back", () =>
  assertSame((x, seed, varying) =>
    // What comes back is of a length that varies, and is left to TensorFlow.
    gradients(sum(multiply(dropout(x, 0.5, seed, 3), varying)), [x])[0]!
  ));

/** A head on some rows of a table, in buckets; with `more` the loss is also made of the logits out of them. */
function head({ more }: { more: boolean }) {
  const builder = new ProgramBuilder();
  const masked = () => ["int32", { varies: true }] as const;
  const table = builder.placeholder("table", [30, 4]), words = builder.placeholder("words", [9, 4]);
  const positions = builder.placeholder("positions", [-1], ...masked());
  const labels = builder.placeholder("labels", [-1], ...masked());
  const all = matMul(gather(table, inBucket(positions)), words, { transposeB: true });
  const out = (rows: Value) => outOfBucket(rows, labels), logits = out(all);
  const losses = out(crossEntropy(all, inBucket(labels)));
  const loss = addAll([
    mean(losses),
    more ? scale(sum(multiply(logits, logits)), 0.01) : mean(losses),
  ]);
  for (
    const [name, value] of Object.entries({ logits, losses, predictions: out(argMax(all)), loss })
  ) {
    builder.output(name, value);
  }
  gradients(loss, [table, words]).forEach((slope, i) => builder.output(`slope${i}`, slope));
  return builder.build();
}

const HEAD_OUTPUTS = ["logits", "losses", "predictions", "loss", "slope0", "slope1"];

/** What of a head comes for so many rows, each time of other ones. */
async function headOutputs(xla: boolean, more: boolean, counts: readonly number[], wrong?: number) {
  const executor = await openExecutor(head({ more }), { ...backend, gpu: true }, { xla });
  const floats = (shape: number[], factor: number) => {
    const length = shape.reduce((a, b) => a * b);
    return { shape, data: Float32Array.from({ length }, (_, i) => Math.sin(i * factor)) };
  };
  const ints = (length: number, of: (i: number) => number) => ({
    shape: [length],
    data: Int32Array.from({ length }, (_, i) => of(i)),
  });
  const results = [];
  for (const count of counts) {
    const given = {
      table: floats([30, 4], 1.3),
      words: floats([9, 4], 2.1),
      positions: ints(count, (i) => (i * 7 + count) % 30),
      labels: ints(count, (i) => i === wrong ? 9 : (i * 5 + count) % 9),
    };
    results.push(await executor.run(given, HEAD_OUTPUTS));
  }
  executor.dispose();
  return results;
}

Deno.test("a head in buckets has the rows and slopes that it has without, for each number of rows", async () => {
  // One, a bucket less one, full, and two of the next, of which the second was compiled for the first.
  const counts = [1, 7, 8, 9, 15];
  for (const more of [false, true]) {
    const [plain, compiled] = [
      await headOutputs(false, more, counts),
      await headOutputs(true, more, counts),
    ];
    counts.forEach((count, run) =>
      HEAD_OUTPUTS.forEach((name, i) => {
        const [expected, actual] = [plain[run]![i]!, compiled[run]![i]!];
        assert.deepEqual(actual.shape, expected.shape, name);
        if (i < 3) assert.equal(actual.shape[0], count);
        assert.equal(actual.data.constructor, expected.data.constructor);
        assert.ok(expected.data.some((value) => value !== 0));
        actual.data.forEach((value, j) => {
          assert.ok(
            Math.abs(value - expected.data[j]!) < 2e-6,
            `${name} of ${count}: ${actual.data}`,
          );
        });
      })
    );
  }
});

Deno.test("in a bucket, too, the loss of a label that is no class is not finite, and the others' are as they are", async () => {
  const [[plain], [compiled]] = [
    await headOutputs(false, false, [9]),
    await headOutputs(true, false, [9], 4),
  ];
  const losses = [...compiled![1]!.data];
  assert.deepEqual(losses.map((loss) => Number.isFinite(loss)), losses.map((_, i) => i !== 4));
  const others = (data: ArrayLike<number>) => Array.from(data).filter((_, i) => i !== 4);
  others(losses).forEach((loss, i) =>
    assert.ok(Math.abs(loss - others(plain![1]!.data)[i]!) < 2e-6, `${losses}`)
  );
  assert.ok(!Number.isFinite(compiled![3]!.data[0]!));
});

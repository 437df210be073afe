/** Operations that XLA compiles, beside the same without it, on the processor. */
import assert from "node:assert/strict";
import { selectBackend } from "../lib/mod.ts";
import {
  dropout,
  gelu,
  geluTanh,
  gradients,
  multiply,
  openExecutor,
  ProgramBuilder,
  relu,
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

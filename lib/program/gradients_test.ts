import assert from "node:assert/strict";
import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { testRefusals } from "../../tests/_operations/mod.ts";
import { withExecutor } from "../../tests/_executors/helpers.ts";
import { floats, ints, intScalar, scalar } from "../../tests/_tensors.ts";
import { Random } from "../random/mod.ts";
import {
  add,
  addBias,
  crossEntropy,
  dropout,
  firstRow,
  firstRows,
  gather,
  gelu,
  gradients,
  layerNorm,
  matMul,
  mean,
  multiply,
  ProgramBuilder,
  reshape,
  scale,
  softmax,
  sum,
  tanh,
  type TensorData,
  transpose,
  unstack,
  type Value,
} from "./mod.ts";

interface Problem {
  loss: Value;
  wanted: Value[];
}

/** Gradients of a function of scalars at a point. */
async function slopes(
  point: number[],
  build: (builder: ProgramBuilder, ...x: Value[]) => Problem,
): Promise<number[]> {
  const fetches: string[] = [];
  let result: number[] = [];
  await withExecutor(cpuRunner, (builder) => {
    const x = point.map((_, i) => builder.placeholder(`x${i}`, []));
    const { loss, wanted } = build(builder, ...x);
    gradients(loss, wanted).forEach((gradient, i) => {
      builder.output(`g${i}`, gradient);
      fetches.push(`g${i}`);
    });
  }, async (executor) => {
    const feeds = Object.fromEntries(point.map((value, i) => [`x${i}`, scalar(value)]));
    result = (await executor.run(feeds, fetches)).map(({ data }) => data[0]!);
  });
  return result;
}

Deno.test("gradients are in the order asked for, and may be asked for twice", async () => {
  // ∂xy/∂y = x and ∂xy/∂x = y.
  const wanted = await slopes([3, 5], (_, x, y) => ({
    loss: multiply(x!, y!),
    wanted: [y!, x!, y!],
  }));
  assert.deepEqual(wanted, [3, 5, 3]);
});

Deno.test("the gradient of the loss itself is 1", async () => {
  assert.deepEqual(await slopes([3], (_, x) => ({ loss: x!, wanted: [x!] })), [1]);
});

Deno.test("a value between a wanted one and the loss may be wanted too", async () => {
  // With y = 2·3·x and loss = yx: dloss/dx = y + x·6 = 12x, ∂loss/∂y = x.
  const wanted = await slopes([2], (_, x) => {
    const y = scale(scale(x!, 2), 3);
    return { loss: multiply(y, x!), wanted: [x!, y] };
  });
  assert.deepEqual(wanted, [24, 2]);
});

Deno.test("a wanted value needs no gradient rule for what it is made from", async () => {
  // Row 1 of a table cannot be differentiated by the row's number, but need not be.
  await withExecutor(cpuRunner, (builder) => {
    const rows = gather(
      builder.constant(floats([1, 2, 3, 4], [2, 2])),
      builder.placeholder("ids", [-1], "int32"),
    );
    builder.output("slope", gradients(sum(multiply(rows, rows)), [rows])[0]!);
  }, async (executor) => {
    const [slope] = await executor.run({ ids: ints([1]) }, ["slope"]);
    assert.deepEqual([...slope!.data], [6, 8]);
  });
});

Deno.test("second derivatives of arithmetic", async () => {
  // d²(x³)/dx² = 6x; the tanh of 0 has the slopes 1 and 0.
  const cube = (x: Value) => multiply(x, multiply(x, x));
  const second = (f: (x: Value) => Value) => (_: ProgramBuilder, x?: Value) => ({
    loss: gradients(f(x!), [x!])[0]!,
    wanted: [x!],
  });
  assert.deepEqual(await slopes([5], second(cube)), [30]);
  assert.deepEqual(await slopes([0], second((x) => add(tanh(x), cube(x)))), [0]);
});

testRefusals([
  [
    "the gradient of a vector",
    (b) => {
      const x = b.placeholder("x", [2]);
      gradients(x, [x]);
    },
    /scalar .* got float32 \[2\]/,
  ],
  [
    "the gradient of an int32",
    (b) => {
      const x = b.placeholder("x", [], "int32");
      gradients(x, [x]);
    },
    /got int32/,
  ],
  [
    "the gradient by what the loss does not depend on",
    (b) => gradients(sum(b.placeholder("x", [2])), [b.placeholder("y", [])]),
    /does not depend/,
  ],
  [
    "the gradient by what only decides a shape",
    (b) => {
      const x = b.placeholder("x", [2]), seed = b.placeholder("seed", [], "int32");
      const mask = dropout(b.constant(floats([1, 1])), 0.5, seed, 0);
      gradients(sum(mask), [x]);
    },
    /does not depend/,
  ],
]);

/** A small transformer block and head: each operation that has a gradient, some values used twice. */
function block(x: Record<string, Value>): Value {
  const looked = gather(x.table!, x.ids!, { paddingIndex: 3 });
  const placed = add(looked, add(firstRows(x.positions!, 3), firstRow(x.table!)));
  const normed = layerNorm(placed, x.weight!, x.bias!, 1e-3);
  const dropped = dropout(normed, 0.3, x.seed!, 1);
  const [a, b] = unstack(transpose(reshape(dropped, [3, 2, 2]), [1, 0, 2]));
  const attention = softmax(matMul(a!, b!, { transposeB: true }));
  const mixed = add(matMul(attention, a!), gelu(b!));
  return mean(crossEntropy(tanh(addBias(mixed, x.bias2!)), x.labels!));
}

Deno.test("a composition's gradients are its differences", async () => {
  const random = new Random(1, "gradients-test");
  const draw = (shape: number[]) =>
    floats(
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
      shape,
    );
  const weights: Record<string, TensorData> = {
    table: draw([4, 4]),
    positions: draw([5, 4]),
    weight: draw([4]),
    bias: draw([4]),
    bias2: draw([2]),
  };
  const integers = { ids: ints([1, 3, 1]), labels: ints([0, 1, 1]), seed: intScalar(9) };
  const names = Object.keys(weights);
  await withExecutor(cpuRunner, (builder) => {
    const inputs: Record<string, Value> = {};
    for (const [name, { shape, data }] of Object.entries({ ...weights, ...integers })) {
      const dtype = data instanceof Float32Array ? "float32" : "int32";
      inputs[name] = builder.placeholder(name, shape, dtype);
    }
    const loss = block(inputs);
    builder.output("loss", loss);
    gradients(loss, names.map((name) => inputs[name]!)).forEach((gradient, i) =>
      builder.output(names[i]!, gradient)
    );
  }, async (executor) => {
    const found = await executor.run({ ...weights, ...integers }, names);
    const lossAt = async (name: string, i: number, change: number) => {
      const moved = { ...weights, [name]: floats([...weights[name]!.data], weights[name]!.shape) };
      moved[name]!.data[i]! += change;
      return (await executor.run({ ...moved, ...integers }, ["loss"]))[0]!.data[0]!;
    };
    const h = 2 ** -6;
    for (const [n, name] of names.entries()) {
      for (let i = 0; i < weights[name]!.data.length; i++) {
        const difference = (await lossAt(name, i, h) - await lossAt(name, i, -h)) / (2 * h);
        // Central differences are off by h²/6 = 4e-5 of the third derivative, and by the rounding
        // of the loss (6e-8) over h.
        const far = Math.abs(found[n]!.data[i]! - difference);
        // Row 3 of the table is padding: its look-up has no gradient though the loss depends on it.
        if (name === "table" && i >= 12) assert.equal(found[n]!.data[i], 0);
        else assert.ok(far < 1e-3, `${name}[${i}]: ${found[n]!.data[i]} instead of ${difference}`);
      }
    }
  });
});

Deno.test("what is added for gradients is on the way back, and nothing before or after it", () => {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [2]);
  const loss = sum(multiply(x, x));
  const [slope] = gradients(loss, [x]);
  const after = multiply(slope!, slope!);
  assert.throws(() => gradients(loss, [builder.placeholder("y", [2])]), RangeError);
  const failed = multiply(after, after);
  assert.deepEqual([x, loss, slope!, after, failed].map(({ node }) => node.isBack), [
    false,
    false,
    true,
    false,
    false,
  ]);
});

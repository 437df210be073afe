/** The ONNX form of each operation, by the cases that every executor is held to. */
import assert from "node:assert/strict";
import type { FileInParts } from "../lib/io/mod.ts";
import {
  divide,
  matMul,
  type Program,
  ProgramBuilder,
  toFloat,
  toInteger,
  type Value,
  writeOnnx,
} from "../lib/program/mod.ts";
import { openOnnx } from "./_onnx.ts";
import { type OperationCase, operationCases } from "./_operations/mod.ts";
import { assertTensor } from "./_tensors.ts";

/** What has none: losses, gradients and what else serves training alone. */
const WITHOUT = ["crossEntropy", "dropoutMask", "halfSquareSum", "padRows", "stack"];

/** The case's operation on constants, so that nothing of the model's inputs has to be integers. */
function programOf({ inputs, build }: OperationCase): Program {
  const builder = new ProgramBuilder();
  const values = Object.entries(inputs).map(([name, tensor]) =>
    [name, builder.constant(tensor)] as const
  );
  const output: Value = build(Object.fromEntries(values), builder);
  builder.output("output", output.dtype === "bool" ? toFloat(output) : output);
  return builder.build();
}

async function bytesOf(file: FileInParts): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.size);
  let at = 0;
  for await (const part of file.parts()) {
    bytes.set(part, at);
    at += part.length;
  }
  assert.equal(at, file.size, "as many bytes as it said");
  return bytes;
}

Deno.test("ONNX Runtime computes each operation as the other executors do", async (t) => {
  const without = new Map<string, string>();
  let compared = 0;
  for (const example of operationCases) {
    await t.step(example.name, async () => {
      const program = programOf(example);
      const producer = { name: "test", version: "1" };
      let file: FileInParts;
      try {
        file = writeOnnx({
          ...{ programOf: () => program, longest: 2, weights: new Map(), producer },
          precision: "float32",
        });
      } catch (error) {
        const name = /^its operation (\w+) has no ONNX form$/.exec((error as Error).message)?.[1];
        assert.ok(name !== undefined, String(error));
        without.set(name, example.name);
        return;
      }
      await using session = await openOnnx(await bytesOf(file));
      const { output } = await session.run({});
      assertTensor(output!, example.output, Math.max(example.tolerance ?? 0, 2e-6), "output");
      compared++;
    });
  }
  assert.ok(compared > 100, `${compared} were compared`);
  assert.deepEqual([...without.keys()].sort(), WITHOUT);
});

Deno.test("in float16 products alone are rounded, but for those that are exact", async () => {
  const builder = new ProgramBuilder();
  // 2049 is no number of float16, in which 2048 and 2050 are next to each other.
  const x = builder.constant({ shape: [1, 1], data: Float32Array.of(2049) });
  const w = builder.variable("w", [1, 1]);
  const products = [matMul(x, w), matMul(x, w, { exact: true }), toFloat(toInteger(x))];
  products.forEach((value, i) => builder.output(`y${i}`, value));
  // 65504 is the largest; what is beyond it is cut there, and weights that are have float32 products.
  const number = (value: number) =>
    builder.constant({ shape: [1, 1], data: Float32Array.of(value) });
  const wide = builder.variable("wide", [1, 1]);
  const large = [
    ...[matMul(number(1e6), w), matMul(number(-2), matMul(number(4e4), w))],
    ...[matMul(number(0.5), wide), matMul(number(1e6), number(0)), toFloat(toInteger(number(1e6)))],
  ];
  large.forEach((value, i) => builder.output(`z${i}`, value));
  const program = builder.build(), weight = Float32Array.of(1);
  const bytes = new Uint8Array(new Float16Array(weight).buffer);
  const file = writeOnnx({
    programOf: () => program,
    longest: 2,
    weights: new Map([
      ["w", { shape: [1, 1], format: "float16", bytes: () => bytes }],
      [
        "wide",
        {
          shape: [1, 1],
          format: "float32",
          bytes: () => new Uint8Array(Float32Array.of(1e5).buffer),
        },
      ],
    ]),
    precision: "float16",
    producer: { name: "test", version: "1" },
  });
  await using session = await openOnnx(await bytesOf(file));
  const results = await session.run({});
  assert.deepEqual(Object.values(results).map(({ data: [y] }) => y), [
    ...[2048, 2049, 2049],
    ...[65504, -65504, 5e4, 0, 1e6],
  ]);
});

Deno.test("0 and -0 are two constants, equal ones are one", async () => {
  const builder = new ProgramBuilder();
  const values = [0, -0, 0].map((x) => divide(builder.constant(1), builder.constant(x)));
  values.forEach((value, i) => builder.output(`y${i}`, value));
  const program = builder.build(), producer = { name: "test", version: "1" };
  const file = writeOnnx({
    ...{ programOf: () => program, longest: 2, weights: new Map(), producer },
    precision: "float32",
  });
  await using session = await openOnnx(await bytesOf(file));
  const results = await session.run({});
  assert.deepEqual(Object.values(results).map(({ data: [y] }) => y), [
    Infinity,
    -Infinity,
    Infinity,
  ]);
});

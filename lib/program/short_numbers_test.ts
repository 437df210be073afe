import assert from "node:assert/strict";
import { type GraphNode, graphNodes } from "../../tests/_graph_nodes.ts";
import { GraphWriter } from "./graph_writer.ts";

/** The nodes that a writer has added, by their names. */
function nodesOf(writer: GraphWriter): Map<string, GraphNode> {
  return new Map(graphNodes(writer.finish("2.21.0")).map((node) => [node.name, node]));
}

/** Of what operation a value is the result, and of what operations what that reads. */
function origin(writer: GraphWriter, value: string): [operation: string, reads: string[]] {
  const nodes = nodesOf(writer), node = nodes.get(value.split(":")[0]!)!;
  return [node.operation, node.reads.map((name) => nodes.get(name)?.operation ?? name)];
}

/** A writer in bfloat16, and a product that it has added. */
function withProduct(compiled = false) {
  const writer = new GraphWriter({ precision: "bfloat16" });
  writer.compiled = compiled;
  return { writer, product: writer.short.product("MatMul", ["x", "y"], {}) };
}

Deno.test("a weight is rounded once for both directions, but not by TensorFlow for XLA", () => {
  const writer = new GraphWriter({ precision: "bfloat16" });
  const operands = () => {
    const product = writer.short.product("MatMul", ["x", "weight"], {});
    const nodes = nodesOf(writer);
    const [widened] = nodes.get(product)!.reads;
    return nodes.get(widened!)!.reads;
  };
  const outside = operands();
  writer.compiled = true;
  const there = operands();
  assert.ok(there.every((name) => !outside.includes(name)));
  writer.part = "back";
  assert.deepEqual(operands(), there);
});

Deno.test("what is kept is rounded where XLA compiles it with bfloat16, and a product reads it as it is", () => {
  const plain = new GraphWriter({ precision: "bfloat16" });
  assert.equal(plain.short.kept("x"), "x");
  const full = new GraphWriter();
  full.compiled = true;
  assert.equal(full.short.kept("x"), "x");
  const writer = new GraphWriter({ precision: "bfloat16" });
  writer.compiled = true;
  const kept = writer.short.kept("x");
  const product = writer.short.product("MatMul", [kept, kept], {});
  const nodes = nodesOf(writer);
  const read = (name: string) => nodes.get(name)!.reads;
  const [short] = read(kept);
  assert.deepEqual(read(short!), ["x"]);
  assert.deepEqual(read(read(product)[0]!), [short, short]);
});

Deno.test("what moves a product of bfloat16 moves it before it is widened, and the next one reads that", () => {
  const { writer, product } = withProduct();
  const [turned] = writer.short.moved("Transpose", [product], { more: ["order"] });
  const parts = writer.short.moved("Unpack", [turned!], { count: 2 });
  const nodes = nodesOf(writer);
  const before = (value: string) => nodes.get(value)!.reads[0]!;
  for (const part of parts) {
    // The cast, then Unpack, Transpose and MatMul, one after the other.
    const unpack = before(part), transpose = before(unpack);
    assert.deepEqual([part, unpack, transpose].map((name) => nodes.get(name)!.operation), [
      "Cast",
      "Unpack",
      "Transpose",
    ]);
    assert.deepEqual(nodes.get(transpose)!.reads, [before(product), "order"]);
  }
  // What they were cut from is moved in one piece again.
  const [again] = writer.short.moved("Pack", [product, turned!]);
  assert.deepEqual(origin(writer, "Pack"), ["Pack", ["MatMul", "Transpose"]]);
  assert.equal(origin(writer, again!)[0], "Cast");
  writer.short.product("MatMul", [parts[0]!, turned!], {});
  assert.deepEqual(origin(writer, "MatMul_1"), ["MatMul", ["Unpack", "Transpose"]]);
});

Deno.test("what is float32, or compiled, is moved as it is", () => {
  const { writer, product } = withProduct();
  assert.deepEqual(writer.short.moved("Transpose", ["z"]), ["Transpose"]);
  // Together with float32 it is float32, too.
  const [mixed] = writer.short.moved("Pack", [product, "z"]);
  assert.deepEqual(origin(writer, mixed!), ["Pack", ["Cast", "z"]]);
  assert.deepEqual(writer.short.moved("Unpack", ["z"], { count: 2 }), ["Unpack:0", "Unpack:1"]);
  assert.deepEqual(writer.short.moved("Unpack", ["z"], { count: 1 }), ["Unpack_1:0"]);
  const xla = withProduct(true);
  const [turned] = xla.writer.short.moved("Transpose", [xla.product]);
  assert.deepEqual(origin(xla.writer, turned!), ["Transpose", ["Cast"]]);
  const full = new GraphWriter();
  const [whole] = full.short.moved("Transpose", [full.short.product("MatMul", ["x", "y"], {})]);
  assert.deepEqual(origin(full, whole!), ["Transpose", ["MatMul"]]);
});

Deno.test("a multiple by a power of two alone stays bfloat16", () => {
  const { writer, product } = withProduct();
  const scaled = (value: number) =>
    writer.short.scaled(product, { name: writer.scalar(value), value });
  const eighth = scaled(0.125);
  assert.equal(origin(writer, eighth)[0], "Cast");
  assert.deepEqual(origin(writer, "Mul"), ["Mul", ["MatMul", "Cast"]]);
  for (const value of [0.3, 0, -2, Infinity, 2 ** 127, 2 ** -140]) {
    assert.deepEqual(origin(writer, scaled(value)), ["Mul", ["Cast", "Const"]], `${value}`);
  }
  const xla = withProduct(true);
  const half = { name: xla.writer.scalar(0.5), value: 0.5 };
  assert.deepEqual(origin(xla.writer, xla.writer.short.scaled(xla.product, half)), [
    "Mul",
    ["Cast", "Const"],
  ]);
});

Deno.test("a bias is added to a product of bfloat16 before it is widened, and to others as they are", () => {
  const { writer, product } = withProduct();
  const biased = writer.short.biased(product, "bias");
  assert.equal(origin(writer, biased)[0], "Cast");
  // TensorFlow makes one kernel of the two where it has one.
  assert.deepEqual(origin(writer, "BiasAdd"), ["BiasAdd", ["MatMul", "Cast"]]);
  assert.deepEqual(origin(writer, writer.short.biased("z", "bias")), ["BiasAdd", ["z", "bias"]]);
  // Where there is no such kernel, each of the two would be rounded, and the sum.
  const gpu = new GraphWriter({ precision: "bfloat16", gpu: true });
  const there = { writer: gpu, product: gpu.short.product("MatMul", ["x", "y"], {}) };
  for (const { writer, product } of [withProduct(true), there]) {
    const other = writer.short.biased(product, "bias");
    assert.deepEqual(origin(writer, other), ["BiasAdd", ["Cast", "bias"]]);
  }
});

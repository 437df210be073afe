import assert from "node:assert/strict";
import { graphNodes } from "../../tests/_graph_nodes.ts";
import {
  add,
  addToVariable,
  checkFinite,
  compiledApart,
  dropout,
  gelu,
  geluTanh,
  gradients,
  group,
  kept,
  layerNorm,
  linear,
  matMul,
  multiply,
  ProgramBuilder,
  relu,
  silu,
  softmax,
  sum,
  type Value,
  writeSavedModel,
} from "./mod.ts";

Deno.test("a program's names in the graph", () => {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [2]);
  const w = builder.variable("layer.0/w", [2]);
  builder.output("x", x);
  builder.output("w", w);
  builder.output("sum", add(x, w));
  builder.output("update", group([addToVariable(x, "layer.0/w")]));
  const { names } = writeSavedModel(builder.build());
  const x2 = { shape: [2], data: Float32Array.of(1, 2) };
  assert.deepEqual(names.feeds.of([["x", x2]], new Set()), [["x", x2]]);
  // What is fed cannot be fetched, so it passes through a node of its own.
  assert.deepEqual([...names.fetches], [
    ["x", "Identity"],
    ["w", "read/layer.0/w"],
    ["sum", "AddV2"],
    ["update", "group"],
  ]);
  // Neither can it be where it is passed on as it is.
  for (const passed of [kept, compiledApart]) {
    const other = new ProgramBuilder();
    other.output("x", passed(other.placeholder("x", [2])));
    assert.deepEqual([...writeSavedModel(other.build()).names.fetches], [["x", "Identity"]]);
  }
  assert.deepEqual([...names.variables], [["layer.0/w", {
    feed: "feed/layer.0/w",
    set: "set/layer.0/w",
    clear: "clear/layer.0/w",
    read: "read/layer.0/w",
  }]]);
});

Deno.test("a variable is read before it is changed, and nothing waits where none is read", () => {
  const graphOf = (isRead: boolean) => {
    const builder = new ProgramBuilder();
    const x = builder.placeholder("x", [2]);
    if (isRead) builder.output("w", builder.variable("w", [2]));
    builder.output("update", group([addToVariable(x, "w")]));
    return new TextDecoder("latin1").decode(writeSavedModel(builder.build()).bytes);
  };
  // NodeDef's field 3 is an input; "^" makes it one of order: of the addition alone.
  const input = "\x1a\x07^read/w";
  assert.equal(graphOf(true).split(input).length - 1, 1);
  assert.ok(graphOf(true).includes(`AssignAddVariableOp\x1a\x08handle/w\x1a\x01x${input}`));
  assert.ok(!graphOf(false).includes(input));
});

Deno.test("nodes are marked for XLA where it is asked for: what is computed, not what is read, checked or changed", () => {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [2]);
  const doubled = add(x, builder.variable("w", [2]));
  builder.output("update", group([addToVariable(checkFinite(doubled, "sum"), "w")]));
  const marked = (xla?: boolean) => {
    const options = xla === undefined ? {} : { xla };
    const text = new TextDecoder("latin1").decode(writeSavedModel(builder.build(), options).bytes);
    // NodeDef's field 5 is an attribute, whose key is _XlaCompile and whose value the bool true.
    const mark = "_XlaCompile\x12\x02(\x01";
    assert.equal(text.split("_XlaCompile").length, text.split(mark).length);
    return text.split(mark).length - 1;
  };
  assert.deepEqual([marked(), marked(false), marked(true)], [0, 0, 1]);
});

Deno.test("what is computed from what is compiled apart has a scope of its own, and nothing else has it", () => {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [2]);
  const slope = relu(gelu(x));
  builder.output("norm", multiply(compiledApart(slope), silu(x)));
  builder.output("slope", slope);
  const scopes = (xla: boolean) => {
    const nodes = graphNodes(writeSavedModel(builder.build(), { xla }).bytes);
    return nodes.filter(({ operation }) => ["Relu", "Sigmoid", "Mul"].includes(operation))
      .map(({ operation, scope }) => [operation, scope]);
  };
  assert.deepEqual(scopes(true).filter(([operation]) => operation !== "Mul"), [
    ["Relu", "there"],
    ["Sigmoid", "there"],
  ]);
  // The last product alone is of what is apart.
  const products = scopes(true).filter(([operation]) => operation === "Mul");
  assert.deepEqual(new Set(products.slice(0, -1).map(([, scope]) => scope)), new Set(["there"]));
  assert.deepEqual(products.at(-1), ["Mul", "apart"]);
  assert.ok(scopes(false).every(([, scope]) => scope === ""));
});

/**
 * The operations whose results the way back reads of the way there, constants and shapes apart: the
 * way back is what has that scope, or without XLA what cannot run before the gradient is there.
 */
function crossing(
  build: (x: Value) => Value,
  xla: boolean,
  precision: "float32" | "bfloat16" = "float32",
): string[] {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [2, 3]), upstream = builder.placeholder("upstream", []);
  const loss = multiply(sum(build(x)), upstream);
  builder.output("slope", gradients(loss, [x])[0]!);
  const { bytes, names } = writeSavedModel(builder.build(), { xla, precision });
  const nodes = new Map(graphNodes(bytes).map((node) => [node.name, node]));
  const needed = new Set<string>(), back = new Set(["upstream"]);
  const need = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    nodes.get(name)!.reads.forEach(need);
  };
  need(names.fetches.get("slope")!);
  const crosses = new Set<string>();
  // What a node names stands before it.
  for (const { name, operation, reads, scope } of nodes.values()) {
    const isBack = xla ? scope === "back" : reads.some((other) => back.has(other));
    if (!needed.has(name) || !isBack) continue;
    back.add(name);
    if (operation === "Shape") continue;
    for (const other of reads) if (!back.has(other)) crosses.add(other);
  }
  return [...crosses].map((name) => nodes.get(name)!.operation)
    .filter((operation) => operation !== "Const" && operation !== "Shape").sort();
}

Deno.test("with XLA the way back reads an activation's argument alone, or its result", () => {
  assert.deepEqual(crossing(gelu, true), ["Placeholder"]);
  assert.deepEqual(crossing(geluTanh, true), ["Placeholder"]);
  assert.deepEqual(crossing(silu, true), ["Placeholder"]);
  assert.deepEqual(crossing(relu, true), ["Relu"]);
  // Without, it reads the slope, a sum: all of that is known before the gradient comes.
  assert.deepEqual(crossing(gelu, false), ["AddV2"]);
  assert.deepEqual(crossing(relu, false), ["Identity"]);
});

Deno.test("with XLA the way back reads a product of bfloat16 before it is widened", () => {
  const weight = { shape: [3, 3], data: new Float32Array(9).fill(1) };
  const bias = { shape: [3], data: new Float32Array(3) };
  const dense = (x: Value) => {
    const { builder } = x.node;
    return linear(x, builder.constant(weight), builder.constant(bias));
  };
  for (const activation of [gelu, geluTanh, silu]) {
    const build = (x: Value) => activation(dense(x));
    // A weight's cast is a constant's, which the way there has too.
    assert.deepEqual(crossing(build, true, "bfloat16"), ["Cast", "MatMul"]);
    assert.deepEqual(crossing(build, true), ["BiasAdd"]);
  }
});

Deno.test("with XLA the way back reads of layer normalisation its argument, and what is small", () => {
  const normed = (x: Value) => {
    const [weight, bias] = [1, 0].map((value) =>
      x.node.builder.constant({ shape: [3], data: new Float32Array(3).fill(value) })
    );
    return layerNorm(x, weight!, bias!, 1e-12);
  };
  // The mean of each row, and one divided by its deviation. Without XLA the normalised rows.
  assert.deepEqual(crossing(normed, true), ["Mean", "Placeholder", "Rsqrt"]);
  assert.deepEqual(crossing(normed, false), ["Mul", "Rsqrt"]);
});

Deno.test("with XLA the way back reads what is kept in bfloat16", () => {
  const gain = { shape: [3, 3], data: new Float32Array(9).fill(1) };
  const doubled = (x: Value) => gelu(kept(add(x, x)));
  assert.deepEqual(crossing(doubled, true, "bfloat16"), ["Cast"]);
  assert.deepEqual(crossing(doubled, true), ["AddV2"]);
  const attended = (x: Value) =>
    add(matMul(softmax(x, { kept: true }), x.node.builder.constant(gain)), x);
  // The probabilities, and the other operand of the product.
  assert.deepEqual(crossing(attended, true, "bfloat16"), ["Cast", "Cast"]);
  assert.deepEqual(crossing(attended, true), ["Softmax"]);
  // A softmax that nobody asked to keep stays as it is, as that of logits.
  assert.deepEqual(crossing((x) => multiply(softmax(x), x), true, "bfloat16"), [
    "Placeholder",
    "Softmax",
  ]);
});

Deno.test("with XLA the way back reads a dropout's mask before it is made a number of four bytes", () => {
  const dropped = (x: Value) =>
    dropout(x, 0.5, x.node.builder.constant({ shape: [], data: Int32Array.of(1) }), 0);
  // The mask is a product; what is kept, of bool, was given its shape.
  assert.deepEqual(crossing(dropped, false), ["Mul"]);
  assert.deepEqual(crossing(dropped, true), ["Reshape"]);
});

Deno.test("with XLA a check waits for the checks behind which its number is, and only what is fetched for all", () => {
  const builder = new ProgramBuilder();
  const loss = checkFinite(builder.placeholder("loss", []), "loss");
  const rate = checkFinite(add(loss, loss), "rate");
  builder.output("doubled", add(rate, rate));
  const { bytes, names } = writeSavedModel(builder.build(), { xla: true });
  const nodes = graphNodes(bytes), doubled = names.fetches.get("doubled")!;
  const [first, second] = nodes.filter(({ operation }) => operation === "CheckNumerics");
  const waiting = nodes.filter(({ waits }) => waits.includes(first!.name));
  assert.deepEqual(waiting.map(({ name }) => name), [second!.name, doubled]);
  assert.deepEqual(
    nodes.filter(({ waits }) => waits.includes(second!.name)).map(({ name }) => name),
    [doubled],
  );
});

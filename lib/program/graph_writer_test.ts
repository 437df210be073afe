import assert from "node:assert/strict";
import { graphNodes } from "../../tests/_graph_nodes.ts";
import { GraphWriter } from "./graph_writer.ts";

/** Bytes one after another; strings as UTF-8. */
function join(parts: readonly (string | number[])[]): number[] {
  return parts.flatMap((part) =>
    typeof part === "string" ? [...new TextEncoder().encode(part)] : part
  );
}

/** A field of wire type 2: key, length (a varint of one or two bytes), bytes. */
function field(number: number, ...parts: (string | number[])[]): number[] {
  const bytes = join(parts), { length } = bytes;
  const size = length < 128 ? [length] : [length % 128 + 128, length >> 7];
  return [number * 8 + 2, ...size, ...bytes];
}

/** The SavedModel around a graph's nodes: schema version 1, tag, TensorFlow's version, versions. */
function savedModel(nodes: number[]): number[] {
  // GraphDef.versions {1: producer 1882 = 14·128 + 90, 2: oldest consumer 12}.
  const graph = field(2, nodes, field(4, [8, 0xda, 14, 16, 12]));
  const information = field(1, field(4, "serve"), field(5, "2.21.0"));
  return [8, 1, ...field(2, information, graph)];
}

Deno.test("a node is written with its inputs and attributes", () => {
  const writer = new GraphWriter();
  assert.equal(writer.emit("Neg", ["a", "^b"], { T: { type: "float32" } }, "n"), "n");
  // NodeDef {1: name, 2: operation, 3: inputs, 5: {1: key, 2: AttrValue {6: DT_FLOAT = 1}}}.
  const node = field(
    1,
    field(1, "n"),
    field(2, "Neg"),
    field(3, "a"),
    field(3, "^b"),
    field(5, field(1, "T"), field(2, [6 * 8, 1])),
  );
  assert.deepEqual([...writer.finish("2.21.0")], savedModel(node));
});

Deno.test("a constant is written with its type, shape and bytes", () => {
  const writer = new GraphWriter();
  writer.constant({ shape: [1, 2], data: Int32Array.of(5, -1) });
  // TensorProto {1: DT_INT32 = 3, 2: shape {2: {1: 1}, 2: {1: 2}}, 4: little-endian content}.
  const tensor = [
    ...[8, 3],
    ...field(2, field(2, [8, 1]), field(2, [8, 2])),
    ...field(4, [5, 0, 0, 0, 255, 255, 255, 255]),
  ];
  const node = field(
    1,
    field(1, "constant"),
    field(2, "Const"),
    field(5, field(1, "dtype"), field(2, [6 * 8, 3])),
    field(5, field(1, "value"), field(2, field(8, tensor))),
  );
  assert.deepEqual([...writer.finish("2.21.0")], savedModel(node));
});

Deno.test("attributes of each kind", () => {
  const attributes = {
    i: { int: -1 },
    f: { float: 1 },
    b: { bool: true },
    s: { string: "x" },
    l: { ints: [1, 2] },
    t: { types: ["bool", "int64"] },
    h: { shape: [-1] },
  } as const;
  const writer = new GraphWriter();
  writer.emit("Op", [], attributes, "o");
  const minusOne = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
  const values: [string, number[]][] = [
    ["i", [3 * 8, ...minusOne]],
    ["f", [4 * 8 + 5, 0, 0, 0x80, 0x3f]],
    ["b", [5 * 8, 1]],
    ["s", field(2, "x")],
    // AttrValue.ListValue {3: ints, 6: types}: DT_BOOL = 10, DT_INT64 = 9.
    ["l", field(1, [3 * 8, 1, 3 * 8, 2])],
    ["t", field(1, [6 * 8, 10, 6 * 8, 9])],
    ["h", field(7, field(2, [8, ...minusOne]))],
  ];
  const fields = values.flatMap(([key, value]) => field(5, field(1, key), field(2, value)));
  const node = field(1, field(1, "o"), field(2, "Op"), fields);
  assert.deepEqual([...writer.finish("2.21.0")], savedModel(node));
});

Deno.test("a name that is taken gets a number; equal constants share a node", () => {
  const writer = new GraphWriter();
  assert.deepEqual(
    [1, 2, 3].map(() => writer.emit("NoOp", [], {}, "n")),
    ["n", "n_1", "n_2"],
  );
  assert.equal(writer.emit("NoOp", [], {}, "n_1"), "n_1_1");
  assert.equal(writer.scalar(0.5), writer.scalar(0.5));
  assert.notEqual(writer.scalar(1), writer.ints(1));
  assert.notEqual(writer.ints(1), writer.ints([1]));
  assert.equal(writer.ints([1, 2]), writer.ints([1, 2]));
});

Deno.test("on a GPU numbers are fed as their bits, under another name than their value's", () => {
  const { feeds } = new GraphWriter({ gpu: true });
  // The placeholder has the given name, and the bits of what it is fed are the value.
  assert.deepEqual(feeds.alone("float32", [2], "x"), { value: "Bitcast", feed: "x" });
  assert.deepEqual(feeds.alone("int32", [2], "y"), { value: "y", feed: "y" });
  const other = new GraphWriter().feeds;
  assert.deepEqual(other.alone("float32", [2], "x"), { value: "x", feed: "x" });
});

Deno.test("what is added outside is not compiled, and what follows is as before", () => {
  const writer = new GraphWriter();
  writer.compiled = true;
  writer.part = "back";
  writer.emit("A", ["x"]);
  writer.outside(() => writer.emit("B", ["x"]));
  writer.emit("C", ["x"]);
  assert.equal(writer.piece, "back");
  const nodes = graphNodes(writer.finish("2.21.0"));
  assert.deepEqual(nodes.map(({ name, compiled, scope }) => [name, compiled, scope]), [
    ["A", true, "back"],
    ["B", false, ""],
    ["C", true, "back"],
  ]);
});

Deno.test("each piece that XLA compiles has constants of its own", () => {
  const writer = new GraphWriter();
  const outside = writer.scalar(2);
  writer.compiled = true;
  const there = writer.scalar(2);
  writer.part = "back";
  const back = writer.scalar(2);
  assert.equal(new Set([outside, there, back]).size, 3);
  assert.equal(writer.scalar(2), back);
});

/** A NodeDef among a graph's nodes, its attributes as they stand in AttrValue. */
function nodeDef(
  [name, operation]: [string, string],
  inputs: string[],
  attributes: [string, number[]][],
): number[] {
  const fields = attributes.map(([key, value]) => field(5, field(1, key), field(2, value)));
  return field(
    1,
    field(1, name),
    field(2, operation),
    ...inputs.map((x) => field(3, x)),
    ...fields,
  );
}

/** AttrValue {6: type}: DT_FLOAT = 1, DT_INT32 = 3, DT_BFLOAT16 = 14. */
const type = (number: number) => [6 * 8, number];

/** A constant node of whole numbers: a scalar, or a vector of one. */
function whole(name: string, value: number, shape: number[], waits: string[] = []): number[] {
  const tensor = [8, 3, ...field(2, ...shape.map((n) => field(2, [8, n])))];
  return nodeDef([name, "Const"], waits, [
    ["dtype", type(3)],
    ["value", field(8, tensor, field(4, [value, 0, 0, 0]))],
  ]);
}

Deno.test("in bfloat16 a product's operands are rounded, and its result is float32 again", () => {
  const writer = new GraphWriter({ precision: "bfloat16" });
  assert.equal(
    writer.short.product("MatMul", ["a", "b"], { transpose_b: { bool: true } }),
    "Cast_2",
  );
  const nodes = [
    nodeDef(["Cast", "Cast"], ["a"], [["SrcT", type(1)], ["DstT", type(14)]]),
    nodeDef(["Cast_1", "Cast"], ["b"], [["SrcT", type(1)], ["DstT", type(14)]]),
    nodeDef(["MatMul", "MatMul"], ["Cast", "Cast_1"], [["T", type(14)], ["transpose_b", [40, 1]]]),
    nodeDef(["Cast_2", "Cast"], ["MatMul"], [["SrcT", type(14)], ["DstT", type(1)]]),
  ];
  assert.deepEqual([...writer.finish("2.21.0")], savedModel(nodes.flat()));
  const full = new GraphWriter();
  assert.equal(full.short.product("MatMul", ["a", "b"], {}), "MatMul");
  const product = nodeDef(["MatMul", "MatMul"], ["a", "b"], [["T", type(1)]]);
  assert.deepEqual([...full.finish("2.21.0")], savedModel(product));
});

Deno.test("a length is one element of the run-time shape", () => {
  const writer = new GraphWriter();
  assert.equal(writer.lengthOf("v", 1), "StridedSlice");
  const nodes = [
    ...[whole("constant", 1, [1]), whole("constant_1", 2, [1])],
    nodeDef(["Shape", "Shape"], ["v"], [["T", type(1)], ["out_type", type(3)]]),
    // From 1, before 2, by steps of 1; the one dimension is dropped.
    nodeDef(["StridedSlice", "StridedSlice"], ["Shape", "constant", "constant_1", "constant"], [
      ...[["T", type(3)], ["Index", type(3)], ["shrink_axis_mask", [24, 1]]] as [
        string,
        number[],
      ][],
    ]),
  ];
  assert.deepEqual([...writer.finish("2.21.0")], savedModel(nodes.flat()));
});

Deno.test("a whole number is a scalar, a list of one a vector", () => {
  const writer = new GraphWriter();
  assert.deepEqual([writer.ints(7), writer.ints([7])], ["constant", "constant_1"]);
  const nodes = [whole("constant", 7, []), whole("constant_1", 7, [1])];
  assert.deepEqual([...writer.finish("2.21.0")], savedModel(nodes.flat()));
});

Deno.test("a variable is given a value after those who read what it was", () => {
  const writer = new GraphWriter({}, new Set(["w"]));
  assert.deepEqual(["w", "v"].map((name) => writer.readBefore(name)), [["^read/w"], []]);
  assert.deepEqual(["a", "a:1", "^a"].map((value) => writer.after(value)), ["^a", "^a", "^a"]);
  assert.equal(writer.assign("w", "x", ["^read/w"]), "^AssignVariableOp");
  assert.equal(writer.done("AssignVariableOp", "ready"), "ready");
  const inputs = ["handle/w", "x", "^read/w"];
  const nodes = [
    nodeDef(["AssignVariableOp", "AssignVariableOp"], inputs, [["dtype", type(1)]]),
    whole("ready", 0, [], ["^AssignVariableOp"]),
  ];
  assert.deepEqual([...writer.finish("2.21.0")], savedModel(nodes.flat()));
});

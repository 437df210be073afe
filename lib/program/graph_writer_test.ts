import assert from "node:assert/strict";
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
  const writer = new GraphWriter({ gpu: true });
  const value = writer.placeholder("float32", [2], "x");
  const feed = writer.feedOf(value);
  assert.notEqual(feed, value);
  // The placeholder has the given name, and the bits of what it is fed are the value.
  assert.equal(feed, "x");
  assert.equal(value, "Bitcast");
  const whole = writer.placeholder("int32", [2], "y");
  assert.equal(writer.feedOf(whole), whole);
  const other = new GraphWriter();
  assert.equal(other.feedOf(other.placeholder("float32", [2], "x")), "x");
});

import assert from "node:assert/strict";
import { graphNodes } from "../../tests/_graph_nodes.ts";
import { GraphWriter } from "./graph_writer.ts";
import type { TensorData } from "./tensor.ts";

const scalar = (data: Float32Array | Int32Array): TensorData => ({ shape: [], data });

const BITS = { half: 0x3f000000, three: 0x40400000 };

/** What a graph is fed, by the names of its nodes. */
function fed(writer: GraphWriter, given: Record<string, TensorData>) {
  return Object.fromEntries(
    writer.feeds.of(Object.entries(given)).map(([name, { shape, data }]) => [
      name,
      { shape, type: data.constructor.name, data: [...data] },
    ]),
  );
}

Deno.test("on a processor each placeholder is fed by itself, in the order that is given", () => {
  const writer = new GraphWriter();
  assert.equal(writer.feeds.placeholder("rate", [], "float32"), "rate");
  assert.equal(writer.feeds.placeholder("ids", [-1, 2], "int32"), "ids");
  const ids = { shape: [1, 2], data: Int32Array.of(5, 6) };
  const rate = scalar(Float32Array.of(0.5));
  assert.deepEqual(writer.feeds.of([["ids", ids], ["rate", rate]]), [["ids", ids], ["rate", rate]]);
  assert.deepEqual(writer.feeds.of([["rate", rate]]), [["rate", rate]]);
});

Deno.test("a GPU is given one vector of all numbers' bits, and where each begins", () => {
  const writer = new GraphWriter({ gpu: true });
  const values = [
    writer.feeds.placeholder("rate", [], "float32"),
    writer.feeds.placeholder("ids", [-1, 2], "int32"),
    writer.feeds.placeholder("seed", [], "int32"),
    writer.feeds.placeholder("weights", [-1], "float32"),
  ];
  // The whole number alone is fed as it is: the processor reads it.
  assert.deepEqual(values, ["EnsureShape", "Bitcast_1", "seed", "EnsureShape_2"]);
  // A part of a larger array.
  const data = Float32Array.of(9, 0.5, 3, 9).subarray(1, 3);
  const all = {
    weights: { shape: [2], data },
    seed: scalar(Int32Array.of(7)),
    ids: { shape: [2, 2], data: Int32Array.of(1, 2, 3, -4) },
    rate: scalar(Float32Array.of(3)),
  };
  const numbers = [BITS.three, 1, 2, 3, -4, BITS.half, BITS.three];
  // Of each where it begins, how many numbers it has, and its lengths.
  const layout = [...[0, 1], ...[1, 4, 2, 2], ...[5, 2, 2]];
  assert.deepEqual(fed(writer, all), {
    seed: { shape: [], type: "Int32Array", data: [7] },
    given: { shape: [7], type: "Int32Array", data: numbers },
    layout: { shape: [9], type: "Int32Array", data: layout },
  });
  // What a run does not need has no place.
  const { rate: _, seed: _seed, ...some } = all;
  assert.deepEqual(fed(writer, some), {
    given: { shape: [6], type: "Int32Array", data: numbers.slice(1) },
    layout: { shape: [9], type: "Int32Array", data: [...[0, 0], ...[0, 4, 2, 2], ...[4, 2, 2]] },
  });
  assert.deepEqual(fed(writer, { seed: all.seed }), {
    seed: { shape: [], type: "Int32Array", data: [7] },
  });
});

Deno.test("the GPU cuts float32, and the layout is cut on the processor", () => {
  const writer = new GraphWriter({ gpu: true });
  writer.feeds.placeholder("ids", [-1, 2], "int32");
  const nodes = new Map(graphNodes(writer.finish("2.21.0")).map((node) => [node.name, node]));
  const cut = nodes.get("Slice")!;
  assert.equal(nodes.get(cut.reads[0]!)!.operation, "Bitcast");
  for (const part of [...cut.reads.slice(1), nodes.get("Reshape")!.reads[1]!]) {
    assert.equal(nodes.get(part)!.operation, "StridedSlice");
    assert.equal(nodes.get(part)!.reads[0], "layout");
  }
});

Deno.test("rows are made of what a placeholder is given, and of nothing else", () => {
  for (const gpu of [false, true]) {
    const writer = new GraphWriter({ gpu });
    const seed = writer.feeds.placeholder("seed", [], "int32");
    const rows = [10, 20].map((add) =>
      writer.feeds.row(seed, 1, ({ data }) => Int32Array.of(data[0]! + add, add))!
    );
    assert.deepEqual(rows.map(({ row }) => row), [0, 1]);
    assert.equal(rows[0]!.value, rows[1]!.value, "one feed for all rows");
    assert.equal(writer.feeds.row(writer.ints(3), 1, () => Int32Array.of(0, 0)), undefined);
    const numbers = [17, 10, 27, 20];
    const of = fed(writer, { seed: scalar(Int32Array.of(7)) });
    assert.deepEqual(Object.keys(of), gpu ? ["seed", "given", "layout"] : ["seed", "seed/rows"]);
    const made = gpu ? of.given! : of["seed/rows"]!;
    assert.deepEqual(made.data, numbers);
    if (gpu) assert.deepEqual(of.layout!.data, [0, 4, 2, 1, 2]);
    else assert.deepEqual(made.shape, [2, 1, 2]);
    assert.deepEqual(fed(writer, {}), {});
  }
});

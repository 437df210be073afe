import assert from "node:assert/strict";
import { graphNodes } from "../../tests/_graph_nodes.ts";
import { ProgramBuilder } from "./builder.ts";
import { GraphWriter } from "./graph_writer.ts";
import type { TensorData } from "./tensor.ts";

const scalar = (data: Float32Array | Int32Array): TensorData => ({ shape: [], data });

const BITS = { half: 0x3f000000, three: 0x40400000 };

const [reader, another] = ["reader", "another"].map((name) =>
  new ProgramBuilder().placeholder(name, []).node
);

/** What a graph is fed, by the names of its nodes, for a run that needs the reader. */
function fed(writer: GraphWriter, given: Record<string, TensorData>, needed = [reader!]) {
  return Object.fromEntries(
    writer.feeds.of(Object.entries(given), new Set(needed)).map(([name, { shape, data }]) => [
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
  assert.deepEqual(writer.feeds.of([["ids", ids], ["rate", rate]], new Set()), [["ids", ids], [
    "rate",
    rate,
  ]]);
  assert.deepEqual(writer.feeds.of([["rate", rate]], new Set()), [["rate", rate]]);
});

Deno.test("a GPU is given one vector of all floats' bits, and where each begins", () => {
  const writer = new GraphWriter({ gpu: true });
  const values = [
    writer.feeds.placeholder("rate", [], "float32"),
    writer.feeds.placeholder("ids", [-1, 2], "int32"),
    writer.feeds.placeholder("table", [2, -1], "float32"),
    writer.feeds.placeholder("weights", [-1], "float32"),
  ];
  // Whole numbers are fed as they are: the processor reads them.
  assert.deepEqual(values, ["EnsureShape", "ids", "EnsureShape_1", "EnsureShape_2"]);
  const ids = { shape: [1, 2], data: Int32Array.of(3, -4) };
  const all = {
    // A part of a larger array.
    weights: { shape: [2], data: Float32Array.of(9, 0.5, 3, 9).subarray(1, 3) },
    ids,
    table: { shape: [2, 1], data: Float32Array.of(3, 0.5) },
    rate: scalar(Float32Array.of(3)),
  };
  const { half, three } = BITS;
  const alone = { ids: { shape: [1, 2], type: "Int32Array", data: [3, -4] } };
  // Of each where it begins, how many numbers it has, and its lengths.
  const layout = [...[0, 1], ...[1, 2, 2, 1], ...[3, 2, 2]];
  assert.deepEqual(fed(writer, all), {
    ...alone,
    given: { shape: [5], type: "Int32Array", data: [three, three, half, half, three] },
    layout: { shape: [9], type: "Int32Array", data: layout },
  });
  // What a run does not need has no place.
  const { rate: _, ...some } = all;
  assert.deepEqual(fed(writer, some), {
    ...alone,
    given: { shape: [4], type: "Int32Array", data: [three, half, half, three] },
    layout: { shape: [9], type: "Int32Array", data: [...[0, 0], ...[0, 2, 2, 1], ...[2, 2, 2]] },
  });
  assert.deepEqual(fed(writer, { ids }), alone);
});

Deno.test("the GPU cuts float32, and the layout is cut on the processor", () => {
  const writer = new GraphWriter({ gpu: true });
  writer.feeds.placeholder("table", [-1, 2], "float32");
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
      writer.feeds.row(reader!, seed, 1, ({ data }) => Int32Array.of(data[0]! + add, add))!
    );
    assert.deepEqual(rows.map(({ row }) => row), [0, 1]);
    assert.equal(rows[0]!.value, rows[1]!.value, "one feed for all rows");
    assert.equal(
      writer.feeds.row(reader!, writer.ints(3), 1, () => Int32Array.of(0, 0)),
      undefined,
    );
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

Deno.test("rows of two widths, and a placeholder that is called as they might be, are three feeds", () => {
  for (const gpu of [false, true]) {
    const writer = new GraphWriter({ gpu });
    const seed = writer.feeds.placeholder("seed", [], "int32");
    writer.feeds.placeholder("seed/rows", [2], "float32");
    const [one, two] = [1, 2].map((width) =>
      writer.feeds.row(
        reader!,
        seed,
        width,
        ({ data }) => new Int32Array(2 * width).fill(data[0]! * width),
      )!
    );
    assert.notEqual(one!.value, two!.value);
    const of = fed(writer, {
      seed: scalar(Int32Array.of(7)),
      "seed/rows": { shape: [2], data: Float32Array.of(0, 0) },
    });
    const given = gpu
      ? [of.given!.data]
      : Object.entries(of).filter(([name]) => name !== "seed").map(([, { data }]) => data);
    assert.deepEqual(given.flat(), [0, 0, 7, 7, 14, 14, 14, 14]);
  }
});

Deno.test("vectors are made of what a placeholder is given, all at once, and once for all who want them", () => {
  for (const gpu of [false, true]) {
    const writer = new GraphWriter({ gpu });
    writer.feeds.placeholder("ids", [-1, 2], "int32");
    writer.feeds.placeholder("ids/odd", [1], "float32");
    let made = 0;
    const vectors = () =>
      writer.feeds.vectors(reader!, "ids", ["odd", "first"], ({ shape, data }) => {
        made++;
        return [Int32Array.from(data.filter((value) => value % 2 === 1)), Int32Array.of(shape[0]!)];
      });
    const [odd, first] = vectors();
    assert.deepEqual(vectors(), [odd, first]);
    const [other] = writer.feeds.vectors(reader!, "ids", ["odd"], () => [Int32Array.of(7, 7)]);
    assert.equal(new Set([odd, first, other]).size, 3);
    const ids = { shape: [2, 2], data: Int32Array.of(4, 3, 2, 1) };
    const of = fed(writer, { ids, "ids/odd": { shape: [1], data: Float32Array.of(3) } });
    assert.deepEqual(of.ids!.data, [...ids.data]);
    const ints = (...data: number[]) => ({ shape: [data.length], type: "Int32Array", data });
    assert.deepEqual([of[odd!], of[first!], of[other!]], [ints(3, 1), ints(2), ints(7, 7)]);
    assert.equal(made, 1);
    assert.deepEqual(fed(writer, {}), {});
  }
});

Deno.test("what no node reads that a run needs is not made, and what one of several reads is", () => {
  for (const gpu of [false, true]) {
    const writer = new GraphWriter({ gpu });
    const seed = writer.feeds.placeholder("seed", [], "int32");
    const made: string[] = [];
    for (const node of [reader!, another!]) {
      writer.feeds.vectors(node, "seed", ["both"], () => {
        made.push("both");
        return [Int32Array.of(1)];
      });
    }
    writer.feeds.vectors(another!, "seed", ["other's"], () => {
      made.push("other's");
      return [Int32Array.of(2)];
    });
    writer.feeds.row(another!, seed, 1, () => {
      made.push("row");
      return Int32Array.of(3, 4);
    });
    const given = { seed: scalar(Int32Array.of(7)) };
    const names = (needed: Parameters<typeof fed>[2]) => {
      made.length = 0;
      return [Object.keys(fed(writer, given, needed)), [...made]];
    };
    const both = "seed/both", others = "seed/other's";
    const rows = gpu ? ["given", "layout"] : ["seed/rows"];
    assert.deepEqual(names([]), [["seed"], []]);
    assert.deepEqual(names([reader!]), [["seed", both], ["both"]]);
    const all = [["seed", both, others, ...rows], ["both", "other's", "row"]];
    assert.deepEqual(names([another!]), all);
    assert.deepEqual(names([reader!, another!]), all);
  }
});

import assert from "node:assert/strict";
import { ProgramBuilder, reshape, scale, type Value } from "./mod.ts";
import { opened, openedNodes } from "./open_length.ts";
import { OPEN_LENGTH } from "./tensor.ts";

const DIFFERS = { name: "RangeError", message: /depends on the text's length otherwise/ };

Deno.test("what is each program's length is the open length, what is equal stays", () => {
  const open = <T>(a: T, b: T) => opened([a, b], [8, 7]);
  assert.deepEqual(open([-1, 8, 3], [-1, 7, 3]), [-1, OPEN_LENGTH, 3]);
  assert.deepEqual(open({ x: { rows: 8, of: "a" } }, { x: { rows: 7, of: "a" } }), {
    x: { rows: OPEN_LENGTH, of: "a" },
  });
  // A length that both programs have is none that is open, whatever number it is.
  assert.deepEqual(open([8, 7], [8, 7]), [8, 7]);
  assert.deepEqual(open([null, NaN], [null, NaN]), [null, NaN]);
  const table = Float32Array.of(8, 1);
  assert.equal(open(table, Float32Array.of(8, 1)), table);
  assert.deepEqual(opened([[8, 3], [7, 3], [1, 3]], [8, 7, 1]), [OPEN_LENGTH, 3]);
});

Deno.test("each program is compared: what the third has otherwise is found", () => {
  for (const third of [[8, 3], [1, 4], [2, 3], [1]]) {
    assert.throws(() => opened([[8, 3], [7, 3], third], [8, 7, 1]), DIFFERS, `${third}`);
  }
});

Deno.test("programs that differ in more than the length have no open one", () => {
  const cases: [unknown, unknown][] = [
    [16, 14],
    [7, 8],
    [[8], [7, 7]],
    [{ rows: 8 }, { columns: 7 }],
    [Float32Array.of(8), Float32Array.of(7)],
    ["8", "7"],
    [8, null],
    [[8], 7],
  ];
  for (const [a, b] of cases) {
    assert.throws(() => opened([a, b], [8, 7]), DIFFERS, JSON.stringify([a, b]));
  }
});

Deno.test("nodes are compared one by one: what they do, and what they read", () => {
  const nodesOf = (length: number, build: (x: Value, y: Value) => Value) => {
    const builder = new ProgramBuilder();
    const [x, y] = ["x", "y"].map((name) => builder.placeholder(name, [-1, length]));
    builder.output("z", build(x!, y!));
    return builder.build().nodes;
  };
  const flat = (x: Value) => reshape(x, [-1, x.shape[1]!, 1]);
  const nodes = openedNodes([nodesOf(8, flat), nodesOf(7, flat)], [8, 7]);
  assert.deepEqual(nodes.map(({ attributes: { shape } }, i) => shape ?? nodes[i]!.attributes), [
    [-1, OPEN_LENGTH],
    [-1, OPEN_LENGTH],
    [-1, OPEN_LENGTH, 1],
  ]);
  for (
    const other of [
      (_: Value, y: Value) => flat(y),
      (x: Value) => scale(x, 2),
      (x: Value) => scale(flat(x), 2),
    ]
  ) assert.throws(() => openedNodes([nodesOf(8, flat), nodesOf(7, other)], [8, 7]), DIFFERS);
});

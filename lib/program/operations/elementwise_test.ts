import assert from "node:assert/strict";
import {
  add,
  divide,
  gradients,
  greater,
  maximum,
  minimum,
  negate,
  power,
  scale,
  sum,
} from "../mod.ts";
import { broadcastShape } from "./elementwise.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("elementwise"), cpuRunner);

testRefusals([
  [
    "a sum of shapes that do not fit",
    (b) => add(b.placeholder("x", [2, 3]), b.placeholder("y", [2])),
    /\[2, 3\] and \[2\]/,
  ],
  [
    "a sum of an open and a known length",
    (b) => add(b.placeholder("x", [-1]), b.placeholder("y", [2])),
    /\[\?\] and \[2\]/,
  ],
  [
    "a sum of float32 and int32",
    (b) => add(b.placeholder("x", []), b.placeholder("y", [], "int32")),
    /float32 and int32/,
  ],
  ["a quotient of int32", (b) => {
    const x = b.placeholder("x", [], "int32");
    divide(x, x);
  }, /divide needs float32/],
  ["a power of int32", (b) => {
    const x = b.placeholder("x", [], "int32");
    power(x, x);
  }, /power needs float32/],
  ["a comparison of truth values", (b) => {
    const x = b.placeholder("x", []), y = greater(x, x);
    greater(y, y);
  }, /got bool/],
  ["the negative of int32", (b) => negate(b.placeholder("x", [], "int32")), /negate needs float32/],
  ["a multiple of int32", (b) => scale(b.placeholder("x", [], "int32"), 2), /scale needs float32/],
  ["the gradient of minimum", (b) => {
    const x = b.placeholder("x", [2]);
    gradients(sum(minimum(x, x)), [x]);
  }, /minimum has no gradient/],
  ["the gradient of maximum", (b) => {
    const x = b.placeholder("x", [2]);
    gradients(sum(maximum(x, x)), [x]);
  }, /maximum has no gradient/],
  ["the gradient of power", (b) => {
    const x = b.placeholder("x", [2]);
    gradients(sum(power(x, x)), [x]);
  }, /power has no gradient/],
]);

Deno.test("shapes fit together from their ends, where lengths agree or one is 1 or missing", () => {
  const cases: [number[], number[], number[] | undefined][] = [
    ...[[[], [], []], [[2], [], [2]], [[], [2], [2]], [[1], [3], [3]], [[3], [1], [3]]],
    ...[[[2, 3], [3], [2, 3]], [[3], [2, 3], [2, 3]], [[2, 1], [1, 3], [2, 3]]],
    ...[[[-1], [-1], [-1]], [[-1], [1], [-1]], [[1], [-1], [-1]], [[0], [1], [0]]],
    ...[[[2, 3], [2], undefined], [[-1], [2], undefined], [[2], [-1], undefined]],
  ] as [number[], number[], number[] | undefined][];
  for (const [a, b, together] of cases) {
    if (together === undefined) assert.throws(() => broadcastShape(a, b), RangeError);
    else assert.deepEqual(broadcastShape(a, b), together, `${a} and ${b}`);
  }
});

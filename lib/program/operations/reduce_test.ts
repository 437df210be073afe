import { addAll, argMax, gradients, halfSquareSum, spread, sum } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("reduce"), cpuRunner);

testRefusals([
  [
    "a sum over a dimension that is not there",
    (b) => sum(b.placeholder("x", [2, 3]), [2]),
    /\[2\] of \[2, 3\]/,
  ],
  [
    "a sum over a dimension counted from the end",
    (b) => sum(b.placeholder("x", [2, 3]), [-1]),
    /\[-1\] of \[2, 3\]/,
  ],
  ["a sum over one dimension twice", (b) => sum(b.placeholder("x", [2, 3]), [1, 1]), /\[1, 1\]/],
  ["a sum of int32", (b) => sum(b.placeholder("x", [2], "int32")), /sum needs float32/],
  [
    "a spread to a shape that does not fit",
    (b) => spread(b.placeholder("x", [3]), b.placeholder("y", [2, 3]), [1]),
    /spread \[3\] along the dimensions \[1\] of \[2, 3\]/,
  ],
  ["the sum of nothing", () => addAll([]), /at least one/],
  [
    "a sum of different shapes",
    (b) => addAll([b.placeholder("x", [2]), b.placeholder("y", [1])]),
    /\[2\] and \[1\]/,
  ],
  [
    "the largest element of a scalar",
    (b) => argMax(b.placeholder("x", [])),
    /at least 1 dimension/,
  ],
  [
    "the largest of more elements than there are",
    (b) => argMax(b.placeholder("x", [2]), 3),
    /Cannot choose among 3 elements of 2/,
  ],
  ["the gradient of a norm", (b) => {
    const x = b.placeholder("x", [2]);
    gradients(halfSquareSum(x), [x]);
  }, /halfSquareSum has no gradient/],
]);

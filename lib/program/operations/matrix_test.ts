import { addBias, matMul } from "./matrix.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("matrix"), cpuRunner);

testRefusals([
  [
    "a product of matrices that do not fit",
    (b) => matMul(b.placeholder("x", [2, 3]), b.placeholder("y", [2, 3])),
    /\[2, 3\] by \[2, 3\]/,
  ],
  [
    "a product of transposed matrices that do not fit",
    (b) =>
      matMul(b.placeholder("x", [2, 3]), b.placeholder("y", [2, 3]), {
        transposeA: true,
        transposeB: true,
      }),
    /\[2, 3\] transposed by \[2, 3\] transposed/,
  ],
  [
    "a product of stacks of different heights",
    (b) => matMul(b.placeholder("x", [2, 3, 3]), b.placeholder("y", [4, 3, 3])),
    /\[2, 3, 3\] by \[4, 3, 3\]/,
  ],
  [
    "a product of a stack and a matrix",
    (b) => matMul(b.placeholder("x", [2, 3, 3]), b.placeholder("y", [3, 3])),
    /\[2, 3, 3\] by \[3, 3\]/,
  ],
  [
    "a product of vectors",
    (b) => matMul(b.placeholder("x", [3]), b.placeholder("y", [3])),
    /\[3\] by \[3\]/,
  ],
  [
    "a product of int32",
    (b) => matMul(b.placeholder("x", [1, 1], "int32"), b.placeholder("y", [1, 1], "int32")),
    /matMul needs float32/,
  ],
  [
    "a bias of another length",
    (b) => addBias(b.placeholder("x", [2, 3]), b.placeholder("y", [2])),
    /\[2\] does not fit \[2, 3\]/,
  ],
  [
    "a bias of a vector",
    (b) => addBias(b.placeholder("x", [3]), b.placeholder("y", [3])),
    /at least 2 dimensions: got \[3\]/,
  ],
]);

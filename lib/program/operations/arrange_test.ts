import { firstRow, firstRows, reshape, transpose, unstack } from "./arrange.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("arrange"), cpuRunner);

testRefusals([
  [
    "a reshape to another number of elements",
    (b) => reshape(b.placeholder("x", [2, 3]), [4]),
    /\[2, 3\] to \[4\]/,
  ],
  ["a reshape to two open lengths", (b) => reshape(b.placeholder("x", [6]), [-1, -1]), /Only one/],
  ["a reshape to a broken length", (b) => reshape(b.placeholder("x", [6]), [1.5, 4]), /1\.5/],
  [
    "a transpose that names a dimension twice",
    (b) => transpose(b.placeholder("x", [2, 3]), [0, 0]),
    /\[0, 0\] of \[2, 3\]/,
  ],
  [
    "a transpose that leaves a dimension out",
    (b) => transpose(b.placeholder("x", [2, 3]), [1]),
    /all dimensions/,
  ],
  [
    "a transpose of int32",
    (b) => transpose(b.placeholder("x", [2, 3], "int32"), [1, 0]),
    /float32/,
  ],
  ["an unstack of an open dimension", (b) => unstack(b.placeholder("x", [-1, 3])), /\[\?, 3\]/],
  ["an unstack of a scalar", (b) => unstack(b.placeholder("x", [])), /number of parts/],
  [
    "taking more rows than there are",
    (b) => firstRows(b.placeholder("x", [2, 3]), 3),
    /3 rows of \[2, 3\]/,
  ],
  ["taking no rows", (b) => firstRows(b.placeholder("x", [2, 3]), 0), /0 rows/],
  ["taking rows of an open number", (b) => firstRow(b.placeholder("x", [-1, 3])), /\[\?, 3\]/],
  ["the first row of a scalar", (b) => firstRow(b.placeholder("x", [])), /1 rows of \[\]/],
]);

import { gather } from "./gather.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("gather"), cpuRunner);

testRefusals([
  [
    "a table of three dimensions",
    (b) => gather(b.placeholder("x", [2, 2, 2]), b.placeholder("i", [1], "int32")),
    /\[rows, width\]/,
  ],
  [
    "a matrix of row numbers",
    (b) => gather(b.placeholder("x", [2, 2]), b.placeholder("i", [1, 1], "int32")),
    /row numbers \[n\]/,
  ],
  [
    "row numbers of float32",
    (b) => gather(b.placeholder("x", [2, 2]), b.placeholder("i", [1])),
    /gather needs int32/,
  ],
  [
    "a table of int32",
    (b) => gather(b.placeholder("x", [2, 2], "int32"), b.placeholder("i", [1], "int32")),
    /gather needs float32/,
  ],
]);

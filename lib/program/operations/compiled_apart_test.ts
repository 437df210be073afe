import { compiledApart } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("compiled_apart"), cpuRunner);

testRefusals([
  [
    "whole numbers",
    (b) => compiledApart(b.placeholder("n", [2], "int32")),
    /compiledApart needs float32 values: got int32/,
  ],
]);

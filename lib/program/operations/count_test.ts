import { gradients, runningSum, sum } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("count"), cpuRunner);

testRefusals([
  ["a running sum of int32", (b) => {
    runningSum(b.placeholder("x", [2], "int32"));
  }, /runningSum needs float32/],
  ["a running sum of a scalar", (b) => {
    runningSum(b.placeholder("x", []));
  }, /runningSum needs at least 1 dimension/],
  ["the gradient of a running sum", (b) => {
    const x = b.placeholder("x", [2]);
    gradients(sum(runningSum(x)), [x]);
  }, /runningSum has no gradient/],
]);

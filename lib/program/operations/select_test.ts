import { gradients, greater, select, sum, toFloat } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("select"), cpuRunner);

testRefusals([
  ["a condition of float32", (b) => {
    const x = b.placeholder("x", []);
    select(x, x, x);
  }, /select needs bool/],
  ["a choice between kinds", (b) => {
    const x = b.placeholder("x", []), n = b.placeholder("n", [], "int32");
    select(greater(x, x), x, n);
  }, /float32 \[\] and int32 \[\]/],
  ["a choice between shapes that do not fit", (b) => {
    const x = b.placeholder("x", [2]), y = b.placeholder("y", [3]);
    select(greater(x, x), x, y);
  }, /\[2\] and \[3\]/],
  ["the gradient of a choice", (b) => {
    const x = b.placeholder("x", []);
    gradients(select(greater(x, x), x, x), [x]);
  }, /select has no gradient/],
  ["the gradient of a comparison", (b) => {
    const x = b.placeholder("x", [2]);
    gradients(sum(toFloat(greater(x, x))), [x]);
  }, /toFloat has no gradient/],
]);

import { gelu, gradients, sum } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("gelu"), cpuRunner);

testRefusals([
  ["gelu of int32", (b) => gelu(b.placeholder("x", [2], "int32")), /gelu needs float32/],
  ["the second derivative of gelu", (b) => {
    const x = b.placeholder("x", [2]);
    gradients(sum(gradients(sum(gelu(x)), [x])[0]!), [x]);
  }, /geluGradient has no gradient/],
]);

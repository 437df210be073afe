import { addToVariable, gradients, multiply, stopGradient, sum } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("stop_gradient"), cpuRunner);

testRefusals([
  [
    "a gradient with nothing left to flow through",
    (b) => {
      const x = b.placeholder("x", [2]);
      gradients(sum(stopGradient(multiply(x, x))), [x]);
    },
    /does not depend on a value/,
  ],
  [
    "a token",
    (b) => stopGradient(addToVariable(b.variable("v", [2]), "v")),
    /stopGradient cannot be given a token/,
  ],
]);

import { geluTanh, gradients, relu, silu, sum } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("activations"), cpuRunner);

testRefusals(
  Object.entries({ geluTanh, relu, silu }).flatMap(([name, operation]) => [
    [
      `${name} of int32`,
      (b) => operation(b.placeholder("x", [2], "int32")),
      new RegExp(`${name} needs float32`),
    ],
    [`the second derivative of ${name}`, (b) => {
      const x = b.placeholder("x", [2]);
      gradients(sum(gradients(sum(operation(x)), [x])[0]!), [x]);
    }, new RegExp(`${name}Gradient has no gradient`)],
  ]),
);

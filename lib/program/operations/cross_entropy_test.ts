import { crossEntropy, gradients, sum } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("cross_entropy"), cpuRunner);

testRefusals([
  [
    "a vector of logits",
    (b) => crossEntropy(b.placeholder("x", [2]), b.placeholder("l", [2], "int32")),
    /\[n, classes\]/,
  ],
  [
    "a matrix of labels",
    (b) => crossEntropy(b.placeholder("x", [2, 2]), b.placeholder("l", [2, 1], "int32")),
    /labels \[n\]/,
  ],
  [
    "labels of float32",
    (b) => crossEntropy(b.placeholder("x", [2, 2]), b.placeholder("l", [2])),
    /needs int32/,
  ],
  [
    "another number of labels",
    (b) => crossEntropy(b.placeholder("x", [2, 3]), b.placeholder("l", [3], "int32")),
    /\[2, 3\] and \[3\]/,
  ],
  ["the second derivative of the loss", (b) => {
    const x = b.placeholder("x", [1, 2]);
    const loss = sum(crossEntropy(x, b.placeholder("l", [1], "int32")));
    gradients(sum(gradients(loss, [x])[0]!), [x]);
  }, /crossEntropy cannot be differentiated again/],
]);

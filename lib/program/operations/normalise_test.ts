import { gradients, layerNorm, multiply, softmax, sum } from "../mod.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

testCases(casesOf("normalise"), cpuRunner);

testRefusals([
  [
    "a norm's weight of another length",
    (b) =>
      layerNorm(b.placeholder("x", [2, 3]), b.placeholder("w", [2]), b.placeholder("b", [3]), 0),
    /\[2, 3\]: got \[2\]/,
  ],
  [
    "a norm's bias that is a scalar",
    (b) =>
      layerNorm(b.placeholder("x", [2, 3]), b.placeholder("w", [3]), b.placeholder("b", []), 0),
    /got \[\]/,
  ],
  [
    "the softmax of a scalar",
    (b) => softmax(b.placeholder("x", [])),
    /at least 1 dimension: got \[\]/,
  ],
  [
    "the softmax of int32",
    (b) => softmax(b.placeholder("x", [2], "int32")),
    /softmax needs float32/,
  ],
  ["the second derivative of softmax", (b) => {
    const x = b.placeholder("x", [2]), y = softmax(x);
    const [g] = gradients(sum(multiply(y, y)), [x]);
    gradients(sum(g!), [x]);
  }, /softmaxGradient has no gradient/],
  ["the second derivative of layerNorm through its weight", (b) => {
    const x = b.placeholder("x", [2]), w = b.placeholder("w", [2]);
    const y = layerNorm(x, w, w, 1);
    const [g] = gradients(sum(multiply(y, y)), [w]);
    gradients(sum(multiply(g!, g!)), [x]);
  }, /layerNorm.* cannot be differentiated again/],
]);

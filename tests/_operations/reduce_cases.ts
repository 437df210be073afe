/** Cases of sums, means, normalisations and losses, derived by hand in their comments. */
import {
  add,
  addAll,
  argMax,
  checkFinite,
  crossEntropy,
  gelu,
  gradients,
  halfSquareSum,
  layerNorm,
  linear,
  matMul,
  mean,
  multiply,
  scale,
  softmax,
  spread,
  sum,
} from "../../lib/program/mod.ts";
import { floats, ints } from "../_tensors.ts";
import type { OperationCase } from "./case.ts";

/** [[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]]. */
const TWELVE = floats(Array.from({ length: 12 }, (_, i) => i), [2, 3, 2]);

const sums: OperationCase[] = [
  {
    file: "reduce",
    name: "sum over the middle dimension",
    inputs: { x: TWELVE },
    build: ({ x }) => sum(x!, [1]),
    output: floats([6, 9, 24, 27], [2, 2]),
    upstream: floats([1, 2, 3, 4], [2, 2]),
    gradients: { x: floats([1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4], [2, 3, 2]) },
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "sum over the outer dimensions, named backwards",
    inputs: { x: TWELVE },
    build: ({ x }) => sum(x!, [2, 0]),
    output: floats([0 + 1 + 6 + 7, 2 + 3 + 8 + 9, 4 + 5 + 10 + 11]),
    upstream: floats([1, 2, 3]),
    gradients: { x: floats([1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3], [2, 3, 2]) },
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "sum of the columns of a matrix, and of no rows",
    inputs: { x: floats([1, 2, 3, 4, 5, 6], [3, 2]), none: floats([], [0, 2]) },
    build: ({ x, none }) => add(sum(x!, [0]), sum(none!, [0])),
    output: floats([9, 12]),
    upstream: floats([1, 10]),
    gradients: { x: floats([1, 10, 1, 10, 1, 10], [3, 2]), none: floats([], [0, 2]) },
    open: { x: 0, none: 0 },
  },
  {
    file: "reduce",
    name: "sum over no dimension is its argument",
    inputs: { x: floats([1, 2]) },
    build: ({ x }) => sum(x!, []),
    output: floats([1, 2]),
    upstream: floats([3, 4]),
    gradients: { x: floats([3, 4]) },
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "the gradient of a sum's gradient, through spread",
    // (Σx)²: the gradient 2Σx, spread, has the gradient 2·Σupstream, spread.
    inputs: { x: floats([1, 2, 3]) },
    build: ({ x }) => {
      const total = sum(x!);
      return gradients(multiply(total, total), [x!])[0]!;
    },
    output: floats([12, 12, 12]),
    upstream: floats([1, 1, 3]),
    gradients: { x: floats([10, 10, 10]) },
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "spread along the last dimension",
    inputs: { x: floats([1, 2]), like: floats([0, 0, 0, 0, 0, 0], [2, 3]) },
    build: ({ x, like }) => spread(x!, like!, [1]),
    output: floats([1, 1, 1, 2, 2, 2], [2, 3]),
    upstream: floats([1, 2, 3, 4, 5, 6], [2, 3]),
    gradients: { x: floats([6, 15]) },
    open: { x: 0, like: 0 },
  },
  {
    file: "reduce",
    name: "spread along the first and the last dimension, like a tensor of int32",
    inputs: { x: floats([1, 2]), like: ints(new Array(8).fill(0), [2, 2, 2]) },
    build: ({ x, like }) => spread(x!, like!, [2, 0]),
    output: floats([1, 1, 2, 2, 1, 1, 2, 2], [2, 2, 2]),
    upstream: floats([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]),
    gradients: { x: floats([1 + 2 + 5 + 6, 3 + 4 + 7 + 8]) },
    open: { like: 0 },
  },
  {
    file: "reduce",
    name: "addAll of more tensors than a graphics adapter binds at once",
    inputs: { x: floats([1, -2]) },
    // Σ k·x for k = 1 … 20 is 210x.
    build: ({ x }) => addAll(Array.from({ length: 20 }, (_, i) => scale(x!, i + 1))),
    output: floats([210, -420]),
    upstream: floats([1, 2]),
    gradients: { x: floats([210, 420]) },
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "mean of a tensor of three dimensions",
    inputs: { x: TWELVE },
    build: ({ x }) => mean(x!),
    output: floats([5.5], []),
    upstream: floats([6], []),
    gradients: { x: floats(new Array(12).fill(0.5), [2, 3, 2]) },
    open: { x: 1 },
  },
  {
    file: "reduce",
    name: "halfSquareSum",
    // (1 + 4 + 9 + 16) ÷ 2.
    inputs: { x: floats([1, -2, 3, -4], [2, 2]) },
    build: ({ x }) => halfSquareSum(x!),
    output: floats([15], []),
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "argMax takes the first of equal ones, below zero too",
    inputs: { x: floats([-3, -1, -1, 5, 5, 2, 0, 0, 0], [3, 3]) },
    build: ({ x }) => argMax(x!),
    output: ints([1, 0, 0]),
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "argMax looks at the first elements only where it is told so",
    inputs: { x: floats([1, 3, 2, 9, -4, -8, -2, 0], [2, 4]) },
    build: ({ x }) => argMax(x!, 3),
    output: ints([1, 2]),
    open: { x: 0 },
  },
  {
    file: "reduce",
    name: "argMax of a vector and of a tensor of three dimensions",
    inputs: { x: floats([1, 2, 0]), y: floats([1, 2, 4, 3], [2, 1, 2]) },
    build: ({ x, y }) => multiply(argMax(x!), argMax(y!)),
    output: ints([1, 0], [2, 1]),
    open: { y: 0 },
  },
];

const normalisations: OperationCase[] = [
  {
    file: "normalise",
    name: "layerNorm of a constant row is its bias",
    // Deviation 0 and ε = 1/4: 1 ÷ √ε = 2. With g = upstream · weight = [1, 3], the gradient of x is
    // (g − mean g) · 2; the normalised row is 0, so the weight gets 0 and the bias the upstream.
    inputs: { x: floats([7, 7], [1, 2]), w: floats([1, 3]), b: floats([5, 6]) },
    build: ({ x, w, b }) => layerNorm(x!, w!, b!, 0.25),
    output: floats([5, 6], [1, 2]),
    upstream: floats([1, 1], [1, 2]),
    gradients: { x: floats([-2, 2], [1, 2]), w: floats([0, 0]), b: floats([1, 1]) },
    open: { x: 0 },
  },
  {
    file: "normalise",
    name: "layerNorm of a vector",
    // Mean 2, deviation 1, ε = 0: y = [−1, 1, 1, −1]. With g = upstream · weight = [6, 10, 2, 2], of
    // mean 5, and the mean of g·y = 1, the gradient of x is g − 5 − y.
    inputs: {
      x: floats([1, 3, 3, 1]),
      w: floats([2, 2, 1, 1]),
      b: floats([0, 1, 2, 3]),
    },
    build: ({ x, w, b }) => layerNorm(x!, w!, b!, 0),
    output: floats([-2, 3, 3, 2]),
    upstream: floats([3, 5, 2, 2]),
    gradients: {
      x: floats([2, 4, -4, -2]),
      w: floats([-3, 5, 2, -2]),
      b: floats([3, 5, 2, 2]),
    },
  },
  {
    file: "normalise",
    name: "softmax of equal numbers, and of one that outweighs all",
    inputs: { x: floats([3, 3, 0, 200], [2, 2]) },
    build: ({ x }) => softmax(x!),
    output: floats([0.5, 0.5, 0, 1], [2, 2]),
    // y · (u − Σ u·y): ½ · (1 − 2), ½ · (3 − 2), and 0 where y is 0 or 1.
    upstream: floats([1, 3, 4, 5], [2, 2]),
    gradients: { x: floats([-0.5, 0.5, 0, 0], [2, 2]) },
    open: { x: 0 },
  },
  {
    file: "cross_entropy",
    name: "crossEntropy of equal logits is the logarithm of their number",
    // softmax − onehot = [¼, ¼ − 1, ¼, ¼].
    inputs: { x: floats([2, 2, 2, 2], [1, 4]), labels: ints([1]) },
    build: ({ x, labels }) => crossEntropy(x!, labels!),
    output: floats([Math.log(4)]),
    upstream: floats([4]),
    gradients: { x: floats([1, -3, 1, 1], [1, 4]) },
    open: { x: 0, labels: 0 },
  },
  {
    file: "cross_entropy",
    name: "crossEntropy of logits whose exponentials overflow",
    inputs: { x: floats([1000, 0, 0, 1000], [2, 2]), labels: ints([1, 1]) },
    build: ({ x, labels }) => crossEntropy(x!, labels!),
    output: floats([1000, 0]),
    upstream: floats([1, 1]),
    gradients: { x: floats([1, -1, 0, 0], [2, 2]) },
    open: { x: 0, labels: 0 },
  },
  {
    file: "cross_entropy",
    name: "crossEntropy of no rows",
    inputs: { x: floats([], [0, 3]), labels: ints([]) },
    build: ({ x, labels }) => sum(crossEntropy(x!, labels!)),
    output: floats([0], []),
    upstream: floats([1], []),
    gradients: { x: floats([], [0, 3]) },
    open: { x: 0, labels: 0 },
  },
  {
    file: "gelu",
    name: "gelu far from zero is the identity or zero",
    inputs: { x: floats([-20, 0, 20]) },
    build: ({ x }) => gelu(x!),
    output: floats([0, 0, 20]),
    upstream: floats([1, 1, 1]),
    gradients: { x: floats([0, 0.5, 1]) },
    open: { x: 0 },
  },
  {
    file: "check_finite",
    name: "checkFinite lets finite numbers pass, and their gradients",
    inputs: { x: floats([1, -3e38]) },
    build: ({ x }) => scale(checkFinite(x!, "x"), 0.5),
    output: floats([0.5, -1.5e38]),
    upstream: floats([2, 4]),
    gradients: { x: floats([1, 2]) },
    open: { x: 0 },
  },
];

const matrices: OperationCase[] = [
  {
    file: "matrix",
    name: "linear multiplies by the transposed weight and adds the bias",
    // [1, 2] · [[1, 0], [0, 1], [1, 1]]ᵀ + [10, 20, 30].
    inputs: {
      x: floats([1, 2], [1, 2]),
      weight: floats([1, 0, 0, 1, 1, 1], [3, 2]),
      bias: floats([10, 20, 30]),
    },
    build: ({ x, weight, bias }) => linear(x!, weight!, bias!),
    output: floats([11, 22, 33], [1, 3]),
    upstream: floats([1, 2, 3], [1, 3]),
    gradients: {
      x: floats([4, 5], [1, 2]),
      weight: floats([1, 2, 2, 4, 3, 6], [3, 2]),
      bias: floats([1, 2, 3]),
    },
    open: { x: 0 },
  },
  {
    file: "matrix",
    name: "a product kept in float32, and its gradients",
    // Bᵀ is [[1, 3], [2, 4]].
    inputs: { a: floats([1, 2], [1, 2]), b: floats([1, 2, 3, 4], [2, 2]) },
    build: ({ a, b }) => matMul(a!, b!, { transposeB: true, exact: true }),
    output: floats([1 * 1 + 2 * 2, 1 * 3 + 2 * 4], [1, 2]),
    upstream: floats([1, 10], [1, 2]),
    // upstream · B, and upstreamᵀ · a.
    gradients: { a: floats([31, 42], [1, 2]), b: floats([1, 2, 10, 20], [2, 2]) },
    open: { a: 0 },
  },
  {
    file: "matrix",
    name: "matMul of no rows",
    inputs: { a: floats([], [0, 2]), b: floats([1, 2, 3, 4], [2, 2]) },
    build: ({ a, b }) => matMul(a!, b!),
    output: floats([], [0, 2]),
    upstream: floats([], [0, 2]),
    gradients: { a: floats([], [0, 2]), b: floats([0, 0, 0, 0], [2, 2]) },
    open: { a: 0 },
  },
];

export const reduceCases: OperationCase[] = [...sums, ...normalisations, ...matrices];

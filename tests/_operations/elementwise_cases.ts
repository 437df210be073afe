/** Cases of operations on single elements, derived by hand in their comments. */
import {
  add,
  compiledApart,
  dropout,
  equal,
  greater,
  kept,
  maximum,
  minimum,
  multiply,
  power,
  scale,
  select,
  stopGradient,
  subtract,
  toFloat,
} from "../../lib/program/mod.ts";
import { floats, ints, intScalar, scalar } from "../_tensors.ts";
import type { OperationCase } from "./case.ts";

const file = "elementwise";

const arithmetic: OperationCase[] = [
  {
    file,
    name: "scale multiplies by a fixed factor, and its gradient too",
    inputs: { x: floats([1, -2, 4]) },
    build: ({ x }) => scale(x!, 2.5),
    output: floats([2.5, -5, 10]),
    upstream: floats([1, 2, -3]),
    gradients: { x: floats([2.5, 5, -7.5]) },
    open: { x: 0 },
  },
  {
    file,
    name: "a value used twice gets both gradients",
    // x·x + 3x: 2x + 3.
    inputs: { x: floats([1, -2]) },
    build: ({ x }) => add(multiply(x!, x!), scale(x!, 3)),
    output: floats([4, -2]),
    upstream: floats([1, 10]),
    gradients: { x: floats([5, -10]) },
    open: { x: 0 },
  },
  {
    file: "compiled_apart",
    name: "what is compiled apart passes as it is, and so does its gradient",
    // x · x, whose gradient is 2x.
    inputs: { x: floats([1, -2, 4]) },
    build: ({ x }) => multiply(x!, compiledApart(x!)),
    output: floats([1, 4, 16]),
    upstream: floats([1, 10, -1]),
    gradients: { x: floats([2, -40, -8]) },
    open: { x: 0 },
  },
  {
    file: "kept",
    name: "what is kept passes as it is, and so does its gradient",
    // x · x, whose gradient is 2x; 1 + 2⁻²⁰ would be 1 in bfloat16.
    inputs: { x: floats([1 + 2 ** -20, -2, 4]) },
    build: ({ x }) => multiply(x!, kept(x!)),
    output: floats([1 + 2 ** -19, 4, 16]),
    upstream: floats([1, 10, -1]),
    gradients: { x: floats([2 + 2 ** -19, -40, -8]) },
    open: { x: 0 },
  },
  {
    file: "stop_gradient",
    name: "what is stopped is a constant to the gradient",
    // x · [x]: with [x] for a constant the gradient is x, and not 2x.
    inputs: { x: floats([1, -2, 4]) },
    build: ({ x }) => multiply(x!, stopGradient(x!)),
    output: floats([1, 4, 16]),
    upstream: floats([1, 10, -1]),
    gradients: { x: floats([1, -20, -4]) },
    open: { x: 0 },
  },
  {
    file: "stop_gradient",
    name: "integers pass as they are",
    inputs: { n: ints([7, -3]) },
    build: ({ n }) => stopGradient(n!),
    output: ints([7, -3]),
    open: { n: 0 },
  },
  {
    file,
    name: "power of whole, broken, negative and zero exponents",
    // 2³, 8^(−1/3), 0.25^½, 7⁰, and SD's A′·Γ^(−1/4) with Γ = 16.
    inputs: { a: floats([2, 8, 0.25, 7, 16]), b: floats([3, -1 / 3, 0.5, 0, -0.25]) },
    build: ({ a, b }) => power(a!, b!),
    output: floats([8, 0.5, 0.5, 1, 0.5]),
    open: { a: 0, b: 0 },
  },
  {
    file,
    name: "int32 sums, differences and products stay int32",
    inputs: { a: ints([7, -3]), b: intScalar(2) },
    // (a + b) · a − b: (9 · 7) − 2 and (−1 · −3) − 2.
    build: ({ a, b }) => subtract(multiply(add(a!, b!), a!), b!),
    output: ints([61, 1]),
    open: { a: 0 },
  },
];

const comparisons: OperationCase[] = [
  {
    file,
    name: "minimum and maximum bound a column by a row",
    inputs: { x: floats([-5, 0, 5], [3, 1]), low: floats([-1, 1]), high: scalar(2) },
    build: ({ x, low, high }) => minimum(maximum(x!, low!), high!),
    output: floats([-1, 1, 0, 1, 2, 2], [3, 2]),
    open: { x: 0 },
  },
  {
    file,
    name: "minimum and maximum of int32",
    inputs: { a: ints([1, 5]), b: ints([3, 2]) },
    build: ({ a, b }) => subtract(maximum(a!, b!), minimum(a!, b!)),
    output: ints([2, 3]),
    open: { a: 0, b: 0 },
  },
  {
    file: "select",
    name: "greater is strict",
    inputs: { a: floats([1, 2, 3]), b: scalar(2) },
    build: ({ a, b }) => toFloat(greater(a!, b!)),
    output: floats([0, 0, 1]),
    open: { a: 0 },
  },
  {
    file: "select",
    name: "equal of int32 and of float32",
    inputs: { a: ints([4, 5, 6]), b: ints([4, 6, 6]), x: floats([1, 0, 0]) },
    // [1, 0, 1] · [1 = 0, 0 = 0, 0 = 0] = [0, 0, 1].
    build: ({ a, b, x }, builder) =>
      multiply(toFloat(equal(a!, b!)), toFloat(equal(x!, builder.constant(0)))),
    output: floats([0, 0, 1]),
    open: { a: 0, b: 0, x: 0 },
  },
  {
    file: "select",
    name: "select takes whole tensors by a scalar, and single elements",
    inputs: { x: floats([-1, 2]), pairs: scalar(0) },
    build: ({ x, pairs }, builder) => {
      const zero = builder.constant(0);
      const positive = select(greater(x!, zero), x!, zero);
      return select(greater(pairs!, zero), zero, positive);
    },
    output: floats([0, 2]),
    open: { x: 0 },
  },
  {
    file: "select",
    name: "select of int32",
    inputs: { x: floats([-1, 2]), a: ints([1, 2]), b: intScalar(9) },
    build: ({ x, a, b }, builder) => select(greater(x!, builder.constant(0)), a!, b!),
    output: ints([9, 2]),
    open: { x: 0, a: 0 },
  },
  {
    file: "select",
    name: "toFloat of int32",
    inputs: { x: ints([-3, 0, 40000]) },
    build: ({ x }) => toFloat(x!),
    output: floats([-3, 0, 40000]),
    open: { x: 0 },
  },
];

const dropouts: OperationCase[] = [
  {
    file: "dropout",
    name: "dropout at rate 0 is its argument",
    inputs: { x: floats([1, 2, 3]), seed: intScalar(1) },
    build: ({ x, seed }) => dropout(x!, 0, seed!, 0),
    output: floats([1, 2, 3]),
    upstream: floats([4, 5, 6]),
    gradients: { x: floats([4, 5, 6]) },
    open: { x: 0 },
  },
  {
    file: "dropout",
    name: "dropout at rate ½ doubles what it keeps, and its gradient too",
    // TensorFlow's words for seed 7 and site 3 (see dropout_test.ts) begin aba4 2ffd a729 7332 7709
    // 52dc b88f d062 2158: elements 1, 3, 4, 5 and 8 are below 8000 and kept.
    inputs: { x: floats([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]), seed: intScalar(7) },
    build: ({ x, seed }) => dropout(x!, 0.5, seed!, 3),
    output: floats([0, 4, 0, 8, 10, 12, 0, 0, 18], [3, 3]),
    upstream: floats([1, -1, 1, -1, 1, -1, 1, -1, 1], [3, 3]),
    gradients: { x: floats([0, -2, 0, -2, 2, -2, 0, 0, 2], [3, 3]) },
    open: { x: 0 },
  },
  {
    file: "dropout",
    name: "dropout at rate 0.1 keeps words below round(0.9 · 65536) = e666",
    // The words go on fb57 adf2 5519 c3b9 fb44 c781 090c: elements 9 and 13 are dropped.
    inputs: { x: floats(new Array(16).fill(1), [2, 8]), seed: intScalar(7) },
    build: ({ x, seed }) => dropout(x!, 0.1, seed!, 3),
    output: floats(
      Array.from({ length: 16 }, (_, i) => i === 9 || i === 13 ? 0 : 65536 / 58982),
      [2, 8],
    ),
    open: { x: 0 },
    tolerance: 0,
  },
];

export const elementwiseCases: OperationCase[] = [...arithmetic, ...comparisons, ...dropouts];

/** Cases of operations that move elements, derived by hand in their comments. */
import {
  add,
  firstRow,
  firstRows,
  gather,
  gradients,
  multiply,
  reshape,
  runningSum,
  scale,
  sum,
  toInteger,
  transpose,
  unstack,
  wave,
  window,
} from "../../lib/program/mod.ts";
import { floats, ints } from "../_tensors.ts";
import type { OperationCase } from "./case.ts";

const arrange: OperationCase[] = [
  {
    file: "arrange",
    name: "transpose by a cycle, whose gradient goes the other way",
    // y[i, j, k] = x[j, k, i]; ∂x[0, j, k] = upstream[k, 0, j].
    inputs: { x: floats([1, 2, 3, 4, 5, 6], [1, 2, 3]) },
    build: ({ x }) => transpose(x!, [2, 0, 1]),
    output: floats([1, 4, 2, 5, 3, 6], [3, 1, 2]),
    upstream: floats([10, 20, 30, 40, 50, 60], [3, 1, 2]),
    gradients: { x: floats([10, 30, 50, 20, 40, 60], [1, 2, 3]) },
    open: { x: 2 },
  },
  {
    file: "arrange",
    name: "reshape of int32, from and to an open length",
    inputs: { x: ints([1, 2, 3, 4, 5, 6], [2, 3]) },
    build: ({ x }) => reshape(reshape(x!, [-1]), [3, 2]),
    output: ints([1, 2, 3, 4, 5, 6], [3, 2]),
    open: { x: 0 },
  },
  {
    file: "arrange",
    name: "reshape of a scalar to a vector and back",
    inputs: { x: floats([3], []) },
    build: ({ x }) => reshape(scale(reshape(x!, [1]), 2), []),
    output: floats([6], []),
    upstream: floats([5], []),
    gradients: { x: floats([10], []) },
  },
  {
    file: "arrange",
    name: "unstack gives each part its gradient",
    // Parts p, q, r: p·q + 2r.
    inputs: { x: floats([1, 2, 3, 4, 5, 6], [3, 2]) },
    build: ({ x }) => {
      const [p, q, r] = unstack(x!);
      return add(multiply(p!, q!), scale(r!, 2));
    },
    output: floats([13, 20]),
    upstream: floats([1, 10]),
    gradients: { x: floats([3, 40, 1, 20, 2, 20], [3, 2]) },
    open: { x: 1 },
  },
  {
    file: "arrange",
    name: "unstack of a single part",
    inputs: { x: floats([1, 2], [1, 2]) },
    build: ({ x }) => scale(unstack(x!)[0]!, 3),
    output: floats([3, 6]),
    upstream: floats([1, 10]),
    gradients: { x: floats([3, 30], [1, 2]) },
    open: { x: 1 },
  },
  {
    file: "arrange",
    name: "unstack gives parts that are not used a gradient of zeros",
    inputs: { x: floats([1, 2, 3, 4, 5, 6], [3, 2]) },
    build: ({ x }) => scale(unstack(x!)[1]!, 3),
    output: floats([9, 12]),
    upstream: floats([1, 10]),
    gradients: { x: floats([0, 0, 3, 30, 0, 0], [3, 2]) },
    open: { x: 1 },
  },
  {
    file: "arrange",
    name: "the gradient of unstack's gradient",
    // ∂Σ p·q = [q, p], stacked; with upstream [u, v] its gradient is [v, u].
    inputs: { x: floats([1, 2, 3, 4], [2, 2]) },
    build: ({ x }) => {
      const [p, q] = unstack(x!);
      return gradients(sum(multiply(p!, q!)), [x!])[0]!;
    },
    output: floats([3, 4, 1, 2], [2, 2]),
    upstream: floats([5, 6, 7, 8], [2, 2]),
    gradients: { x: floats([7, 8, 5, 6], [2, 2]) },
    open: { x: 1 },
  },
  {
    file: "arrange",
    name: "firstRow of a table of three",
    inputs: { x: floats([1, 2, 3, 4, 5, 6], [3, 2]) },
    build: ({ x }) => firstRow(x!),
    output: floats([1, 2]),
    upstream: floats([7, 8]),
    gradients: { x: floats([7, 8, 0, 0, 0, 0], [3, 2]) },
    open: { x: 1 },
  },
  {
    file: "arrange",
    name: "firstRow of a vector is a scalar",
    inputs: { x: floats([4, 5]) },
    build: ({ x }) => firstRow(x!),
    output: floats([4], []),
    upstream: floats([3], []),
    gradients: { x: floats([3, 0]) },
  },
  {
    file: "arrange",
    name: "firstRows leaves out the last",
    inputs: { x: floats([1, 2, 3, 4, 5, 6], [3, 2]) },
    build: ({ x }) => firstRows(x!, 2),
    output: floats([1, 2, 3, 4], [2, 2]),
    upstream: floats([7, 8, 9, 10], [2, 2]),
    gradients: { x: floats([7, 8, 9, 10, 0, 0], [3, 2]) },
    open: { x: 1 },
  },
  {
    file: "arrange",
    name: "firstRows of all rows of a table of matrices",
    inputs: { x: floats([1, 2, 3, 4], [2, 1, 2]) },
    build: ({ x }) => firstRows(x!, 2),
    output: floats([1, 2, 3, 4], [2, 1, 2]),
    upstream: floats([5, 6, 7, 8], [2, 1, 2]),
    gradients: { x: floats([5, 6, 7, 8], [2, 1, 2]) },
    open: { x: 2 },
  },
  {
    file: "arrange",
    name: "the gradient of firstRows' gradient",
    // With f the first row, ∂Σ f² = 2f and a row of zeros.
    inputs: { x: floats([1, 2, 3, 4], [2, 2]) },
    build: ({ x }) => {
      const f = firstRows(x!, 1);
      return gradients(sum(multiply(f, f)), [x!])[0]!;
    },
    output: floats([2, 4, 0, 0], [2, 2]),
    upstream: floats([5, 6, 7, 8], [2, 2]),
    gradients: { x: floats([10, 12, 0, 0], [2, 2]) },
    open: { x: 1 },
  },
];

const gathers: OperationCase[] = [
  {
    file: "gather",
    name: "gather adds up the gradients of a row that is taken twice",
    inputs: { x: floats([1, 2, 3, 4, 5, 6], [3, 2]), ids: ints([2, 0, 2]) },
    build: ({ x, ids }) => gather(x!, ids!),
    output: floats([5, 6, 1, 2, 5, 6], [3, 2]),
    upstream: floats([1, 2, 3, 4, 10, 20], [3, 2]),
    gradients: { x: floats([3, 4, 0, 0, 11, 22], [3, 2]) },
    open: { x: 0, ids: 0 },
  },
  {
    file: "gather",
    name: "gather with a padding index in the middle",
    inputs: { x: floats([1, 2, 3], [3, 1]), ids: ints([1, 2, 1, 0]) },
    build: ({ x, ids }) => gather(x!, ids!, { paddingIndex: 1 }),
    output: floats([2, 3, 2, 1], [4, 1]),
    upstream: floats([5, 6, 7, 8], [4, 1]),
    gradients: { x: floats([8, 0, 6], [3, 1]) },
    open: { x: 0, ids: 0 },
  },
  {
    file: "gather",
    name: "gather of no rows",
    inputs: { x: floats([1, 2, 3, 4], [2, 2]), ids: ints([]) },
    build: ({ x, ids }) => gather(x!, ids!, { paddingIndex: 0 }),
    output: floats([], [0, 2]),
    upstream: floats([], [0, 2]),
    gradients: { x: floats([0, 0, 0, 0], [2, 2]) },
    open: { x: 0, ids: 0 },
  },
];

const counts: OperationCase[] = [
  {
    file: "count",
    name: "a running sum goes along the last dimension",
    inputs: { x: floats([1, 0, 1, 1, 0.5, -2], [2, 3]) },
    build: ({ x }) => runningSum(x!),
    output: floats([1, 1, 2, 1, 1.5, -0.5], [2, 3]),
    open: { x: 0 },
  },
  {
    file: "count",
    name: "a running sum as row numbers",
    inputs: { x: floats([0, 1, 1], [1, 3]), table: floats([5, 6, 7], [3, 1]) },
    build: ({ x, table }) => gather(table!, reshape(toInteger(runningSum(x!)), [-1])),
    output: floats([5, 6, 7], [3, 1]),
  },
];

const places: OperationCase[] = [
  {
    file: "places",
    name: "cosines of a head of 4, whose second pair turns by θ^−½ a place",
    // θ = 4: frequencies 1 and ½; cos 0, cos 1, cos 2 and cos 0, cos ½, cos 1.
    inputs: {},
    build: (_, builder) => wave(builder, "cos", 3, 4, 4),
    output: floats([1, 1, 0.5403023, 0.8775826, -0.4161468, 0.5403023], [1, 1, 3, 2]),
  },
  {
    file: "places",
    name: "sines of a head of 2",
    inputs: {},
    build: (_, builder) => wave(builder, "sin", 3, 2, 10000),
    output: floats([0, 0.841471, 0.9092974], [1, 1, 3, 1]),
  },
  {
    file: "places",
    name: "a window of one place to either side",
    inputs: {},
    build: (_, builder) => window(builder, 3, 1, -9),
    output: floats([0, 0, -9, 0, 0, 0, -9, 0, 0], [1, 1, 3, 3]),
  },
];

export const shapeCases: OperationCase[] = [...arrange, ...gathers, ...counts, ...places];

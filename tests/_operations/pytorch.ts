/** The cases that PyTorch computed in float64: tests/fixtures/operations.json. */
import fixture from "../fixtures/operations.json" with { type: "json" };
import {
  add,
  addBias,
  crossEntropy,
  divide,
  gather,
  gelu,
  geluTanh,
  layerNorm,
  logarithm,
  matMul,
  mean,
  multiply,
  negate,
  relu,
  reshape,
  scale,
  silu,
  softmax,
  squareRoot,
  subtract,
  sum,
  tanh,
  type TensorData,
  transpose,
  type Value,
} from "../../lib/program/mod.ts";
import { floats, ints } from "../_tensors.ts";
import type { OperationCase } from "./case.ts";

/** The attributes of all operations of the fixture. */
interface Attributes {
  transpose_a?: boolean;
  transpose_b?: boolean;
  epsilon?: number;
  padding_id?: number | null;
  axes?: number[];
  keep_dims?: boolean;
  permutation?: number[];
  shape?: number[];
}

type Inputs = Record<string, Value>;

/** An operation of the fixture as the library has it. */
interface Translation {
  file: string;
  build(x: Inputs, attributes: Attributes): Value;
  /** The dimension of each input that may be open, if it is not the first of all. */
  open?(attributes: Attributes, rank: number): Record<string, number>;
}

function opened(dimensions: readonly [string, number][]): Record<string, number> {
  return Object.fromEntries(dimensions);
}

function reduced(x: Value, { axes, keep_dims }: Attributes, total: Value): Value {
  const shape = x.shape.map((length, i) => axes!.includes(i) ? 1 : length);
  return keep_dims ? reshape(total, shape) : total;
}

function reducedMean(x: Value, attributes: Attributes): Value {
  const axes = attributes.axes!;
  if (axes.length === x.shape.length) return mean(x);
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  return reduced(x, attributes, scale(sum(x, axes), 1 / count));
}

function embedding(table: Value, ids: Value, paddingIndex: number | null): Value {
  const options = paddingIndex === null ? {} : { paddingIndex };
  const [, columns] = ids.shape, [, width] = table.shape;
  return reshape(gather(table, reshape(ids, [-1]), options), [-1, columns!, width!]);
}

function attention(query: Value, key: Value, value: Value): Value {
  const scores = matMul(query, key, { transposeB: true });
  return matMul(softmax(scale(scores, 1 / Math.sqrt(query.shape.at(-1)!))), value);
}

function unary(operation: (x: Value) => Value, file = "elementwise"): Translation {
  return { file, build: ({ x }) => operation(x!) };
}

function binary(operation: (a: Value, b: Value) => Value): Translation {
  return { file: "elementwise", build: ({ a, b }) => operation(a!, b!) };
}

const TRANSLATIONS: Record<string, Translation> = {
  matmul: {
    file: "matrix",
    build: ({ a, b }, { transpose_a, transpose_b }) =>
      matMul(a!, b!, { transposeA: transpose_a!, transposeB: transpose_b! }),
    open: ({ transpose_a }, rank) =>
      opened(rank > 2 ? [["a", 0], ["b", 0]] : [["a", transpose_a ? 1 : 0]]),
  },
  layer_norm: {
    file: "normalise",
    build: ({ x, gamma, beta }, { epsilon }) => layerNorm(x!, gamma!, beta!, epsilon!),
    open: () => ({ x: 0 }),
  },
  gelu: unary(gelu, "gelu"),
  gelu_tanh: unary(geluTanh, "activations"),
  relu: unary(relu, "activations"),
  silu: unary(silu, "activations"),
  softmax: unary(softmax, "normalise"),
  cross_entropy: {
    file: "cross_entropy",
    build: ({ logits, labels }) => mean(crossEntropy(logits!, labels!)),
    open: () => ({ logits: 0, labels: 0 }),
  },
  embedding: {
    file: "gather",
    build: ({ table, ids }, { padding_id }) => embedding(table!, ids!, padding_id!),
  },
  gather_rows: { file: "gather", build: ({ x, rows }) => gather(x!, rows!) },
  bias_add: {
    file: "matrix",
    build: ({ x, bias }) => addBias(x!, bias!),
    open: () => ({ x: 0 }),
  },
  add: binary(add),
  subtract: binary(subtract),
  multiply: binary(multiply),
  divide: binary(divide),
  tanh: unary(tanh),
  log: unary(logarithm),
  sqrt: unary(squareRoot),
  negate: unary(negate),
  square: unary((x) => multiply(x, x)),
  sum: {
    file: "reduce",
    build: ({ x }, attributes) => reduced(x!, attributes, sum(x!, attributes.axes!)),
  },
  mean: {
    file: "reduce",
    build: ({ x }, attributes) => reducedMean(x!, attributes),
    // A mean over some dimensions is written as a sum times their share, so these must be known.
    open: ({ axes }, rank) => opened(axes!.length === rank || !axes!.includes(0) ? [["x", 0]] : []),
  },
  transpose: { file: "arrange", build: ({ x }, { permutation }) => transpose(x!, permutation!) },
  reshape: { file: "arrange", build: ({ x }, { shape }) => reshape(x!, shape!) },
  attention: {
    file: "matrix",
    build: ({ query, key, value }) => attention(query!, key!, value!),
  },
};

/** What PyTorch has in the fixture and programs have no operation for. */
const UNUSED = ["exp"];

/** The first dimension of those inputs that have all dimensions of the largest one. */
function leadingDimensions(inputs: Record<string, TensorData>, rank: number) {
  const largest = Object.entries(inputs).filter(([, { shape }]) => shape.length === rank);
  return opened(largest.map(([name]) => [name, 0]));
}

/**
 * Rows of mean 50 and deviation 1: float32 near 50 · 6 (their sum) is spaced 3e-5, so the mean is
 * off by up to half of that in each of six additions, over 6.
 */
const FAR_FROM_ZERO = "[4, 6] far from 0";

function translate(example: typeof fixture.cases[number]): OperationCase[] {
  const { operation, name, upstream, output } = example;
  const translation = TRANSLATIONS[operation];
  if (translation === undefined) {
    if (UNUSED.includes(operation)) return [];
    throw new Error(`operations.json has the operation ${operation}, which no test covers.`);
  }
  const attributes = example.attributes as Attributes;
  const given = Object.entries(example.inputs).map(([key, { data, shape }]) =>
    [key, floats(data, shape)] as const
  );
  const integers = Object.entries(example.integers).map(([key, { data, shape }]) =>
    [key, ints(data, shape)] as const
  );
  const inputs: Record<string, TensorData> = Object.fromEntries([...given, ...integers]);
  const rank = Math.max(...Object.values(inputs).map(({ shape }) => shape.length));
  return [{
    file: translation.file,
    name: `${operation} as PyTorch: ${name}`,
    inputs,
    build: (x) => translation.build(x, attributes),
    output: floats(output.data, output.shape),
    upstream: floats(upstream.data, upstream.shape),
    gradients: Object.fromEntries(
      Object.entries(example.gradients).map(([key, { data, shape }]) => [key, floats(data, shape)]),
    ),
    ...(name === FAR_FROM_ZERO ? { tolerance: 2e-5 } : {}),
    open: translation.open?.(attributes, rank) ?? leadingDimensions(inputs, rank),
  }];
}

/** PyTorch's cases. */
export const pytorchCases: OperationCase[] = fixture.cases.flatMap(translate);

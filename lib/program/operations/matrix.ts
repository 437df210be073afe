/** Matrix products and the bias that usually follows them. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { describeShape, sameShape } from "../tensor.ts";
import type { Operation, Tf, Value } from "../types.ts";
import { requireFloat, requireRank } from "./arguments.ts";
import { sum } from "./reduce.ts";

/** How a product is made. */
export interface MatMulOptions {
  /**
   * Whether the last two dimensions of the first operand are swapped.
   * @default {false}
   */
  transposeA?: boolean;
  /**
   * Whether those of the second one are.
   * @default {false}
   */
  transposeB?: boolean;
  /**
   * Whether it is computed in float32 whatever the graph's precision is.
   * @default {false}
   */
  exact?: boolean;
}

const matMulOperation: Operation<Required<MatMulOptions>> = {
  name: "matMul",
  types([a, b], { transposeA, transposeB }) {
    requireFloat("matMul", [a!, b!]);
    const stack = a!.shape.slice(0, -2);
    const [rows, inner] = a!.shape.slice(-2), [innerB, columns] = b!.shape.slice(-2);
    const k = transposeA ? rows : inner, kB = transposeB ? columns : innerB;
    if (a!.shape.length < 2 || k !== kB || !sameShape(stack, b!.shape.slice(0, -2))) {
      throw new RangeError(
        `Cannot multiply ${describeShape(a!.shape)}${transposeA ? " transposed" : ""} by ` +
          `${describeShape(b!.shape)}${transposeB ? " transposed" : ""}.`,
      );
    }
    const m = transposeA ? inner! : rows!, n = transposeB ? innerB! : columns!;
    return [{ shape: [...stack, m, n], dtype: "float32" }];
  },
  gradient(node, [upstream]) {
    const [a, b] = node.inputs;
    const { transposeA: ta, transposeB: tb, exact } = node.attributes;
    const g = upstream!;
    const forA = ta
      ? matMul(b!, g, { transposeA: tb, transposeB: true, exact })
      : matMul(g, b!, { transposeB: !tb, exact });
    const forB = tb
      ? matMul(g, a!, { transposeA: true, transposeB: ta, exact })
      : matMul(a!, g, { transposeA: !ta, exact });
    return [forA, forB];
  },
  graph(writer, inputs, { attributes: { transposeA, transposeB, exact }, inputs: [a] }) {
    const [left, right] = [{ bool: transposeA }, { bool: transposeB }];
    const [operation, attributes] = a!.shape.length === 2
      ? ["MatMul", { transpose_a: left, transpose_b: right }] as const
      : ["BatchMatMulV2", { adj_x: left, adj_y: right }] as const;
    return [
      exact
        ? writer.float(operation, inputs, attributes)
        : writer.short.product(operation, inputs, attributes),
    ];
  },
  onnx(writer, inputs, { attributes: { transposeA, transposeB, exact }, inputs: [a] }) {
    if (a!.shape.length === 2) {
      const [transA, transB] = [transposeA, transposeB].map((is) => ({ int: Number(is) }));
      return [writer.product("Gemm", inputs, { transA: transA!, transB: transB! }, exact)];
    }
    const { length } = a!.shape, perm = a!.shape.map((_, i) => i);
    const swapped = { perm: { ints: [...perm.slice(0, -2), length - 1, length - 2] } };
    const operands = inputs.map((x, i) =>
      [transposeA, transposeB][i] ? writer.emit("Transpose", [x], swapped) : x
    );
    return [writer.product("MatMul", operands, {}, exact)];
  },
  run({ tf }, [a, b], { transposeA, transposeB }) {
    if (a!.size > 0 && b!.size > 0) return [product(tf, a!, b!, transposeA, transposeB)];
    // What some back ends give for a product along nothing is whatever the memory held.
    const rows = a!.shape.at(transposeA ? -1 : -2)!, columns = b!.shape.at(transposeB ? -2 : -1)!;
    return [tf.zeros([...a!.shape.slice(0, -2), rows, columns])];
  },
};

/**
 * The wasm back end is fast only where it multiplies two matrices as they lie: transposing an
 * operand of 2048 × 1024 takes 20 ms, a product with it transposed 450 or 1800 ms instead of 40.
 */
function product(tf: Tf, a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  if (tf.getBackend() !== "wasm" || a.rank > 2) return tf.matMul(a, b, transposeA, transposeB);
  return tf.matMul(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b);
}

/**
 * The product of two matrices `[m, k]`·`[k, n]`, or of stacks of them with equal leading lengths.
 *
 * @throws {RangeError} If the shapes do not fit.
 */
export function matMul(a: Value, b: Value, options: MatMulOptions = {}): Value {
  const { transposeA = false, transposeB = false, exact = false } = options;
  return a.node.builder.apply(matMulOperation, [a, b], { transposeA, transposeB, exact })[0]!;
}

/** `ofProduct`: whether a product in bfloat16 may be rounded with the bias instead of before it. */
const addBiasOperation: Operation<{ ofProduct: boolean }> = {
  name: "addBias",
  types([x, bias]) {
    requireFloat("addBias", [x!, bias!]);
    requireRank("addBias", 2, x!);
    if (bias!.shape.length !== 1 || bias!.shape[0] !== x!.shape.at(-1)) {
      throw new RangeError(
        `A bias of shape ${describeShape(bias!.shape)} does not fit ${describeShape(x!.shape)}.`,
      );
    }
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  gradient: ({ inputs: [x] }, [upstream]) => [
    upstream,
    sum(upstream!, x!.shape.slice(0, -1).map((_, i) => i)),
  ],
  graph(writer, inputs, { attributes: { ofProduct } }) {
    const write = (inputs: readonly string[]) =>
      ofProduct ? writer.short.biased(inputs[0]!, inputs[1]!) : writer.float("BiasAdd", inputs);
    // Else a sum of float32 crosses as well as what it is a sum of.
    return [writer.repeats.has(inputs[0]!) ? writer.repeats.add(inputs, write) : write(inputs)];
  },
  onnx: (writer, inputs) => [writer.emit("Add", inputs)],
  run: ({ tf }, [x, bias]) => [tf.add(x!, bias!)],
};

/**
 * Adds a bias `[n]` to each row of `x` `[…, n]`.
 *
 * @throws {RangeError} If the bias does not fit, or `x` is no more than a row itself.
 */
export function addBias(x: Value, bias: Value): Value {
  return x.node.builder.apply(addBiasOperation, [x, bias], { ofProduct: false })[0]!;
}

/**
 * `x·Wᵀ + b` with a weight `[out, in]` as PyTorch keeps it. In bfloat16 a processor rounds the whole;
 * on a GPU, and with XLA, the product alone is rounded.
 */
export function linear(x: Value, weight: Value, bias: Value): Value {
  const product = matMul(x, weight, { transposeB: true });
  return x.node.builder.apply(addBiasOperation, [product, bias], { ofProduct: true })[0]!;
}

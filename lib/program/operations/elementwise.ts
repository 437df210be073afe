/** Operations that work element by element, with NumPy's broadcasting. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { GraphWriter } from "../graph_writer.ts";
import { describeShape, type DType, sameShape, type Shape } from "../tensor.ts";
import type { Operation, Tf, Value } from "../types.ts";
import { requireFloat } from "./arguments.ts";
import { reshape } from "./arrange.ts";
import { sum } from "./reduce.ts";

/**
 * The shape two operands have together: lengths agree, or one of them is 1 or missing. An open
 * length agrees with an open one only; the run must give both the same.
 *
 * @throws {RangeError} If a length does not agree.
 */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1, y = b[i - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw new RangeError(`Shapes ${describeShape(a)} and ${describeShape(b)} do not fit together.`);
  });
}

/** Undoes broadcasting in a gradient: sums it over the dimensions its operand did not have. */
export function sumToShape(gradient: Value, shape: Shape): Value {
  if (sameShape(gradient.shape, shape)) return gradient;
  const missing = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((length, i) =>
    i < missing || (shape[i - missing] === 1 && length !== 1) ? [i] : []
  );
  const summed = sum(gradient, axes);
  return sameShape(summed.shape, shape) ? summed : reshape(summed, shape);
}

interface BinaryForm {
  name: string;
  graphName: string;
  /** ONNX's name of it, where that is another one. */
  onnxName?: string;
  /** The result's kind, where it is not that of the operands. */
  dtype?: DType;
  /** Whether it also works on int32. */
  integers?: boolean;
  compute(tf: Tf, a: Tensor, b: Tensor): Tensor;
  /** Gradients before broadcasting is undone. */
  gradient?(a: Value, b: Value, upstream: Value, result: Value): [Value, Value];
}

/** TensorFlow fetches int32 to the processor to compare them, but leaves int64 on a GPU. */
function compareOnGpu(writer: GraphWriter, operation: string, inputs: readonly string[]): string {
  const [short, long] = [{ type: "int32" }, { type: "int64" }] as const;
  const widened = inputs.map((x) => writer.emit("Cast", [x], { SrcT: short, DstT: long }));
  return writer.emit(operation, widened, { T: long });
}

function binary(form: BinaryForm): (a: Value, b: Value) => Value {
  const operation: Operation<null> = {
    name: form.name,
    types: ([a, b]) => {
      if (a!.dtype !== b!.dtype) {
        throw new RangeError(`${form.name} was given ${a!.dtype} and ${b!.dtype}.`);
      }
      if (!(form.integers && a!.dtype === "int32")) requireFloat(form.name, [a!, b!]);
      return [{ shape: broadcastShape(a!.shape, b!.shape), dtype: form.dtype ?? a!.dtype }];
    },
    graph: (writer, inputs, node) => [
      writer.gpu && form.dtype === "bool" && node.inputs[0]!.dtype === "int32"
        ? compareOnGpu(writer, form.graphName, inputs)
        : writer.emit(form.graphName, inputs, {
          T: { type: node.inputs[0]!.dtype as "float32" | "int32" },
        }),
    ],
    onnx: (writer, inputs) => [writer.emit(form.onnxName ?? form.graphName, inputs)],
    run: ({ tf }, [a, b]) => [form.compute(tf, a!, b!)],
  };
  const { gradient } = form;
  if (gradient !== undefined) {
    operation.gradient = (node, [upstream]) => {
      const [a, b] = node.inputs;
      const [forA, forB] = gradient(a!, b!, upstream!, node.values[0]!);
      return [sumToShape(forA, a!.shape), sumToShape(forB, b!.shape)];
    };
  }
  return (a, b) => a.node.builder.apply(operation, [a, b], null)[0]!;
}

/** `a + b`. */
export const add: (a: Value, b: Value) => Value = binary({
  name: "add",
  graphName: "AddV2",
  onnxName: "Add",
  integers: true,
  compute: (tf, a, b) => tf.add(a, b),
  gradient: (_a, _b, upstream) => [upstream, upstream],
});

/** `a − b`. */
export const subtract: (a: Value, b: Value) => Value = binary({
  name: "subtract",
  graphName: "Sub",
  integers: true,
  compute: (tf, a, b) => tf.sub(a, b),
  gradient: (_a, _b, upstream) => [upstream, negate(upstream)],
});

/** `a · b`. */
export const multiply: (a: Value, b: Value) => Value = binary({
  name: "multiply",
  graphName: "Mul",
  integers: true,
  compute: (tf, a, b) => tf.mul(a, b),
  gradient: (a, b, upstream) => [multiply(upstream, b), multiply(upstream, a)],
});

/** `a ÷ b`. */
export const divide: (a: Value, b: Value) => Value = binary({
  name: "divide",
  graphName: "RealDiv",
  onnxName: "Div",
  compute: (tf, a, b) => tf.div(a, b),
  gradient: (_, b, upstream, result) => {
    const forA = divide(upstream, b);
    return [forA, negate(multiply(forA, result))];
  },
});

/** The smaller of `a` and `b`. Has no gradient. */
export const minimum: (a: Value, b: Value) => Value = binary({
  name: "minimum",
  graphName: "Minimum",
  onnxName: "Min",
  integers: true,
  compute: (tf, a, b) => tf.minimum(a, b),
});

/** The larger of `a` and `b`. Has no gradient. */
export const maximum: (a: Value, b: Value) => Value = binary({
  name: "maximum",
  graphName: "Maximum",
  onnxName: "Max",
  integers: true,
  compute: (tf, a, b) => tf.maximum(a, b),
});

/** `a` to the power of `b`. Has no gradient. */
export const power: (a: Value, b: Value) => Value = binary({
  name: "power",
  graphName: "Pow",
  compute: (tf, a, b) => tf.pow(a, b),
});

/** Whether `a > b`. */
export const greater: (a: Value, b: Value) => Value = binary({
  name: "greater",
  graphName: "Greater",
  integers: true,
  dtype: "bool",
  compute: (tf, a, b) => tf.greater(a, b),
});

/** Whether `a = b`. */
export const equal: (a: Value, b: Value) => Value = binary({
  name: "equal",
  graphName: "Equal",
  integers: true,
  dtype: "bool",
  compute: (tf, a, b) => tf.equal(a, b),
});

interface UnaryForm {
  name: string;
  graphName: string;
  compute(tf: Tf, x: Tensor): Tensor;
  gradient?(x: Value, upstream: Value, result: Value): Value;
}

function unary(form: UnaryForm): (x: Value) => Value {
  const operation: Operation<null> = {
    name: form.name,
    types: ([x]) => {
      requireFloat(form.name, [x!]);
      return [{ shape: x!.shape, dtype: "float32" }];
    },
    graph: (writer, inputs) => [writer.float(form.graphName, inputs)],
    onnx: (writer, inputs) => [writer.emit(form.graphName, inputs)],
    run: ({ tf }, [x]) => [form.compute(tf, x!)],
  };
  const { gradient } = form;
  if (gradient !== undefined) {
    operation.gradient = (node, [upstream]) => [
      gradient(node.inputs[0]!, upstream!, node.values[0]!),
    ];
  }
  return (x) => x.node.builder.apply(operation, [x], null)[0]!;
}

/** `−x`. */
export const negate: (x: Value) => Value = unary({
  name: "negate",
  graphName: "Neg",
  compute: (tf, x) => tf.neg(x),
  gradient: (_, upstream) => negate(upstream),
});

/** `√x`. */
export const squareRoot: (x: Value) => Value = unary({
  name: "squareRoot",
  graphName: "Sqrt",
  compute: (tf, x) => tf.sqrt(x),
  gradient: (_, upstream, result) => divide(scale(upstream, 0.5), result),
});

/** `ln x`. */
export const logarithm: (x: Value) => Value = unary({
  name: "logarithm",
  graphName: "Log",
  compute: (tf, x) => tf.log(x),
  gradient: (x, upstream) => divide(upstream, x),
});

/** `tanh x`. */
export const tanh: (x: Value) => Value = unary({
  name: "tanh",
  graphName: "Tanh",
  compute: (tf, x) => tf.tanh(x),
  gradient: (_, upstream, result) =>
    subtract(upstream, multiply(upstream, multiply(result, result))),
});

const scaleOperation: Operation<number> = {
  name: "scale",
  types: ([x]) => {
    requireFloat("scale", [x!]);
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  gradient: ({ attributes }, [upstream]) => [scale(upstream!, attributes)],
  graph: (writer, [x], { attributes: value }) => [
    writer.short.scaled(x!, { name: writer.scalar(value), value }),
  ],
  onnx: (writer, [x], { attributes }) => [writer.emit("Mul", [x!, writer.scalar(attributes)])],
  run: ({ tf }, [x], factor) => [tf.mul(x!, factor)],
};

/** `factor · x`, the factor being fixed when the program is built. */
export function scale(x: Value, factor: number): Value {
  return x.node.builder.apply(scaleOperation, [x], factor)[0]!;
}

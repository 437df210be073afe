/** Further activations that models have between their dense layers; `gelu.ts` has the exact one. */
import type { GraphWriter } from "../graph_writer.ts";
import type { OnnxWriter } from "../onnx_writer.ts";
import type { Operation, Tf, Value } from "../types.ts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { requireFloat } from "./arguments.ts";

/** √(2/π), by which the tangent's argument is multiplied. */
const GAIN = Math.sqrt(2 / Math.PI);
/** How much of x³ is added to x. */
const CUBE = 0.044715;

interface ActivationForm {
  name: string;
  /**
   * The result, and what the gradient needs again: as nodes of a graph, where it is repeatable, and
   * at once.
   */
  graph(writer: GraphWriter, x: string): [result: string, kept: string];
  run(tf: Tf, x: Tensor): [result: Tensor, kept: Tensor];
  /** The result alone. */
  onnx(writer: OnnxWriter, x: string): string;
  /** The slope, from x and what was kept. */
  slopeGraph(writer: GraphWriter, x: string, kept: string): string;
  slopeRun(tf: Tf, x: Tensor, kept: Tensor): Tensor;
}

function activation(form: ActivationForm): (x: Value) => Value {
  const gradient: Operation<null> = {
    name: `${form.name}Gradient`,
    types: ([x]) => [{ shape: x!.shape, dtype: "float32" }],
    graph(writer, [x, kept, upstream]) {
      return [writer.float("Mul", [upstream!, form.slopeGraph(writer, x!, kept!)])];
    },
    run: ({ tf }, [x, kept, upstream]) => [tf.mul(upstream!, form.slopeRun(tf, x!, kept!))],
  };
  const operation: Operation<null> = {
    name: form.name,
    auxiliaryResults: true,
    types: ([x]) => {
      requireFloat(form.name, [x!]);
      return [x!, x!].map(({ shape }) => ({ shape, dtype: "float32" as const }));
    },
    gradient: (node, [upstream]) =>
      node.builder.apply(gradient, [node.inputs[0]!, node.values[1]!, upstream!], null),
    graph: (writer, [x]) => form.graph(writer, x!),
    onnx: (writer, [x]) => [form.onnx(writer, x!)],
    run: ({ tf }, [x]) => form.run(tf, x!),
  };
  return (x) => x.node.builder.apply(operation, [x], null)[0]!;
}

/**
 * The Gaussian error linear unit with a tangent in place of the exact Φ (Hendrycks and Gimpel, arXiv
 * 1606.08415): ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). It is BERT's in TensorFlow, and GPT's.
 */
export const geluTanh: (x: Value) => Value = activation({
  name: "geluTanh",
  graph(writer, x) {
    const tangent = writer.repeats.add([x], ([x]) => {
      const square = writer.float("Square", [x!]);
      const share = writer.float("Mul", [square, writer.scalar(GAIN * CUBE)]);
      const factor = writer.float("AddV2", [share, writer.scalar(GAIN)]);
      return writer.float("Tanh", [writer.float("Mul", [x!, factor])]);
    });
    const half = writer.scalar(0.5);
    const phi = writer.float("AddV2", [writer.float("Mul", [tangent, half]), half]);
    return [writer.float("Mul", [x, phi]), tangent];
  },
  run(tf, x) {
    const tangent = tf.tanh(tf.mul(x, tf.add(tf.mul(tf.square(x), GAIN * CUBE), GAIN)));
    return [tf.mul(x, tf.add(tf.mul(tangent, 0.5), 0.5)), tangent];
  },
  onnx(writer, x) {
    const share = writer.emit("Mul", [writer.emit("Mul", [x, x]), writer.scalar(GAIN * CUBE)]);
    const factor = writer.emit("Add", [share, writer.scalar(GAIN)]);
    const tangent = writer.emit("Tanh", [writer.emit("Mul", [x, factor])]);
    const half = writer.emit("Mul", [x, writer.scalar(0.5)]);
    return writer.emit("Mul", [half, writer.emit("Add", [tangent, writer.scalar(1)])]);
  },
  // ½(1 + t) + ½·x·(1 − t²)·√(2/π)·(1 + 3·0.044715·x²).
  slopeGraph(writer, x, tangent) {
    const square = writer.float("Square", [x]);
    const share = writer.float("Mul", [square, writer.scalar(3 * GAIN * CUBE)]);
    const inner = writer.float("AddV2", [share, writer.scalar(GAIN)]);
    // Compiled, what is added is taken away instead: TensorFlow would make one sum of the two, which
    // XLA does not get.
    const parts = [writer.scalar(1), writer.float("Square", [tangent])];
    const rest = writer.float("Sub", writer.compiled ? parts.toReversed() : parts);
    const moved = writer.float("Mul", [writer.float("Mul", [x, rest]), inner]);
    const one = writer.float("AddV2", [tangent, writer.scalar(1)]);
    return writer.float("Mul", [
      writer.float(writer.compiled ? "Sub" : "AddV2", [one, moved]),
      writer.scalar(0.5),
    ]);
  },
  slopeRun(tf, x, tangent) {
    const inner = tf.add(tf.mul(tf.square(x), 3 * GAIN * CUBE), GAIN);
    const moved = tf.mul(tf.mul(x, tf.sub(1, tf.square(tangent))), inner);
    return tf.mul(tf.add(tf.add(tangent, 1), moved), 0.5);
  },
});

/** The rectified linear unit: x where it is above 0, else 0. */
export const relu: (x: Value) => Value = activation({
  name: "relu",
  graph(writer, x) {
    const result = writer.float("Relu", [x]);
    // From the result: it is there anyway, as the next product's gradient needs it.
    return [result, writer.repeats.add([result], (x) => writer.float("Sign", x))];
  },
  run(tf, x) {
    const result = tf.relu(x);
    return [result, tf.sign(result)];
  },
  onnx: (writer, x) => writer.emit("Relu", [x]),
  slopeGraph: (writer, _x, sign) => writer.float("Identity", [sign]),
  slopeRun: (tf, _x, sign) => tf.clone(sign),
});

/** The sigmoid linear unit x·σ(x), also called swish. */
export const silu: (x: Value) => Value = activation({
  name: "silu",
  graph(writer, x) {
    const sigmoid = writer.repeats.add([x], (x) => writer.float("Sigmoid", x));
    return [writer.float("Mul", [x, sigmoid]), sigmoid];
  },
  run(tf, x) {
    const sigmoid = tf.sigmoid(x);
    return [tf.mul(x, sigmoid), sigmoid];
  },
  onnx: (writer, x) => writer.emit("Mul", [x, writer.emit("Sigmoid", [x])]),
  // σ·(1 + x·(1 − σ)).
  slopeGraph(writer, x, sigmoid) {
    const rest = writer.float("Sub", [writer.scalar(1), sigmoid]);
    const grown = writer.float("AddV2", [writer.float("Mul", [x, rest]), writer.scalar(1)]);
    return writer.float("Mul", [sigmoid, grown]);
  },
  slopeRun: (tf, x, sigmoid) => tf.mul(sigmoid, tf.add(tf.mul(x, tf.sub(1, sigmoid)), 1)),
});

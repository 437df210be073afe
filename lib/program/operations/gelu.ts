/** The activation between BERT's dense layers. */
import type { GraphWriter } from "../graph_writer.ts";
import type { Operation, Value } from "../types.ts";
import { requireFloat } from "./arguments.ts";

/** Φ(x). */
function graphPhi(writer: GraphWriter, x: string): string {
  const erf = writer.float("Erf", [writer.float("Mul", [x, writer.scalar(Math.SQRT1_2)])]);
  const half = writer.scalar(0.5);
  return writer.float("AddV2", [writer.float("Mul", [erf, half]), half]);
}

const geluOperation: Operation<null> = {
  name: "gelu",
  // The second result, Φ(x), is kept because the gradient needs it again.
  auxiliaryResults: true,
  types: ([x]) => {
    requireFloat("gelu", [x!]);
    return [x!, x!].map(({ shape }) => ({ shape, dtype: "float32" as const }));
  },
  gradient: (node, [upstream]) =>
    node.builder.apply(
      geluGradientOperation,
      [node.inputs[0]!, node.values[1]!, upstream!],
      null,
    ),
  graph(writer, [x]) {
    const phi = writer.repeats.add([x!], ([x]) => graphPhi(writer, x!));
    return [writer.float("Mul", [x!, phi]), phi];
  },
  onnx(writer, [x]) {
    // In the order in which ONNX Runtime finds a GELU in it, which it has in one piece.
    const erf = writer.emit("Erf", [writer.emit("Div", [x!, writer.scalar(Math.SQRT2)])]);
    const twice = writer.emit("Mul", [x!, writer.emit("Add", [erf, writer.scalar(1)])]);
    return [writer.emit("Mul", [twice, writer.scalar(0.5)])];
  },
  run({ tf }, [x]) {
    const phi = tf.add(tf.mul(tf.erf(tf.mul(x!, Math.SQRT1_2)), 0.5), 0.5);
    return [tf.mul(x!, phi), phi];
  },
};

/** upstream · (Φ(x) + x·φ(x)), φ being the normal density. */
const geluGradientOperation: Operation<null> = {
  name: "geluGradient",
  types: ([x]) => [{ shape: x!.shape, dtype: "float32" }],
  graph(writer, [x, phi, upstream]) {
    // Without it TensorFlow would make one sum of this one and that in Φ, which XLA does not get.
    const sign = writer.compiled ? -1 : 1;
    const square = writer.float("Square", [x!]);
    const density = writer.float("Exp", [writer.float("Mul", [square, writer.scalar(-0.5)])]);
    const factor = writer.scalar(sign / Math.sqrt(2 * Math.PI));
    const rest = writer.float("Mul", [x!, writer.float("Mul", [density, factor])]);
    const slope = writer.float(sign === 1 ? "AddV2" : "Sub", [phi!, rest]);
    return [writer.float("Mul", [upstream!, slope])];
  },
  run({ tf }, [x, phi, upstream]) {
    const density = tf.mul(tf.exp(tf.mul(tf.square(x!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [tf.mul(upstream!, tf.add(phi!, tf.mul(x!, density)))];
  },
};

/** Gaussian error linear unit x·Φ(x) with the exact Φ (Hendrycks and Gimpel, arXiv 1606.08415). */
export function gelu(x: Value): Value {
  return x.node.builder.apply(geluOperation, [x], null)[0]!;
}

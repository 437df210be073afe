/** The loss of a classification: cross-entropy of softmax(logits) against class numbers. */
import type { GraphWriter } from "../graph_writer.ts";
import { describeShape } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";
import { requireFloat, requireType } from "./arguments.ts";
import { reshape } from "./arrange.ts";
import { multiply } from "./elementwise.ts";

/** Whether two lengths may be the same in a run. */
function agree(a: number, b: number): boolean {
  return a === b || a === -1 || b === -1;
}

/**
 * The same from several nodes, for a GPU: TensorFlow refuses its own there where results must be the
 * same each time.
 *
 * @param classes Their number, -1 where only the run knows it.
 */
function gpuGraph(writer: GraphWriter, logits: string, labels: string, classes: number): string[] {
  const int = { type: "int32" } as const;
  const count = classes === -1 ? writer.lengthOf(logits, 1) : writer.ints(classes);
  const logProbabilities = writer.float("LogSoftmax", [logits]);
  const column = writer.emit("ExpandDims", [labels, writer.ints(1)], { T: int, Tdim: int });
  const chosen = writer.emit("GatherV2", [logProbabilities, column, writer.ints(1)], {
    Tparams: { type: "float32" },
    Tindices: int,
    Taxis: int,
    batch_dims: { int: 1 },
  });
  const flat = writer.float("Reshape", [chosen, writer.ints([-1])], { Tshape: int });
  // A GPU takes 0 for the row of a label outside the classes: divided by another 0 it is no number.
  const last = writer.emit("Sub", [count, writer.ints(1)], { T: int });
  const atMost = writer.emit("Minimum", [labels, last], { T: int });
  const safe = writer.emit("Maximum", [atMost, writer.ints(0)], { T: int });
  const inside = writer.emit("Equal", [safe, labels], { T: int });
  const valid = writer.emit("Cast", [inside], {
    SrcT: { type: "bool" },
    DstT: { type: "float32" },
  });
  const loss = writer.float("RealDiv", [writer.float("Neg", [flat]), valid]);
  const target = writer.float("OneHot", [labels, count, writer.scalar(1), writer.scalar(0)], {
    TI: int,
    axis: { int: -1 },
  });
  return [loss, writer.float("Sub", [writer.float("Exp", [logProbabilities]), target])];
}

const crossEntropyOperation: Operation<null> = {
  name: "crossEntropy",
  // Results: the loss of each row, and its gradient softmax(logits) − onehot(label).
  auxiliaryResults: true,
  types([logits, labels]) {
    requireFloat("crossEntropy", [logits!]);
    requireType("crossEntropy", "int32", [labels!]);
    const fits = logits!.shape.length === 2 && labels!.shape.length === 1;
    if (!fits || !agree(logits!.shape[0]!, labels!.shape[0]!)) {
      throw new RangeError(
        `crossEntropy needs logits [n, classes] and labels [n]: got ` +
          `${describeShape(logits!.shape)} and ${describeShape(labels!.shape)}.`,
      );
    }
    return [
      { shape: [logits!.shape[0]!], dtype: "float32" },
      { shape: logits!.shape, dtype: "float32" },
    ];
  },
  gradient: ({ values }, [upstream]) => [
    multiply(values[1]!, reshape(upstream!, [values[0]!.shape[0]!, 1])),
    undefined,
  ],
  graph(writer, inputs, { inputs: [logits] }) {
    if (writer.gpu) return gpuGraph(writer, inputs[0]!, inputs[1]!, logits!.shape[1]!);
    const name = writer.float("SparseSoftmaxCrossEntropyWithLogits", inputs, {
      Tlabels: { type: "int32" },
    });
    return [name, `${name}:1`];
  },
  run({ tf }, [logits, labels]) {
    const [rows, classes] = logits!.shape as [number, number];
    if (rows !== labels!.size) {
      throw new RangeError(`crossEntropy was given ${rows} rows and ${labels!.size} labels.`);
    }
    const logProbabilities = tf.logSoftmax(logits!);
    // Some back ends write outside the tensor for a label outside the classes. Not clipByValue: the
    // wasm back end takes integers' bits for those of float32.
    const last = tf.scalar(classes - 1, "int32");
    const safe = tf.maximum(tf.minimum(labels!, last), tf.scalar(0, "int32"));
    // Cast afterwards: asked for float32, the wasm back end writes the bits of integers.
    const target = tf.cast(tf.oneHot(safe, classes), "float32");
    const loss = tf.neg(tf.sum(tf.mul(logProbabilities, target), -1));
    const valid = tf.cast(tf.equal(safe, labels!), "float32");
    return [tf.div(loss, valid), tf.sub(tf.exp(logProbabilities), target)];
  },
};

/**
 * −ln softmax(logits)[label] for each row.
 *
 * @param logits `[n, classes]`.
 * @param labels `[n]`, int32, each from 0 to classes − 1. With another, the run ends in an error or
 * the row's loss is not finite, as the back end has it.
 * @returns `[n]`.
 */
export function crossEntropy(logits: Value, labels: Value): Value {
  return logits.node.builder.apply(crossEntropyOperation, [logits, labels], null)[0]!;
}

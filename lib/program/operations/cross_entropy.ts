/** The loss of a classification: cross-entropy of softmax(logits) against class numbers. */
import { describeShape, type Operation, type Value } from "../types.ts";
import { multiply } from "./elementwise.ts";
import { reshape } from "./arrange.ts";

const crossEntropyOperation: Operation<null> = {
  name: "crossEntropy",
  // Results: the loss of each row, and its gradient softmax(logits) − onehot(label).
  types([logits, labels]) {
    if (logits!.shape.length !== 2 || labels!.shape.length !== 1 || labels!.dtype !== "int32") {
      throw new RangeError(
        `crossEntropy needs logits [n, classes] and int32 labels [n]: got ` +
          `${describeShape(logits!.shape)} and ${labels!.dtype} ${describeShape(labels!.shape)}.`,
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
  graph(writer, inputs) {
    const name = writer.float("SparseSoftmaxCrossEntropyWithLogits", inputs, {
      Tlabels: { type: "int32" },
    });
    return [name, `${name}:1`];
  },
  run({ tf }, [logits, labels]) {
    const logProbabilities = tf.logSoftmax(logits!);
    const target = tf.oneHot(labels!, logits!.shape[1]!, 1, 0, "float32");
    const loss = tf.neg(tf.sum(tf.mul(logProbabilities, target), -1));
    return [loss, tf.sub(tf.exp(logProbabilities), target)];
  },
};

/**
 * −ln softmax(logits)[label] for each row.
 *
 * @param logits `[n, classes]`.
 * @param labels `[n]`, int32, each from 0 to classes − 1.
 * @returns `[n]`.
 */
export function crossEntropy(logits: Value, labels: Value): Value {
  return logits.node.builder.apply(crossEntropyOperation, [logits, labels], null)[0]!;
}

/** The loss of a classification: cross-entropy of softmax(logits) against class numbers. */
import { describeShape, type Operation, type Value } from "../types.ts";
import { requireFloat, requireType } from "./arguments.ts";
import { reshape } from "./arrange.ts";
import { multiply } from "./elementwise.ts";

const crossEntropyOperation: Operation<null> = {
  name: "crossEntropy",
  // Results: the loss of each row, and its gradient softmax(logits) − onehot(label).
  auxiliaryResults: true,
  types([logits, labels]) {
    requireFloat("crossEntropy", [logits!]);
    requireType("crossEntropy", "int32", [labels!]);
    if (logits!.shape.length !== 2 || labels!.shape.length !== 1) {
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
  graph(writer, inputs) {
    const name = writer.float("SparseSoftmaxCrossEntropyWithLogits", inputs, {
      Tlabels: { type: "int32" },
    });
    return [name, `${name}:1`];
  },
  run({ tf }, [logits, labels]) {
    const classes = logits!.shape[1]!;
    const logProbabilities = tf.logSoftmax(logits!);
    // Some back ends write outside the tensor for a label outside the classes.
    const safe = tf.clipByValue(labels!, 0, classes - 1);
    // Cast afterwards: asked for float32, the wasm back end writes the bits of integers.
    const target = tf.cast(tf.oneHot(safe, classes), "float32");
    const loss = tf.neg(tf.sum(tf.mul(logProbabilities, target), -1));
    return [
      tf.where(tf.equal(safe, labels!), loss, NaN),
      tf.sub(tf.exp(logProbabilities), target),
    ];
  },
};

/**
 * −ln softmax(logits)[label] for each row.
 *
 * @param logits `[n, classes]`.
 * @param labels `[n]`, int32, each from 0 to classes − 1; with another the run ends in an error or
 * the row's loss is NaN, as the back end has it.
 * @returns `[n]`.
 */
export function crossEntropy(logits: Value, labels: Value): Value {
  return logits.node.builder.apply(crossEntropyOperation, [logits, labels], null)[0]!;
}

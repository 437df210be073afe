/** Layer normalisation and softmax, with gradient rules of their own. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { GraphWriter } from "../graph_writer.ts";
import { describeShape } from "../tensor.ts";
import type { Operation, Tf, Value } from "../types.ts";
import { requireFloat, requireRank } from "./arguments.ts";
import { multiply } from "./elementwise.ts";
import { sum } from "./reduce.ts";

/** The mean over the last dimension, kept with length 1. */
function graphRowMean(writer: GraphWriter, x: string): string {
  return writer.float("Mean", [x, writer.ints([-1])], {
    Tidx: { type: "int32" },
    keep_dims: { bool: true },
  });
}

function rowMean(tf: Tf, x: Tensor): Tensor {
  return tf.mean(x, -1, true);
}

const layerNormOperation: Operation<number> = {
  name: "layerNorm",
  // Results: the output, the normalised input and 1/deviation; the gradient needs the last two.
  auxiliaryResults: true,
  types([x, weight, bias]) {
    requireFloat("layerNorm", [x!, weight!, bias!]);
    const { shape } = x!;
    for (const parameter of [weight!, bias!]) {
      if (parameter.shape.length !== 1 || parameter.shape[0] !== shape.at(-1)) {
        throw new RangeError(
          `layerNorm's weight and bias must be as long as the last dimension of ` +
            `${describeShape(shape)}: got ${describeShape(parameter.shape)}.`,
        );
      }
    }
    return [
      { shape, dtype: "float32" },
      { shape, dtype: "float32" },
      { shape: [...shape.slice(0, -1), 1], dtype: "float32" },
    ];
  },
  gradient(node, [upstream]) {
    const [, weight] = node.inputs;
    const [, normalised, inverse] = node.values;
    const rows = upstream!.shape.slice(0, -1).map((_, i) => i);
    const [forX] = node.builder.apply(
      layerNormGradientOperation,
      [upstream!, weight!, normalised!, inverse!],
      null,
    );
    return [forX, sum(multiply(upstream!, normalised!), rows), sum(upstream!, rows)];
  },
  graph(writer, [x, weight, bias], { attributes: epsilon }) {
    // From x, its mean and deviation, which cross: x lies in memory anyway between the kernels that
    // take the mean and those that need it.
    const centred = writer.repeats.add(
      [x!, graphRowMean(writer, x!)],
      (inputs) => writer.float("Sub", inputs),
    );
    const variance = graphRowMean(writer, writer.float("Square", [centred]));
    const inverse = writer.float("Rsqrt", [
      writer.float("AddV2", [variance, writer.scalar(epsilon)]),
    ]);
    const normalised = writer.repeats.add(
      [centred, inverse],
      (inputs) => writer.float("Mul", inputs),
    );
    const scaled = writer.float("Mul", [normalised, weight!]);
    return [writer.float("AddV2", [scaled, bias!]), normalised, inverse];
  },
  onnx: (writer, inputs, { attributes: epsilon }) => [
    writer.emit("LayerNormalization", inputs, { axis: { int: -1 }, epsilon: { float: epsilon } }),
  ],
  run({ tf }, [x, weight, bias], epsilon) {
    const centred = tf.sub(x!, rowMean(tf, x!));
    const inverse = tf.rsqrt(tf.add(rowMean(tf, tf.square(centred)), epsilon));
    const normalised = tf.mul(centred, inverse);
    return [tf.add(tf.mul(normalised, weight!), bias!), normalised, inverse];
  },
};

/** With g = upstream · weight: (g − mean(g) − x̂ · mean(g · x̂)) ÷ deviation. */
const layerNormGradientOperation: Operation<null> = {
  name: "layerNormGradient",
  types: ([upstream]) => [{ shape: upstream!.shape, dtype: "float32" }],
  graph(writer, [upstream, weight, normalised, inverse]) {
    const g = writer.float("Mul", [upstream!, weight!]);
    const slope = graphRowMean(writer, writer.float("Mul", [g, normalised!]));
    const centred = writer.float("Sub", [g, graphRowMean(writer, g)]);
    const rest = writer.float("Sub", [centred, writer.float("Mul", [normalised!, slope])]);
    return [writer.float("Mul", [rest, inverse!])];
  },
  run({ tf }, [upstream, weight, normalised, inverse]) {
    const g = tf.mul(upstream!, weight!);
    const slope = rowMean(tf, tf.mul(g, normalised!));
    const centred = tf.sub(g, rowMean(tf, g));
    return [tf.mul(tf.sub(centred, tf.mul(normalised!, slope)), inverse!)];
  },
};

/**
 * Layer normalisation over the last dimension (Ba, Kiros and Hinton, arXiv 1607.06450):
 * (x − mean) ÷ √(variance + ε) · weight + bias.
 *
 * @param weight `[n]`, for an `x` of shape `[…, n]`; the bias too.
 * @throws {RangeError} If the weight or the bias does not fit.
 */
export function layerNorm(x: Value, weight: Value, bias: Value, epsilon: number): Value {
  return x.node.builder.apply(layerNormOperation, [x, weight, bias], epsilon)[0]!;
}

/** How a softmax is made. */
export interface SoftmaxOptions {
  /**
   * Whether the result is rounded where `kept` rounds. Its gradient then goes by what was rounded.
   * @default {false}
   */
  kept?: boolean;
}

const softmaxOperation: Operation<Required<SoftmaxOptions>> = {
  name: "softmax",
  types([x]) {
    requireFloat("softmax", [x!]);
    requireRank("softmax", 1, x!);
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  gradient: (node, [upstream]) =>
    node.builder.apply(softmaxGradientOperation, [node.values[0]!, upstream!], null),
  graph(writer, inputs, { attributes: { kept } }) {
    const result = writer.float("Softmax", inputs);
    return [kept ? writer.short.kept(result) : result];
  },
  onnx: (writer, inputs) => [writer.emit("Softmax", inputs, { axis: { int: -1 } })],
  run: ({ tf }, [x]) => [tf.softmax(x!)],
};

/** With y = softmax(x): (upstream − Σ upstream · y) · y. */
const softmaxGradientOperation: Operation<null> = {
  name: "softmaxGradient",
  types: ([y]) => [{ shape: y!.shape, dtype: "float32" }],
  graph(writer, [y, upstream]) {
    const product = writer.float("Mul", [y!, upstream!]);
    const total = writer.float("Sum", [product, writer.ints([-1])], {
      Tidx: { type: "int32" },
      keep_dims: { bool: true },
    });
    return [writer.float("Mul", [writer.float("Sub", [upstream!, total]), y!])];
  },
  run: ({ tf }, [y, upstream]) => [
    tf.mul(tf.sub(upstream!, tf.sum(tf.mul(y!, upstream!), -1, true)), y!),
  ],
};

/** Exponentials over the last dimension, divided by their sum. */
export function softmax(x: Value, { kept = false }: SoftmaxOptions = {}): Value {
  return x.node.builder.apply(softmaxOperation, [x], { kept })[0]!;
}

/** Operations that reduce a tensor to fewer elements. */
import type { Operation, Shape, Value } from "../types.ts";

/** The shape after a reduction, the reduced dimensions being dropped or kept with length 1. */
function reducedShape(shape: Shape, axes: readonly number[], keep = false): Shape {
  return shape.flatMap((length, i) => axes.includes(i) ? (keep ? [1] : []) : [length]);
}

const sumOperation: Operation<readonly number[]> = {
  name: "sum",
  types: ([x], axes) => [{ shape: reducedShape(x!.shape, axes), dtype: "float32" }],
  gradient: ({ inputs, attributes }, [upstream]) => [spread(upstream!, inputs[0]!, attributes)],
  graph: (writer, [x], { attributes: axes, inputs }) => {
    const rank = inputs[0]!.shape.length;
    // TensorFlow's fastest column sum is the gradient of its bias addition.
    if (rank > 1 && axes.length === rank - 1 && !axes.includes(rank - 1)) {
      return [writer.float("BiasAddGrad", [x!])];
    }
    return [writer.float("Sum", [x!, writer.ints(axes)], { Tidx: { type: "int32" } })];
  },
  run: ({ tf }, [x], axes) => [tf.sum(x!, [...axes])],
};

/** The sum over some dimensions (all unless told), which the result lacks. */
export function sum(x: Value, axes: readonly number[] = x.shape.map((_, i) => i)): Value {
  return x.node.builder.apply(sumOperation, [x], axes)[0]!;
}

const spreadOperation: Operation<readonly number[]> = {
  name: "spread",
  types: ([, like]) => [{ shape: like!.shape, dtype: "float32" }],
  graph(writer, [x, like], { attributes: axes, inputs: [value] }) {
    const target = writer.shapeOf(like!);
    // Missing leading dimensions are broadcast as they are; others are first put back as 1.
    let source = x!;
    if (axes.some((axis, i) => axis !== i) && value!.shape.length > 0) {
      for (const axis of [...axes].sort((a, b) => a - b)) {
        source = writer.float("ExpandDims", [source, writer.ints(axis)], {
          Tdim: { type: "int32" },
        });
      }
    }
    return [writer.float("BroadcastTo", [source, target], { Tidx: { type: "int32" } })];
  },
  run({ tf }, [x, like], axes) {
    const shape = like!.shape.map((length, i) => axes.includes(i) ? 1 : length);
    return [tf.broadcastTo(tf.reshape(x!, shape), like!.shape)];
  },
};

/** Repeats `x` along `axes` to the shape of `like`: the reverse of a sum. */
export function spread(x: Value, like: Value, axes: readonly number[]): Value {
  return x.node.builder.apply(spreadOperation, [x, like], axes)[0]!;
}

const meanOperation: Operation<null> = {
  name: "mean",
  types: () => [{ shape: [], dtype: "float32" }],
  gradient: (node, [upstream]) =>
    node.builder.apply(
      meanGradientOperation,
      [upstream!, node.inputs[0]!],
      null,
    ),
  graph: (writer, [x], { inputs }) => [
    writer.float("Mean", [x!, writer.ints(inputs[0]!.shape.map((_, i) => i))], {
      Tidx: { type: "int32" },
    }),
  ],
  run: ({ tf }, [x]) => [tf.mean(x!)],
};

const meanGradientOperation: Operation<null> = {
  name: "meanGradient",
  types: ([, like]) => [{ shape: like!.shape, dtype: "float32" }],
  graph(writer, [upstream, like]) {
    const size = writer.emit("Size", [like!], {
      T: { type: "float32" },
      out_type: { type: "int32" },
    });
    const count = writer.emit("Cast", [size], {
      SrcT: { type: "int32" },
      DstT: { type: "float32" },
    });
    const share = writer.float("RealDiv", [upstream!, count]);
    return [
      writer.float("BroadcastTo", [share, writer.shapeOf(like!)], { Tidx: { type: "int32" } }),
    ];
  },
  run: ({ tf }, [upstream, like]) => [
    tf.broadcastTo(tf.div(upstream!, like!.size), like!.shape),
  ],
};

/** The mean of all elements: NaN where there are none. */
export function mean(x: Value): Value {
  return x.node.builder.apply(meanOperation, [x], null)[0]!;
}

const argMaxOperation: Operation<null> = {
  name: "argMax",
  types: ([x]) => [{ shape: x!.shape.slice(0, -1), dtype: "int32" }],
  graph: (writer, [x], { inputs }) => [
    writer.float("ArgMax", [x!, writer.ints(inputs[0]!.shape.length - 1)], {
      Tidx: { type: "int32" },
      output_type: { type: "int32" },
    }),
  ],
  run: ({ tf }, [x]) => [tf.argMax(x!, -1)],
};

/** The index of the largest element along the last dimension. */
export function argMax(x: Value): Value {
  return x.node.builder.apply(argMaxOperation, [x], null)[0]!;
}

const addAllOperation: Operation<null> = {
  name: "addAll",
  types: ([x]) => [{ shape: x!.shape, dtype: "float32" }],
  gradient: ({ inputs }, [upstream]) => inputs.map(() => upstream),
  graph: (writer, inputs) => [writer.float("AddN", inputs, { N: { int: inputs.length } })],
  run: ({ tf }, inputs) => [tf.addN([...inputs])],
};

/** The sum of several tensors of one shape. */
export function addAll(values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!;
  return values[0]!.node.builder.apply(addAllOperation, values, null)[0]!;
}

const halfSquareSumOperation: Operation<null> = {
  name: "halfSquareSum",
  types: () => [{ shape: [], dtype: "float32" }],
  graph: (writer, inputs) => [writer.float("L2Loss", inputs)],
  run: ({ tf }, [x]) => [tf.mul(tf.sum(tf.square(x!)), 0.5)],
};

/** Half the sum of squares of all elements. Has no gradient: it measures gradients. */
export function halfSquareSum(x: Value): Value {
  return x.node.builder.apply(halfSquareSumOperation, [x], null)[0]!;
}

/** Operations that reduce a tensor to fewer elements. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { GraphType } from "../graph_attribute.ts";
import type { GraphWriter } from "../graph_writer.ts";
import { describeShape, sameShape, type Shape, sizeOf } from "../tensor.ts";
import type { Operation, Tf, Value } from "../types.ts";
import { requireAxes, requireFloat, requireRank } from "./arguments.ts";

/** The shape without some dimensions. */
function withoutAxes(shape: Shape, axes: readonly number[]): Shape {
  return shape.filter((_, axis) => !axes.includes(axis));
}

const sumOperation: Operation<readonly number[]> = {
  name: "sum",
  types([x], axes) {
    requireFloat("sum", [x!]);
    requireAxes("sum", axes, x!.shape);
    return [{ shape: withoutAxes(x!.shape, axes), dtype: "float32" }];
  },
  gradient: ({ inputs, attributes }, [upstream]) => [spread(upstream!, inputs[0]!, attributes)],
  graph: (writer, [x], { attributes: axes, inputs }) => {
    const rank = inputs[0]!.shape.length;
    // TensorFlow's fastest column sum is the gradient of its bias addition.
    if (rank > 1 && axes.length === rank - 1 && !axes.includes(rank - 1)) {
      return [writer.float("BiasAddGrad", [x!])];
    }
    return [writer.float("Sum", [x!, writer.ints(axes)], { Tidx: { type: "int32" } })];
  },
  onnx: (writer, [x], { attributes: axes }) => [
    axes.length === 0
      ? x!
      : writer.emit("ReduceSum", [x!, writer.lengths(axes)], { keepdims: { int: 0 } }),
  ],
  // What some back ends give for the sum of nothing is whatever the memory held.
  run: ({ tf }, [x], axes) => [
    x!.size === 0 ? tf.zeros([...withoutAxes(x!.shape, axes)]) : tf.sum(x!, [...axes]),
  ],
};

/**
 * The sum over some dimensions (all unless told), which the result lacks.
 *
 * @throws {RangeError} If `x` has no such dimensions.
 */
export function sum(x: Value, axes: readonly number[] = x.shape.map((_, i) => i)): Value {
  return x.node.builder.apply(sumOperation, [x], axes)[0]!;
}

const spreadOperation: Operation<readonly number[]> = {
  name: "spread",
  types([x, like], axes) {
    requireFloat("spread", [x!]);
    requireAxes("spread", axes, like!.shape);
    if (!sameShape(x!.shape, withoutAxes(like!.shape, axes))) {
      throw new RangeError(
        `Cannot spread ${describeShape(x!.shape)} along the dimensions [${axes.join(", ")}] of ` +
          `${describeShape(like!.shape)}.`,
      );
    }
    return [{ shape: like!.shape, dtype: "float32" }];
  },
  gradient: ({ attributes }, [upstream]) => [sum(upstream!, attributes), undefined],
  graph(writer, [x, like], { attributes: axes, inputs: [value, shaped] }) {
    const target = writer.shapeOf(like!, shaped!.dtype as GraphType);
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
  onnx(writer, [x, like], { attributes: axes }) {
    const source = axes.length === 0 ? x! : writer.emit("Unsqueeze", [x!, writer.lengths(axes)]);
    return [writer.emit("Expand", [source, writer.emit("Shape", [like!])])];
  },
  run({ tf }, [x, like], axes) {
    const shape = like!.shape.map((length, i) => axes.includes(i) ? 1 : length);
    return [broadcastTo(tf, tf.reshape(x!, shape), like!.shape)];
  },
};

/** TensorFlow.js' broadcastTo leaves a tensor as it is where it should repeat it zero times. */
function broadcastTo(tf: Tf, x: Tensor, shape: number[]): Tensor {
  return sizeOf(shape) === 0 ? tf.zeros(shape) : tf.broadcastTo(x, shape);
}

/**
 * Repeats `x` along `axes` to the shape of `like`: the reverse of a sum over these dimensions.
 *
 * @throws {RangeError} If the shape of `x` is not that of `like` without these dimensions.
 */
export function spread(x: Value, like: Value, axes: readonly number[]): Value {
  return x.node.builder.apply(spreadOperation, [x, like], axes)[0]!;
}

const meanOperation: Operation<null> = {
  name: "mean",
  types([x]) {
    requireFloat("mean", [x!]);
    return [{ shape: [], dtype: "float32" }];
  },
  gradient: ({ builder, inputs }, [upstream]) =>
    builder.apply(meanGradientOperation, [upstream!, inputs[0]!], null),
  graph: (writer, [x], { inputs }) => [
    writer.float("Mean", [x!, writer.ints(inputs[0]!.shape.map((_, i) => i))], {
      Tidx: { type: "int32" },
    }),
  ],
  onnx: (writer, inputs) => [writer.emit("ReduceMean", inputs, { keepdims: { int: 0 } })],
  run: ({ tf }, [x]) => [x!.size === 0 ? tf.scalar(NaN) : tf.mean(x!)],
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
    broadcastTo(tf, tf.div(upstream!, like!.size), like!.shape),
  ],
};

/** The mean of all elements: NaN where there are none. */
export function mean(x: Value): Value {
  return x.node.builder.apply(meanOperation, [x], null)[0]!;
}

/** Up to here float32 holds every whole number. */
const MOST_PLACES = 2 ** 24;

/**
 * The same from several nodes, for a GPU: TensorFlow has one thread there look through all of a row, which
 * took 6.4 ms of a step of base size on an H200. These take a twentieth of that.
 *
 * @param count The length of the last dimension.
 */
function gpuArgMax(writer: GraphWriter, x: string, count: number): string {
  const last = [writer.ints([-1])] as const;
  const most = writer.float("Max", [x, ...last], {
    Tidx: { type: "int32" },
    keep_dims: { bool: true },
  });
  const isMost = writer.emit("Cast", [writer.float("Equal", [x, most])], {
    SrcT: { type: "bool" },
    DstT: { type: "float32" },
  });
  // From the end: of equal ones the first is furthest from it. A row without a largest number, as it has
  // a NaN, gets the last place, not one outside.
  const fromEnd = Float32Array.from({ length: count }, (_, i) => count - i);
  const places = writer.float("Mul", [isMost, writer.constant({ shape: [count], data: fromEnd })]);
  const first = writer.float("Max", [places, ...last], { Tidx: { type: "int32" } });
  const place = writer.float("Sub", [writer.scalar(count), first]);
  const inside = writer.float("Minimum", [place, writer.scalar(count - 1)]);
  return writer.emit("Cast", [inside], { SrcT: { type: "float32" }, DstT: { type: "int32" } });
}

const argMaxOperation: Operation<number | null> = {
  name: "argMax",
  types([x], among) {
    requireFloat("argMax", [x!]);
    requireRank("argMax", 1, x!);
    const length = x!.shape.at(-1)!;
    if (among !== null && !(Number.isInteger(among) && among >= 1 && among <= length)) {
      throw new RangeError(`Cannot choose among ${among} elements of ${length}.`);
    }
    return [{ shape: x!.shape.slice(0, -1), dtype: "int32" }];
  },
  graph(writer, [x], { inputs, attributes: among }) {
    const before = inputs[0]!.shape.slice(0, -1);
    const begin = () => writer.ints([...before.map(() => 0), 0]);
    const looked = among === null ? x! : writer.float(
      "Slice",
      [x!, begin(), writer.ints([...before, among])],
      { Index: { type: "int32" } },
    );
    const count = among ?? inputs[0]!.shape.at(-1)!;
    if (writer.gpu && count >= 1 && count <= MOST_PLACES) {
      return [gpuArgMax(writer, looked, count)];
    }
    return [
      writer.float("ArgMax", [looked, writer.ints(before.length)], {
        Tidx: { type: "int32" },
        output_type: { type: "int32" },
      }),
    ];
  },
  onnx(writer, [x], { attributes: among }) {
    const axis = -1;
    const looked = among === null ? x! : writer.emit(
      "Slice",
      [x!, ...[0, among, axis].map((value) => writer.lengths([value]))],
    );
    const index = writer.emit("ArgMax", [looked], { axis: { int: axis }, keepdims: { int: 0 } });
    return [writer.cast(index, "int32")];
  },
  run({ tf }, [x], among) {
    if (among === null) return [tf.argMax(x!, -1)];
    const before = x!.shape.slice(0, -1);
    const looked = tf.slice(x!, 0, [...before, among]);
    return [tf.argMax(looked, -1)];
  },
};

/**
 * The index of the largest element along the last dimension, the first of equal ones. int32.
 *
 * @param among How many elements are looked at, from the first; all of them unless told.
 */
export function argMax(x: Value, among: number | null = null): Value {
  const attribute = among === x.shape.at(-1) ? null : among;
  return x.node.builder.apply(argMaxOperation, [x], attribute)[0]!;
}

const addAllOperation: Operation<null> = {
  name: "addAll",
  types(inputs) {
    requireFloat("addAll", inputs);
    const { shape } = inputs[0]!;
    for (const input of inputs) {
      if (!sameShape(input.shape, shape)) {
        throw new RangeError(
          `addAll needs one shape: got ${describeShape(shape)} and ${describeShape(input.shape)}.`,
        );
      }
    }
    return [{ shape, dtype: "float32" }];
  },
  gradient: ({ inputs }, [upstream]) => inputs.map(() => upstream),
  graph: (writer, inputs) => {
    if (inputs.length === 2) return [writer.float("AddV2", inputs)];
    // Not AddN: of one with many inputs TensorFlow's optimiser makes additions in the order in which
    // they are ready, so that the last bits of the gradients' norm vary from run to run.
    const stacked = writer.float("Pack", inputs, {
      N: { int: inputs.length },
      axis: { int: 0 },
    });
    return [writer.float("Sum", [stacked, writer.ints([0])], { Tidx: { type: "int32" } })];
  },
  onnx: (writer, inputs) => [writer.emit("Sum", inputs)],
  // Not tf.addN: beyond eight inputs the WebGPU back end gives zeros without a word.
  run: ({ tf }, inputs) => [inputs.reduce((sum, input) => tf.add(sum, input))],
};

/**
 * The sum of one or more tensors of one shape.
 *
 * @throws {RangeError} If there are none, or they differ in shape.
 */
export function addAll(values: readonly Value[]): Value {
  const [first] = values;
  if (first === undefined) throw new RangeError("addAll needs at least one value.");
  if (values.length === 1) return first;
  return first.node.builder.apply(addAllOperation, values, null)[0]!;
}

const halfSquareSumOperation: Operation<null> = {
  name: "halfSquareSum",
  types([x]) {
    requireFloat("halfSquareSum", [x!]);
    return [{ shape: [], dtype: "float32" }];
  },
  graph: (writer, inputs) => [writer.float("L2Loss", inputs)],
  run: ({ tf }, [x]) => [
    x!.size === 0 ? tf.scalar(0) : tf.mul(tf.sum(tf.square(x!)), 0.5),
  ],
};

/** Half the sum of squares of all elements. Has no gradient: it measures gradients. */
export function halfSquareSum(x: Value): Value {
  return x.node.builder.apply(halfSquareSumOperation, [x], null)[0]!;
}

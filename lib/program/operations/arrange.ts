/** Operations that only move elements. */
import { describeShape, type Operation, type Shape, sizeOf, type Value } from "../types.ts";

function openDimensions(shape: Shape): number {
  return shape.filter((length) => length === -1).length;
}

const reshapeOperation: Operation<Shape> = {
  name: "reshape",
  types([x], shape) {
    const problem = `Cannot reshape ${describeShape(x!.shape)} to ${describeShape(shape)}.`;
    if (openDimensions(shape) > 1) throw new RangeError(`${problem} Only one length can be open.`);
    if (openDimensions(shape) + openDimensions(x!.shape) === 0) {
      if (sizeOf(shape) !== sizeOf(x!.shape)) throw new RangeError(problem);
    }
    return [{ shape, dtype: x!.dtype }];
  },
  gradient: ({ inputs }, [upstream]) => [reshape(upstream!, inputs[0]!.shape)],
  graph: (writer, [x], { attributes, inputs }) => [
    writer.emit("Reshape", [x!, writer.ints(attributes)], {
      T: { type: inputs[0]!.dtype === "int32" ? "int32" : "float32" },
      Tshape: { type: "int32" },
    }),
  ],
  run: ({ tf }, [x], shape) => [tf.reshape(x!, [...shape])],
};

/** The same elements in another shape, of which one length may be open (-1). */
export function reshape(x: Value, shape: Shape): Value {
  return x.node.builder.apply(reshapeOperation, [x], shape)[0]!;
}

const transposeOperation: Operation<readonly number[]> = {
  name: "transpose",
  types: ([x], order) => [{ shape: order.map((axis) => x!.shape[axis]!), dtype: "float32" }],
  gradient: ({ attributes }, [upstream]) => [
    transpose(upstream!, attributes.map((_, axis) => attributes.indexOf(axis))),
  ],
  graph: (writer, [x], { attributes }) => [
    writer.float("Transpose", [x!, writer.ints(attributes)], { Tperm: { type: "int32" } }),
  ],
  run: ({ tf }, [x], order) => [tf.transpose(x!, [...order])],
};

/** Reorders the dimensions: dimension `i` of the result is dimension `order[i]` of `x`. */
export function transpose(x: Value, order: readonly number[]): Value {
  return x.node.builder.apply(transposeOperation, [x], order)[0]!;
}

const unstackOperation: Operation<null> = {
  name: "unstack",
  types: ([x]) =>
    Array.from({ length: x!.shape[0]! }, () => ({
      shape: x!.shape.slice(1),
      dtype: "float32" as const,
    })),
  gradient(node, upstream) {
    if (upstream.includes(undefined)) {
      throw new RangeError("The gradient of unstack needs that of each part.");
    }
    return node.builder.apply(stackOperation, upstream as Value[], null);
  },
  graph(writer, [x], { inputs }) {
    const count = inputs[0]!.shape[0]!;
    const name = writer.float("Unpack", [x!], { num: { int: count }, axis: { int: 0 } });
    return Array.from({ length: count }, (_, i) => `${name}:${i}`);
  },
  run: ({ tf }, [x]) => tf.unstack(x!, 0),
};

const stackOperation: Operation<null> = {
  name: "stack",
  types: (inputs) => [{ shape: [inputs.length, ...inputs[0]!.shape], dtype: "float32" }],
  gradient: (node, [upstream]) => node.builder.apply(unstackOperation, [upstream!], null),
  graph: (writer, inputs) => [
    writer.float("Pack", inputs, { N: { int: inputs.length }, axis: { int: 0 } }),
  ],
  run: ({ tf }, inputs) => [tf.stack([...inputs], 0)],
};

/** The parts of `x` along its first dimension, whose length must be known. */
export function unstack(x: Value): readonly Value[] {
  return x.node.builder.apply(unstackOperation, [x], null);
}

const firstRowOperation: Operation<null> = {
  name: "firstRow",
  types: ([x]) => [{ shape: x!.shape.slice(1), dtype: "float32" }],
  gradient: ({ inputs, builder }, [upstream]) =>
    builder.apply(firstRowGradientOperation, [upstream!], inputs[0]!.shape[0]!),
  graph: (writer, [x]) => [
    writer.emit("GatherV2", [x!, writer.ints(0), writer.ints(0)], {
      Tparams: { type: "float32" },
      Tindices: { type: "int32" },
      Taxis: { type: "int32" },
    }),
  ],
  run: ({ tf }, [x]) => [tf.reshape(tf.slice(x!, 0, 1), x!.shape.slice(1))],
};

const firstRowGradientOperation: Operation<number> = {
  name: "firstRowGradient",
  types: ([x], rows) => [{ shape: [rows, ...x!.shape], dtype: "float32" }],
  graph: (writer, [x], { attributes: rows, inputs }) => {
    const row = writer.float("ExpandDims", [x!, writer.ints(0)], { Tdim: { type: "int32" } });
    const padding = [[0, rows - 1], ...inputs[0]!.shape.map(() => [0, 0])];
    const tensor = { shape: [padding.length, 2], data: Int32Array.from(padding.flat()) };
    return [writer.float("Pad", [row, writer.constant(tensor)], { Tpaddings: { type: "int32" } })];
  },
  run: ({ tf }, [x], rows) => [
    tf.pad(tf.expandDims(x!, 0), [[0, rows - 1], ...x!.shape.map((): [number, number] => [0, 0])]),
  ],
};

/** Row 0 of a table `[rows, …]`, without that dimension. */
export function firstRow(x: Value): Value {
  return x.node.builder.apply(firstRowOperation, [x], null)[0]!;
}

const firstRowsOperation: Operation<number> = {
  name: "firstRows",
  types: ([x], rows) => {
    if (rows > x!.shape[0]!) {
      throw new RangeError(`Cannot take ${rows} rows of ${describeShape(x!.shape)}.`);
    }
    return [{ shape: [rows, ...x!.shape.slice(1)], dtype: "float32" }];
  },
  gradient: ({ inputs, attributes, builder }, [upstream]) =>
    builder.apply(padRowsOperation, [upstream!], inputs[0]!.shape[0]! - attributes),
  graph: (writer, [x], { attributes: rows, inputs }) => {
    const rest = inputs[0]!.shape.slice(1);
    return [
      writer.float(
        "Slice",
        [x!, writer.ints([0, ...rest.map(() => 0)]), writer.ints([rows, ...rest])],
        { Index: { type: "int32" } },
      ),
    ];
  },
  run: ({ tf }, [x], rows) => [tf.slice(x!, 0, rows)],
};

const padRowsOperation: Operation<number> = {
  name: "padRows",
  types: ([x], extra) => [{
    shape: [x!.shape[0]! + extra, ...x!.shape.slice(1)],
    dtype: "float32",
  }],
  graph: (writer, [x], { attributes: extra, inputs }) => {
    const padding = inputs[0]!.shape.map((_, i) => i === 0 ? [0, extra] : [0, 0]);
    const tensor = { shape: [padding.length, 2], data: Int32Array.from(padding.flat()) };
    return [writer.float("Pad", [x!, writer.constant(tensor)], { Tpaddings: { type: "int32" } })];
  },
  run: ({ tf }, [x], extra) => [
    tf.pad(x!, x!.shape.map((_, i): [number, number] => i === 0 ? [0, extra] : [0, 0])),
  ],
};

/** The first rows of a table `[more rows, …]`. */
export function firstRows(x: Value, rows: number): Value {
  return x.node.builder.apply(firstRowsOperation, [x], rows)[0]!;
}

/** Operations that only move elements. */
import { describeShape, type DType, type Shape, sizeOf } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";
import { requireAxes, requireFloat } from "./arguments.ts";

function openDimensions(shape: Shape): number {
  return shape.filter((length) => length === -1).length;
}

/** See `reshape`. */
export const reshapeOperation: Operation<Shape> = {
  name: "reshape",
  types([x], shape) {
    const problem = `Cannot reshape ${describeShape(x!.shape)} to ${describeShape(shape)}.`;
    if (!shape.every((length) => Number.isInteger(length) && length >= -1)) {
      throw new RangeError(problem);
    }
    if (openDimensions(shape) > 1) throw new RangeError(`${problem} Only one length can be open.`);
    if (openDimensions(shape) + openDimensions(x!.shape) === 0) {
      if (sizeOf(shape) !== sizeOf(x!.shape)) throw new RangeError(problem);
    }
    if (x!.dtype === "token") throw new RangeError("reshape cannot be given a token.");
    return [{ shape, dtype: x!.dtype }];
  },
  gradient: ({ inputs }, [upstream]) => [reshape(upstream!, inputs[0]!.shape)],
  graph(writer, [x], { attributes, inputs: [value] }) {
    const shape = writer.ints(attributes), Tshape = { type: "int32" } as const;
    if (value!.dtype === "float32") {
      return writer.short.moved("Reshape", [x!], { more: [shape], attributes: { Tshape } });
    }
    const T = { type: value!.dtype as Exclude<DType, "token"> };
    return [writer.emit("Reshape", [x!, shape], { T, Tshape })];
  },
  onnx: (writer, [x], { attributes }) => [
    writer.emit("Reshape", [x!, writer.lengths(attributes)]),
  ],
  run: ({ tf }, [x], shape) => [tf.reshape(x!, [...shape])],
};

/**
 * The same elements in another shape, of which one length may be open (-1).
 *
 * @throws {RangeError} If the shapes differ in their number of elements.
 */
export function reshape(x: Value, shape: Shape): Value {
  return x.node.builder.apply(reshapeOperation, [x], shape)[0]!;
}

const transposeOperation: Operation<readonly number[]> = {
  name: "transpose",
  types([x], order) {
    requireFloat("transpose", [x!]);
    requireAxes("transpose", order, x!.shape);
    if (order.length !== x!.shape.length) {
      throw new RangeError(
        `transpose needs the order of all dimensions of ${
          describeShape(x!.shape)
        }: got [${order}].`,
      );
    }
    return [{ shape: order.map((axis) => x!.shape[axis]!), dtype: "float32" }];
  },
  gradient: ({ attributes }, [upstream]) => [
    transpose(upstream!, attributes.map((_, axis) => attributes.indexOf(axis))),
  ],
  graph: (writer, [x], { attributes }) =>
    writer.short.moved("Transpose", [x!], {
      more: [writer.ints(attributes)],
      attributes: { Tperm: { type: "int32" } },
    }),
  onnx: (writer, inputs, { attributes }) => [
    writer.emit("Transpose", inputs, { perm: { ints: attributes } }),
  ],
  run: ({ tf }, [x], order) => [tf.transpose(x!, [...order])],
};

/**
 * Reorders the dimensions: dimension `i` of the result is dimension `order[i]` of `x`.
 *
 * @throws {RangeError} If `order` does not name each dimension of `x` once.
 */
export function transpose(x: Value, order: readonly number[]): Value {
  return x.node.builder.apply(transposeOperation, [x], order)[0]!;
}

const zerosLikeOperation: Operation<null> = {
  name: "zerosLike",
  detached: true,
  types: ([x]) => [{ shape: x!.shape, dtype: "float32" }],
  graph: (writer, inputs) => [writer.float("ZerosLike", inputs)],
  run: ({ tf }, [x]) => [tf.zerosLike(x!)],
};

const unstackOperation: Operation<null> = {
  name: "unstack",
  types([x]) {
    requireFloat("unstack", [x!]);
    const [count = 0, ...rest] = x!.shape;
    if (count < 1) {
      throw new RangeError(
        `unstack needs to know the number of parts: got ${describeShape(x!.shape)}.`,
      );
    }
    return Array.from({ length: count }, () => ({ shape: rest, dtype: "float32" as const }));
  },
  gradient({ builder, values }, upstream) {
    const parts = upstream.map((gradient, i) =>
      gradient ?? builder.apply(zerosLikeOperation, [values[i]!], null)[0]!
    );
    return builder.apply(stackOperation, parts, null);
  },
  graph: (writer, [x], { values: { length } }) =>
    writer.short.moved("Unpack", [x!], {
      count: length,
      attributes: { num: { int: length }, axis: { int: 0 } },
    }),
  onnx: (writer, [x], { values }) => values.map((_, i) => writer.rows(x!, writer.length(i))),
  run: ({ tf }, [x]) => tf.unstack(x!, 0),
};

const stackOperation: Operation<null> = {
  name: "stack",
  types: (inputs) => [{ shape: [inputs.length, ...inputs[0]!.shape], dtype: "float32" }],
  gradient: (node, [upstream]) => node.builder.apply(unstackOperation, [upstream!], null),
  graph: (writer, inputs) =>
    writer.short.moved("Pack", inputs, {
      attributes: { N: { int: inputs.length }, axis: { int: 0 } },
    }),
  run: ({ tf }, inputs) => [tf.stack([...inputs], 0)],
};

/**
 * The parts of `x` along its first dimension, without that dimension.
 *
 * @throws {RangeError} If the first dimension's length is open.
 */
export function unstack(x: Value): readonly Value[] {
  return x.node.builder.apply(unstackOperation, [x], null);
}

const firstRowsOperation: Operation<number> = {
  name: "firstRows",
  types([x], rows) {
    requireFloat("firstRows", [x!]);
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= (x!.shape[0] ?? 0))) {
      throw new RangeError(`Cannot take ${rows} rows of ${describeShape(x!.shape)}.`);
    }
    return [{ shape: [rows, ...x!.shape.slice(1)], dtype: "float32" }];
  },
  gradient: ({ inputs, attributes, builder }, [upstream]) =>
    builder.apply(padRowsOperation, [upstream!], inputs[0]!.shape[0]! - attributes),
  graph(writer, [x], { attributes: rows, inputs }) {
    const rest = inputs[0]!.shape.slice(1);
    const begin = writer.ints([0, ...rest.map(() => 0)]);
    // Slice takes all that is left where the length is -1, so open dimensions may stay open.
    const size = writer.ints([rows, ...rest]);
    return [writer.float("Slice", [x!, begin, size], { Index: { type: "int32" } })];
  },
  onnx: (writer, [x], { attributes: rows }) => [
    writer.emit("Slice", [x!, writer.lengths([0]), writer.lengths([rows]), writer.lengths([0])]),
  ],
  run: ({ tf }, [x], rows) => [tf.slice(x!, 0, rows)],
};

/** The gradient of `firstRows`: as many rows of zeros after `x` as the attribute says. */
const padRowsOperation: Operation<number> = {
  name: "padRows",
  types: ([x], extra) => [{
    shape: [x!.shape[0]! + extra, ...x!.shape.slice(1)],
    dtype: "float32",
  }],
  gradient: ({ inputs }, [upstream]) => [firstRows(upstream!, inputs[0]!.shape[0]!)],
  graph(writer, [x], { attributes: extra, inputs }) {
    const paddings = inputs[0]!.shape.map((_, i) => i === 0 ? [0, extra] : [0, 0]);
    const tensor = { shape: [paddings.length, 2], data: Int32Array.from(paddings.flat()) };
    return [writer.float("Pad", [x!, writer.constant(tensor)], { Tpaddings: { type: "int32" } })];
  },
  run: ({ tf }, [x], extra) => [
    tf.pad(x!, x!.shape.map((_, i): [number, number] => i === 0 ? [0, extra] : [0, 0])),
  ],
};

/**
 * The first rows of a table `[more rows, …]`.
 *
 * @throws {RangeError} If the table does not have that many.
 */
export function firstRows(x: Value, rows: number): Value {
  return x.node.builder.apply(firstRowsOperation, [x], rows)[0]!;
}

/**
 * Row 0 of a table `[rows, …]`, without that dimension.
 *
 * @throws {RangeError} If `x` is a scalar or has no rows.
 */
export function firstRow(x: Value): Value {
  return reshape(firstRows(x, 1), x.shape.slice(1));
}

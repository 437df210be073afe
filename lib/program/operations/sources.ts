/** Operations without inputs: what a run is given, what stays between runs, what never changes. */
import type { FeedType, Shape, TensorData } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";

/** What a placeholder is made with. */
export interface PlaceholderAttributes {
  /** By which runs feed it. */
  name: string;
  /** With −1 for a length that the run decides. */
  shape: Shape;
  /** Of its elements. */
  dtype: FeedType;
  /** Whether its open length is another one in almost every run. */
  varies: boolean;
}

/** A tensor given to each run. */
export const placeholderOperation: Operation<PlaceholderAttributes> = {
  name: "placeholder",
  uncompiled: true,
  types: (_, { shape, dtype }) => [{ shape, dtype }],
  graph: (writer, _, { attributes: { name, shape, dtype } }) => [
    writer.feeds.placeholder(name, shape, dtype),
  ],
  onnx: (writer, _, { attributes: { name, shape, dtype } }) => [writer.input(name, shape, dtype)],
  run({ feeds }, _, { name }) {
    const tensor = feeds.get(name);
    if (tensor === undefined) throw new RangeError(`The run was not given "${name}".`);
    return [tensor.clone()];
  },
};

/** The value a variable has when the run begins. */
export const variableOperation: Operation<{ name: string; shape: Shape }> = {
  name: "variable",
  uncompiled: true,
  types: (_, { shape }) => [{ shape, dtype: "float32" }],
  graph: (writer, _, { attributes: { name } }) => [writer.read(name)],
  onnx: (writer, _, { attributes: { name } }) => [writer.weight(name)],
  run({ variables }, _, { name }) {
    const tensor = variables.get(name);
    if (tensor === undefined) throw new RangeError(`Variable "${name}" has not been set.`);
    return [tensor.clone()];
  },
};

/** Whether a value is that of the variable of that name. */
export function isVariable({ node: { operation, attributes } }: Value, name: string): boolean {
  return operation === variableOperation && attributes.name === name;
}

/** A tensor fixed when the program is built. */
export const constantOperation: Operation<TensorData> = {
  name: "constant",
  uncompiled: true,
  types: (_, { shape, data }) => [
    { shape, dtype: data instanceof Float32Array ? "float32" : "int32" },
  ],
  graph: (writer, _, { attributes }) => [
    attributes.shape.length === 0 && attributes.data instanceof Float32Array
      ? writer.scalar(attributes.data[0]!)
      : writer.constant(attributes),
  ],
  onnx: (writer, _, { attributes }) => [writer.constant(attributes)],
  run: ({ tf }, _, { shape, data }) => [
    tf.tensor(data, [...shape], data instanceof Float32Array ? "float32" : "int32"),
  ],
};

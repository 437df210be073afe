/**
 * Rows whose number is another one in almost every run, among rows whose number is one of a few, for
 * which XLA compiles on a GPU. Elsewhere these operations do nothing.
 */
import { lengthened } from "../buckets.ts";
import type { Attribute } from "../graph_attribute.ts";
import type { GraphWriter } from "../graph_writer.ts";
import { describeShape } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";
import { requireRank, requireType } from "./arguments.ts";
import { type PlaceholderAttributes, placeholderOperation } from "./sources.ts";

const INT: Attribute = { type: "int32" };

/** Its result's length is one of a few. */
export const inBucketOperation: Operation<null> = {
  name: "inBucket",
  uncompiled: true,
  types([numbers]) {
    requireType("inBucket", "int32", [numbers!]);
    const { node: { operation }, shape } = numbers!;
    if (operation !== placeholderOperation || shape.length !== 1 || shape[0] !== -1) {
      throw new RangeError(
        `inBucket needs a placeholder [?]: got ${describeShape(shape)} of ${operation.name}.`,
      );
    }
    return [{ shape, dtype: "int32" }];
  },
  graph(writer, [numbers], node) {
    if (!writer.buckets) return [numbers!];
    const { name } = node.inputs[0]!.node.attributes as PlaceholderAttributes;
    return writer.feeds.vectors(node, name, ["bucket"], ({ data }) => [lengthened(data)]);
  },
  run: ({ tf }, [numbers]) => [tf.clone(numbers!)],
};

/** The rows of the first input that belong to the numbers of the second, which is as it was given. */
export const outOfBucketOperation: Operation<null> = {
  name: "outOfBucket",
  types([x, numbers]) {
    requireRank("outOfBucket", 1, x!);
    requireType("outOfBucket", "int32", [numbers!]);
    if (x!.shape[0] !== -1 || numbers!.shape.length !== 1) {
      throw new RangeError(
        `outOfBucket needs rows [?, …] and numbers [n]: got ${describeShape(x!.shape)} and ` +
          `${describeShape(numbers!.shape)}.`,
      );
    }
    return [{ shape: [numbers!.shape[0]!, ...x!.shape.slice(1)], dtype: x!.dtype }];
  },
  gradient: ({ inputs: [x, numbers], builder }, [upstream]) => [
    builder.apply(intoBucketOperation, [upstream!, x!, numbers!], null)[0],
    undefined,
  ],
  graph(writer, [x, numbers], { inputs: [value] }) {
    if (!writer.buckets) return [x!];
    if (value!.dtype === "float32") return [firstRows(writer, x!, numbers!, value!)];
    // int32 TensorFlow would have the processor cut, and fetch it from a GPU for that.
    const bits = writer.emit("Bitcast", [x!], { T: INT, type: { type: "float32" } });
    const rows = firstRows(writer, bits, numbers!, value!);
    return [writer.emit("Bitcast", [rows], { T: { type: "float32" }, type: INT })];
  },
  run: ({ tf }, [x]) => [tf.clone(x!)],
};

function firstRows(writer: GraphWriter, x: string, numbers: string, { shape }: Value): string {
  const begin = writer.ints(shape.map(() => 0));
  // Slice takes all that there is of a dimension where the length is -1.
  const size = joined(writer, [
    writer.shapeOf(numbers, "int32"),
    ...writeRest(writer, shape.length, -1),
  ]);
  return writer.float("Slice", [x, begin, size], { Index: INT });
}

/** What stands behind the first of so many numbers, if there are more. */
function writeRest(writer: GraphWriter, length: number, each: number): string[] {
  return length === 1 ? [] : [writer.ints(new Array(length - 1).fill(each))];
}

/** Vectors of whole numbers, one after the other. */
function joined(writer: GraphWriter, vectors: readonly string[]): string {
  if (vectors.length === 1) return vectors[0]!;
  return writer.emit("ConcatV2", [...vectors, writer.ints(0)], {
    N: { int: vectors.length },
    T: INT,
    Tidx: INT,
  });
}

/** The gradient of `outOfBucket`: zeros for the rows that belong to no number. */
export const intoBucketOperation: Operation<null> = {
  name: "intoBucket",
  sizedBy: 1,
  types: ([, like]) => [{ shape: like!.shape, dtype: "float32" }],
  gradient: ({ inputs: [, , numbers] }, [slope]) => [
    outOfBucket(slope!, numbers!),
    undefined,
    undefined,
  ],
  graph(writer, [upstream, like], { values: [value] }) {
    if (!writer.buckets) return [upstream!];
    const { length } = value!.shape;
    const rows = [writer.lengthOf(like!, 0), writer.lengthOf(upstream!, 0)];
    const extra = writer.emit("Sub", rows, { T: INT });
    // So many in front, and behind, of each dimension.
    const behind = writer.emit("Pack", [extra], { N: { int: 1 }, T: INT, axis: { int: 0 } });
    const rest = writeRest(writer, 2 * length - 1, 0);
    const flat = joined(writer, [writer.ints([0]), behind, ...rest]);
    const shaped = [flat, writer.ints([length, 2])];
    const paddings = writer.emit("Reshape", shaped, { T: INT, Tshape: INT });
    return [writer.float("Pad", [upstream!, paddings], { Tpaddings: INT })];
  },
  run: ({ tf }, [upstream]) => [tf.clone(upstream!)],
};

/**
 * Numbers that a run is given; where XLA compiles for a GPU, with some of them again at the end, up to
 * one of a few lengths. It compiles for that length what is computed of each number by itself, of
 * which {@linkcode outOfBucket} gives what belongs to those that were given. The others have no share
 * in what is made of that, nor in a gradient of it.
 *
 * @param numbers A placeholder `[n]`, int32. Of what is made of several, all must be given as many:
 * nothing but the bucket's length is compared.
 * @returns `[at least n]`.
 */
export function inBucket(numbers: Value): Value {
  return numbers.node.builder.apply(inBucketOperation, [numbers], null)[0]!;
}

/**
 * The rows that belong to the numbers that a run was given.
 *
 * @param x `[at least n, …]`, computed row by row of what {@linkcode inBucket} gave. float32 or int32.
 * @param numbers The placeholder `[n]`.
 * @returns `[n, …]`.
 */
export function outOfBucket(x: Value, numbers: Value): Value {
  return x.node.builder.apply(outOfBucketOperation, [x, numbers], null)[0]!;
}

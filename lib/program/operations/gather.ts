/** Looking rows up by number. */
import type { GraphWriter } from "../graph_writer.ts";
import { rowParts } from "../row_parts.ts";
import { describeShape } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";
import { requireFloat, requireType } from "./arguments.ts";
import { reshapeOperation } from "./arrange.ts";
import { type PlaceholderAttributes, placeholderOperation } from "./sources.ts";

/** How a look-up treats some rows. */
export interface GatherOptions {
  /**
   * A row that gets no gradient from the look-up, as PyTorch's `padding_idx`.
   * @default {undefined}
   */
  paddingIndex?: number;
}

const gatherOperation: Operation<GatherOptions> = {
  name: "gather",
  types([table, ids]) {
    requireFloat("gather", [table!]);
    requireType("gather", "int32", [ids!]);
    if (table!.shape.length !== 2 || ids!.shape.length !== 1) {
      throw new RangeError(
        `gather needs a table [rows, width] and row numbers [n]: got ` +
          `${describeShape(table!.shape)} and ${describeShape(ids!.shape)}.`,
      );
    }
    return [{ shape: [ids!.shape[0]!, table!.shape[1]!], dtype: "float32" }];
  },
  gradient: (node, [upstream]) => {
    const [table, ids] = node.inputs;
    return [
      node.builder.apply(scatterOperation, [upstream!, ids!, table!], node.attributes)[0],
      undefined,
    ];
  },
  graph: (writer, [table, ids]) => [
    writer.emit("GatherV2", [table!, ids!, writer.ints(0)], {
      Tparams: { type: "float32" },
      Tindices: { type: "int32" },
      Taxis: { type: "int32" },
    }),
  ],
  onnx: (writer, [table, ids]) => [writer.rows(table!, ids!)],
  run: ({ tf }, [table, ids]) => [tf.gather(table!, ids!)],
};

/** Adds each row of the first input to the row of that number in zeros shaped like the third. */
const scatterOperation: Operation<GatherOptions> = {
  name: "scatter",
  sizedBy: 2,
  // Where results must be the same each time, XLA adds one row after the other: measured on an H200,
  // a step of base size took 177 ms with it and 40 without.
  uncompiled: true,
  types: ([, , like]) => [{ shape: like!.shape, dtype: "float32" }],
  graph(writer, [rows, ids, like], node) {
    const { attributes: { paddingIndex }, inputs } = node;
    const count = inputs[2]!.shape[0]!, given = givenIds(inputs[1]!);
    const total = count !== -1 ? writer.ints(count) : writer.lengthOf(like!, 0);
    if (writer.gpu && given !== undefined && count !== -1) {
      const kinds = ["parts", "owners"].map((kind) => `${kind}${count}-${paddingIndex ?? ""}`);
      const [parts, owners] = writer.feeds.vectors(node, given, kinds, ({ data }) => {
        const { parts, owners } = rowParts(data, count, paddingIndex);
        return [parts, owners];
      });
      const first = segmentSum(writer, rows!, parts!, writer.lengthOf(owners!, 0, "int32"));
      return [segmentSum(writer, first, owners!, total)];
    }
    let target = ids!;
    if (paddingIndex !== undefined) {
      const isPadding = writer.emit("Equal", [ids!, writer.ints(paddingIndex)], {
        T: { type: "int32" },
      });
      target = writer.emit("SelectV2", [isPadding, writer.ints(-1), ids!], {
        T: { type: "int32" },
      });
    }
    return [segmentSum(writer, rows!, target, total)];
  },
  run({ tf }, [rows, ids, like], { paddingIndex }) {
    if (rows!.size === 0) return [tf.zerosLike(like!)];
    let updates = rows!;
    if (paddingIndex !== undefined) {
      const keep = tf.cast(tf.notEqual(ids!, tf.scalar(paddingIndex, "int32")), "float32");
      updates = tf.mul(updates, tf.expandDims(keep, 1));
    }
    // The wasm back end has no segment sum, but all have a scatter that adds duplicates up.
    const shape = like!.shape as [number, number];
    return [tf.scatterND(tf.expandDims(ids!, 1), updates, shape)];
  },
};

/** The name of the placeholder that has row numbers as a run is given them, in whatever shape. */
function givenIds({ node: { operation, inputs, attributes } }: Value): string | undefined {
  if (operation === reshapeOperation) return givenIds(inputs[0]!);
  return operation === placeholderOperation
    ? (attributes as PlaceholderAttributes).name
    : undefined;
}

/** The sums of the rows of each number, but for those of a negative one. */
function segmentSum(writer: GraphWriter, rows: string, ids: string, count: string): string {
  return writer.float("UnsortedSegmentSum", [rows, ids, count], {
    Tindices: { type: "int32" },
    Tnumsegments: { type: "int32" },
  });
}

/**
 * The rows of a table.
 *
 * @param table `[rows, width]`.
 * @param ids `[n]`, int32, each from 0 to rows − 1. With another, the run ends in an error, but on a GPU the
 * row is zeros, and where XLA compiles it is the nearest one.
 * @returns `[n, width]`.
 */
export function gather(table: Value, ids: Value, options: GatherOptions = {}): Value {
  return table.node.builder.apply(gatherOperation, [table, ids], options)[0]!;
}

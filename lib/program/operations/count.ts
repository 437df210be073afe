/** Counting along rows, and counts as row numbers: both are computed in float32, exact up to 2²⁴. */
import type { Operation, Value } from "../types.ts";
import { requireFloat, requireRank } from "./arguments.ts";

const runningSumOperation: Operation<null> = {
  name: "runningSum",
  types([x]) {
    requireFloat("runningSum", [x!]);
    requireRank("runningSum", 1, x!);
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  graph: (writer, [x], { inputs }) => [
    writer.float("Cumsum", [x!, writer.ints(inputs[0]!.shape.length - 1)], {
      Tidx: { type: "int32" },
    }),
  ],
  onnx: (writer, [x]) => [writer.emit("CumSum", [x!, writer.length(-1)])],
  run: ({ tf }, [x]) => [tf.cumsum(x!, x!.rank - 1)],
};

/** The sum of each element and those before it along the last dimension. Has no gradient. */
export function runningSum(x: Value): Value {
  return x.node.builder.apply(runningSumOperation, [x], null)[0]!;
}

const toIntegerOperation: Operation<null> = {
  name: "toInteger",
  types: ([x]) => {
    requireFloat("toInteger", [x!]);
    return [{ shape: x!.shape, dtype: "int32" }];
  },
  graph: (writer, inputs) => [
    writer.emit("Cast", inputs, { SrcT: { type: "float32" }, DstT: { type: "int32" } }),
  ],
  onnx: (writer, [x]) => [writer.cast(x!, "int32")],
  run: ({ tf }, [x]) => [tf.cast(x!, "int32")],
};

/** Whole numbers in float32 as int32. Has no gradient. */
export function toInteger(x: Value): Value {
  return x.node.builder.apply(toIntegerOperation, [x], null)[0]!;
}

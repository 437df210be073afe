/** Operations on truth values. */
import { describeShape } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";
import { requireType } from "./arguments.ts";
import { broadcastShape } from "./elementwise.ts";

const castOperation: Operation<null> = {
  name: "toFloat",
  types: ([x]) => {
    if (x!.dtype === "token") throw new RangeError("toFloat cannot be given a token.");
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  graph: (writer, inputs, { inputs: [x] }) => [
    writer.emit("Cast", inputs, {
      SrcT: { type: x!.dtype === "bool" ? "bool" : "int32" },
      DstT: { type: "float32" },
    }),
  ],
  onnx: (writer, [x]) => [writer.cast(x!, "float32")],
  run: ({ tf }, [x]) => [tf.cast(x!, "float32")],
};

/** Integers or truth values (1 for true) as float32. Has no gradient. */
export function toFloat(x: Value): Value {
  if (x.dtype === "float32") return x;
  return x.node.builder.apply(castOperation, [x], null)[0]!;
}

const selectOperation: Operation<null> = {
  name: "select",
  types([condition, a, b]) {
    requireType("select", "bool", [condition!]);
    const { dtype } = a!;
    if (dtype !== b!.dtype || (dtype !== "float32" && dtype !== "int32")) {
      throw new RangeError(
        `select needs two values of one kind: got ${dtype} ${describeShape(a!.shape)} and ` +
          `${b!.dtype} ${describeShape(b!.shape)}.`,
      );
    }
    const shape = broadcastShape(condition!.shape, broadcastShape(a!.shape, b!.shape));
    return [{ shape, dtype }];
  },
  graph: (writer, inputs, { values: [value] }) => [
    writer.emit("SelectV2", inputs, { T: { type: value!.dtype as "float32" | "int32" } }),
  ],
  onnx: (writer, inputs) => [writer.emit("Where", inputs)],
  run: ({ tf }, [condition, a, b]) => [tf.where(condition!, a!, b!)],
};

/** `a` where the condition holds, `b` elsewhere, with broadcasting. Has no gradient. */
export function select(condition: Value, a: Value, b: Value): Value {
  return a.node.builder.apply(selectOperation, [condition, a, b], null)[0]!;
}

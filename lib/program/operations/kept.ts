/** What is kept in memory between a model's parts. */
import type { Operation, Value } from "../types.ts";
import { requireFloat } from "./arguments.ts";

const keptOperation: Operation<null> = {
  name: "kept",
  types([x]) {
    requireFloat("kept", [x!]);
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  gradient: (_, [upstream]) => [kept(upstream!)],
  graph: (writer, [x]) => [writer.short.kept(x!)],
  onnx: (_, inputs) => inputs,
  run: ({ tf }, [x]) => [tf.clone(x!)],
};

/**
 * `x` itself, which lies in memory between two parts of a model: rounded to bfloat16, and its gradient
 * too, where a graph has that precision and XLA compiles it. It says where a model may round, which is
 * neither within a part, where nothing lies in memory, nor in a sum of many.
 */
export function kept(x: Value): Value {
  return x.node.builder.apply(keptOperation, [x], null)[0]!;
}

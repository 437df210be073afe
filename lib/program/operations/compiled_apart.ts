/** Where what XLA compiles in one piece ends. */
import type { Operation, Value } from "../types.ts";
import { requireFloat } from "./arguments.ts";

/** A node that gives what it is given; those that depend on it are compiled apart. */
export const compiledApartOperation: Operation<null> = {
  name: "compiledApart",
  types([x]) {
    requireFloat("compiledApart", [x!]);
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  gradient: (_, [upstream]) => [upstream],
  graph: (_, inputs) => inputs,
  onnx: (_, inputs) => inputs,
  run: ({ tf }, [x]) => [tf.clone(x!)],
};

/**
 * `x` itself. Whatever is computed from it XLA compiles apart from what it was computed from, which
 * is then computed as soon as it can be.
 *
 * Left to itself TensorFlow puts a weight's gradient together with the update that reads it: all that
 * gradients are made of then lies in memory until the last of them can be computed. Of base size with
 * 64 × 128 tokens that is 4.7 GB.
 */
export function compiledApart(x: Value): Value {
  return x.node.builder.apply(compiledApartOperation, [x], null)[0]!;
}

/** Where differentiation ends. */
import type { GraphType } from "../graph_attribute.ts";
import type { Operation, Value } from "../types.ts";

const stopGradientOperation: Operation<null> = {
  name: "stopGradient",
  detached: true,
  types([x]) {
    if (x!.dtype === "token") throw new RangeError("stopGradient cannot be given a token.");
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  graph: (writer, inputs, { inputs: [x] }) => [
    writer.emit("Identity", inputs, { T: { type: x!.dtype as GraphType } }),
  ],
  onnx: (_, inputs) => inputs,
  run: ({ tf }, [x]) => [tf.clone(x!)],
};

/** `x` as a constant: no gradient flows through it to what it was made of, as PyTorch's `detach`. */
export function stopGradient(x: Value): Value {
  return x.node.builder.apply(stopGradientOperation, [x], null)[0]!;
}

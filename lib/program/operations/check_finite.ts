/** Ending a run before it does harm. */
import { nonFiniteMessage, NonFiniteValue } from "../non_finite.ts";
import type { GraphWriter } from "../graph_writer.ts";
import type { Shape } from "../tensor.ts";
import type { Operation, Value } from "../types.ts";
import { requireFloat } from "./arguments.ts";

/** Whether all of several numbers are finite. It is not compiled, as how many there are may vary. */
function allOf(writer: GraphWriter, x: string, shape: Shape): { finite?: string } {
  if (shape.length === 0) return {};
  const each = writer.float("IsFinite", [x]);
  const axes = writer.ints(shape.map((_, axis) => axis));
  return { finite: writer.emit("All", [each, axes], { Tidx: { type: "int32" } }) };
}

const checkFiniteOperation: Operation<string> = {
  name: "checkFinite",
  acts: true,
  types([x]) {
    requireFloat("checkFinite", [x!]);
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  gradient: (_, [upstream]) => [upstream],
  graph(writer, [x], { attributes: what, inputs }) {
    const message = { string: nonFiniteMessage(what) };
    // What is behind another check is not finite, either: the first one tells.
    const check = writer.float("CheckNumerics", [x!, ...writer.afterChecks()], { message });
    if (!writer.xla) return [check];
    // On a GPU the processor waits for a check, and meanwhile could start nothing of what comes after. What
    // is compiled leaves variables alone instead where a number is not finite: see adamW. Other updates wait.
    const later = { value: x!, check, ...allOf(writer, x!, inputs[0]!.shape) };
    writer.checks = [...writer.checks, later];
    return [x!];
  },
  onnx: (_, inputs) => inputs,
  async verify({ tf }, [x], what) {
    const finite = tf.tidy(() => tf.all(tf.isFinite(x!)));
    try {
      if (!(await finite.data())[0]) throw new NonFiniteValue(what);
    } finally {
      finite.dispose();
    }
  },
  run: (_, [x]) => [x!.clone()],
};

/**
 * `x` itself; ends the run with a {@linkcode NonFiniteValue} if an element is infinite or not a
 * number. Updates that depend on it are then not made, so if all do, a run that fails changes no
 * variable.
 *
 * @param what What `x` is, for the error, in one line.
 */
export function checkFinite(x: Value, what: string): Value {
  return x.node.builder.apply(checkFiniteOperation, [x], what)[0]!;
}

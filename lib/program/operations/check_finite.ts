/** Ending a run before it does harm. */
import { nonFiniteMessage, NonFiniteValue } from "../non_finite.ts";
import type { Operation, Value } from "../types.ts";
import { requireFloat } from "./arguments.ts";

const checkFiniteOperation: Operation<string> = {
  name: "checkFinite",
  acts: true,
  types([x]) {
    requireFloat("checkFinite", [x!]);
    return [{ shape: x!.shape, dtype: "float32" }];
  },
  gradient: (_, [upstream]) => [upstream],
  graph(writer, [x], { attributes: what }) {
    const message = { string: nonFiniteMessage(what) };
    // What is behind another check is not finite, either: the first one tells.
    const waits = writer.checks.map(({ check }) => writer.after(check));
    const check = writer.float("CheckNumerics", [x!, ...waits], { message });
    if (!writer.xla) return [check];
    // On a GPU the processor waits for a check, and meanwhile could start nothing of what comes after. What
    // is compiled leaves variables alone instead where a number is not finite: see adamW.
    writer.checks = [...writer.checks, { value: x!, check }];
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

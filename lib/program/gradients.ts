/** Reverse-mode differentiation of a program. */
import { constantOperation } from "./operations/sources.ts";
import { addAll } from "./operations/reduce.ts";
import { describeShape } from "./tensor.ts";
import type { Node, Value } from "./types.ts";

/** The nodes that lie between the loss and one of `wanted`, both included. */
function nodesBetween(loss: Value, wanted: ReadonlySet<Value>): Set<Node> {
  const ends = new Set([...wanted].map(({ node }) => node));
  const leads = new Map<Node, boolean>();
  const visit = (node: Node): boolean => {
    const known = leads.get(node);
    if (known !== undefined) return known;
    // Every input is visited: `some` alone would stop at the first that leads there.
    const onward = differentiable(node).map((input) => visit(input.node)).includes(true);
    const result = onward || ends.has(node);
    leads.set(node, result);
    return result;
  };
  visit(loss.node);
  return new Set([...leads].filter(([, leadsThere]) => leadsThere).map(([node]) => node));
}

/** The inputs through which a gradient can flow. */
function differentiable({ operation, inputs }: Node): readonly Value[] {
  return operation.detached === true ? [] : inputs;
}

/** Applies a node's gradient rule. */
function rule(node: Node, upstream: readonly (Value | undefined)[]) {
  const { operation } = node;
  if (operation.gradient === undefined) {
    throw new RangeError(`The operation ${operation.name} has no gradient.`);
  }
  if (operation.auxiliaryResults && upstream.slice(1).some((value) => value !== undefined)) {
    throw new RangeError(`The gradient of ${operation.name} cannot be differentiated again.`);
  }
  return operation.gradient(node, upstream);
}

/**
 * Adds the operations that compute ∂loss/∂value for each of `wanted`, by applying each operation's
 * own rule in reverse order. Wanted values may depend on each other: each gradient is the total one.
 *
 * @example
 * ```ts
 * import { ProgramBuilder } from "./builder.ts";
 * import { gradients } from "./gradients.ts";
 * import { multiply, sum } from "./operations/mod.ts";
 * const builder = new ProgramBuilder();
 * const x = builder.placeholder("x", [3]);
 * const [slope] = gradients(sum(multiply(x, x)), [x]);
 * builder.output("slope", slope!); // 2x
 * ```
 * @param loss A float32 scalar.
 * @returns The gradients, shaped like the values.
 * @throws {RangeError} If the loss is no scalar, does not depend on a value, or does only through
 * an operation that has no gradient.
 */
export function gradients(loss: Value, wanted: readonly Value[]): Value[] {
  if (loss.shape.length !== 0 || loss.dtype !== "float32") {
    throw new RangeError(
      `Only a float32 scalar can be differentiated: got ${loss.dtype} ${
        describeShape(loss.shape)
      }.`,
    );
  }
  const results = loss.node.builder.back(() => walkBack(loss, new Set(wanted)));
  return wanted.map((value) => {
    const gradient = results.get(value);
    if (gradient === undefined) throw new RangeError("The loss does not depend on a value.");
    return gradient;
  });
}

/** Adds what computes the gradients; returns those of `targets` that the loss depends on. */
function walkBack(loss: Value, targets: ReadonlySet<Value>): Map<Value, Value> {
  const between = nodesBetween(loss, targets);
  const collected = new Map<Value, Value[]>();
  const collect = (value: Value, gradient: Value) => {
    const list = collected.get(value);
    if (list === undefined) collected.set(value, [gradient]);
    else list.push(gradient);
  };
  const one = { shape: [], data: Float32Array.of(1) };
  collect(loss, loss.node.builder.apply(constantOperation, [], one)[0]!);
  const results = new Map<Value, Value>();
  for (const node of [...between].sort((a, b) => b.id - a.id)) {
    const upstream = node.values.map((value) => {
      const list = collected.get(value);
      return list === undefined ? undefined : addAll(list);
    });
    node.values.forEach((value, i) => {
      const gradient = upstream[i];
      if (gradient !== undefined && targets.has(value)) results.set(value, gradient);
    });
    const leadsOn = differentiable(node).some((input) => between.has(input.node));
    if (!leadsOn || upstream.every((gradient) => gradient === undefined)) continue;
    rule(node, upstream).forEach((gradient, i) => {
      const input = node.inputs[i]!;
      if (gradient !== undefined && between.has(input.node)) collect(input, gradient);
    });
  }
  return results;
}

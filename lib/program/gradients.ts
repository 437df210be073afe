/** Reverse-mode differentiation of a program. */
import { addAll } from "./operations/reduce.ts";
import type { Node, Value } from "./types.ts";

/** The nodes the value depends on, itself included, that depend on one of `wanted`. */
function nodesBetween(loss: Value, wanted: readonly Value[]): Node[] {
  const leads = new Map<Node, boolean>(wanted.map((value) => [value.node, true]));
  const visit = (node: Node): boolean => {
    const known = leads.get(node);
    if (known !== undefined) return known;
    if (node.operation.detached === true) return false;
    // Every input is visited: `some` alone would stop at the first that leads there.
    const result = node.inputs.map((input) => visit(input.node)).includes(true);
    leads.set(node, result);
    return result;
  };
  visit(loss.node);
  return [...leads].filter(([, leadsThere]) => leadsThere).map(([node]) => node)
    .sort((a, b) => b.id - a.id);
}

/**
 * Adds the operations that compute ∂loss/∂value for each of `wanted`, by applying each operation's
 * own rule in reverse order.
 *
 * @param loss A scalar.
 * @returns The gradients, shaped like the values.
 * @throws {RangeError} If the loss does not depend on a value, or only through an operation that
 * has no gradient.
 */
export function gradients(loss: Value, wanted: readonly Value[]): Value[] {
  const { builder } = loss.node;
  const collected = new Map<Node, Value[][]>();
  const collect = (value: Value, gradient: Value) => {
    const lists = collected.get(value.node) ?? value.node.values.map(() => []);
    lists[value.output]!.push(gradient);
    collected.set(value.node, lists);
  };
  collect(loss, builder.apply(oneOperation, [], null)[0]!);
  const between = nodesBetween(loss, wanted);
  const useful = new Set(between);
  const results = new Map<Value, Value>();
  for (const node of between) {
    const upstream = (collected.get(node) ?? []).map((list) =>
      list.length === 0 ? undefined : addAll(list)
    );
    node.values.forEach((value, i) => {
      const gradient = upstream[i];
      if (gradient !== undefined && wanted.includes(value)) results.set(value, gradient);
    });
    if (node.inputs.length === 0 || upstream.every((gradient) => gradient === undefined)) continue;
    if (node.operation.gradient === undefined) {
      throw new RangeError(`The operation ${node.operation.name} has no gradient.`);
    }
    node.operation.gradient(node, upstream).forEach((gradient, i) => {
      const input = node.inputs[i]!;
      if (gradient !== undefined && useful.has(input.node)) collect(input, gradient);
    });
  }
  return wanted.map((value) => {
    const gradient = results.get(value);
    if (gradient === undefined) throw new RangeError("The loss does not depend on a value.");
    return gradient;
  });
}

const oneOperation: Node<null>["operation"] = {
  name: "one",
  types: () => [{ shape: [], dtype: "float32" }],
  graph: (writer) => [writer.scalar(1)],
  run: ({ tf }) => [tf.scalar(1)],
};

/**
 * A length that only a run knows, of programs that are built for one length each. What of a program
 * follows from it is seen by comparing some that were built for different lengths.
 */
import { lengthDecidesMore, OPEN_LENGTH } from "./tensor.ts";
import type { Node } from "./types.ts";

/**
 * The value of one program with {@linkcode OPEN_LENGTH} wherever it, and the same value of each other
 * program, is that program's length.
 *
 * @param values The same of each program.
 * @param lengths What each was built for; different ones.
 * @throws {RangeError} If they differ in anything else.
 */
export function opened<T>(values: readonly T[], lengths: readonly number[]): T {
  return compared(values, lengths) as T;
}

function compared(values: readonly unknown[], lengths: readonly number[]): unknown {
  const [first] = values;
  if (values.every((value) => Object.is(value, first))) return first;
  if (values.every((value, i) => value === lengths[i])) return OPEN_LENGTH;
  if (!values.every(isComposed)) throw lengthDecidesMore();
  const keys = Object.keys(values[0]!);
  if (values.some((value) => Object.keys(value).join() !== keys.join())) throw lengthDecidesMore();
  const parts = keys.map((key) => values.map((value) => value[key]));
  // A table's numbers are no lengths.
  if (ArrayBuffer.isView(first)) {
    if (parts.every((part) => part.every((number) => Object.is(number, part[0])))) return first;
    throw lengthDecidesMore();
  }
  const all = parts.map((part) => compared(part, lengths));
  return Array.isArray(first) ? all : Object.fromEntries(keys.map((key, i) => [key, all[i]]));
}

function isComposed(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/**
 * The nodes of one program with their attributes {@linkcode opened} by those of the others.
 *
 * @throws {RangeError} If the programs differ in more than the length.
 */
export function openedNodes(
  programs: readonly (readonly Node[])[],
  lengths: readonly number[],
): Node[] {
  const does = ({ id, operation, inputs }: Node) =>
    [id, operation.name, ...inputs.map(({ node, output }) => `${node.id}:${output}`)].join();
  const [nodes] = programs;
  if (programs.some((others) => others.length !== nodes!.length)) throw lengthDecidesMore();
  return nodes!.map((node, i) => {
    const same = programs.map((others) => others[i]!);
    if (same.some((other) => does(other) !== does(node))) throw lengthDecidesMore();
    return { ...node, attributes: opened(same.map(({ attributes }) => attributes), lengths) };
  });
}

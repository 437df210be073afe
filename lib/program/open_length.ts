/**
 * A length that only a run knows, of programs that are built for one length each. What of a program
 * follows from it is seen by comparing two that were built for different lengths.
 */
import { OPEN_LENGTH } from "./tensor.ts";
import type { Node } from "./types.ts";

/**
 * A value of one program with {@linkcode OPEN_LENGTH} wherever it is the length of this one and the
 * same value of the other program is the length of that one.
 *
 * @throws {RangeError} If the two differ in anything else.
 */
export function opened<T>(a: T, b: T, lengths: readonly [a: number, b: number]): T {
  return compared(a, b, lengths) as T;
}

function compared(a: unknown, b: unknown, lengths: readonly [number, number]): unknown {
  if (Object.is(a, b)) return a;
  if (a === lengths[0] && b === lengths[1]) return OPEN_LENGTH;
  if (!isComposed(a) || !isComposed(b)) throw differs();
  const keys = Object.keys(a);
  if (keys.join() !== Object.keys(b).join()) throw differs();
  // A table's numbers are no lengths.
  if (ArrayBuffer.isView(a)) {
    if (keys.every((key) => Object.is(a[key], b[key]))) return a;
    throw differs();
  }
  const values = keys.map((key) => compared(a[key], b[key], lengths));
  return Array.isArray(a) ? values : Object.fromEntries(keys.map((key, i) => [key, values[i]]));
}

function isComposed(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function differs(): RangeError {
  return new RangeError("what it computes depends on the text's length otherwise than by lengths");
}

/**
 * The nodes of one program with their attributes {@linkcode opened} by those of the other.
 *
 * @throws {RangeError} If the programs differ in more than the length.
 */
export function openedNodes(
  a: readonly Node[],
  b: readonly Node[],
  lengths: readonly [a: number, b: number],
): Node[] {
  const read = ({ inputs }: Node) =>
    inputs.map(({ node, output }) => `${node.id}:${output}`).join();
  if (a.length !== b.length) throw differs();
  return a.map((node, i) => {
    const other = b[i]!;
    const isSame = node.id === other.id && node.operation.name === other.operation.name &&
      read(node) === read(other);
    if (!isSame) throw differs();
    return { ...node, attributes: opened(node.attributes, other.attributes, lengths) };
  });
}

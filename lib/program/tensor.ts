/** Tensors as programs speak of them: shapes, kinds of element, plain numbers. */

/** What a value's elements are. A `token` holds nothing: it says that an update has happened. */
export type DType = "float32" | "int32" | "bool" | "token";

/** What a run can be given. */
export type FeedType = "float32" | "int32";

/** The length of each dimension; `-1` where only the run decides it (batch size, masked rows). */
export type Shape = readonly number[];

/**
 * Stands in an exported program for a length that its runs decide besides that of `-1`, wherever the
 * program as it was built has one.
 */
export const OPEN_LENGTH: number = Number.MIN_SAFE_INTEGER;

/** That {@linkcode OPEN_LENGTH} cannot stand for what a program has of its length. */
export function lengthDecidesMore(): RangeError {
  return new RangeError("what it computes depends on the text's length otherwise than by lengths");
}

/** Shape and kind of a value. */
export interface TensorType {
  /** With -1 for open dimensions. */
  readonly shape: Shape;
  /** The kind of its elements. */
  readonly dtype: DType;
}

/** A tensor as plain numbers, the way it enters and leaves a program. */
export interface TensorData {
  /** Known in full. */
  readonly shape: readonly number[];
  /** The elements, those of the last dimension next to each other. */
  readonly data: Float32Array | Int32Array;
}

/** Number of elements of a shape without open dimensions. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A shape in words, for error messages: `[?, 128, 256]`. */
export function describeShape(shape: Shape): string {
  return `[${shape.map((length) => length === -1 ? "?" : length).join(", ")}]`;
}

/** Whether two shapes agree; an open dimension agrees only with an open one. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

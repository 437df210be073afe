/** Checks of what operations are given, so that mistakes are told where they are made. */
import { describeShape, type DType, type Shape } from "../tensor.ts";
import type { Value } from "../types.ts";

/** @throws {RangeError} If a value does not consist of the wanted kind of elements. */
export function requireType(operation: string, dtype: DType, values: readonly Value[]): void {
  for (const value of values) {
    if (value.dtype !== dtype) {
      throw new RangeError(`${operation} needs ${dtype} values: got ${value.dtype}.`);
    }
  }
}

/** @throws {RangeError} If a value is not float32. */
export function requireFloat(operation: string, values: readonly Value[]): void {
  requireType(operation, "float32", values);
}

/** @throws {RangeError} If the axes are not different dimensions of the shape. */
export function requireAxes(operation: string, axes: readonly number[], shape: Shape): void {
  const known = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < shape.length);
  if (!known || new Set(axes).size !== axes.length) {
    throw new RangeError(
      `${operation} cannot use the dimensions [${axes.join(", ")}] of ${describeShape(shape)}.`,
    );
  }
}

/** @throws {RangeError} If the value has fewer dimensions. */
export function requireRank(operation: string, rank: number, { shape }: Value): void {
  if (shape.length < rank) {
    throw new RangeError(
      `${operation} needs at least ${rank} dimension${rank === 1 ? "" : "s"}: ` +
        `got ${describeShape(shape)}.`,
    );
  }
}

/** Small tensors for tests, and how far apart two are. */
import assert from "node:assert/strict";
import type { TensorData } from "../lib/program/mod.ts";

/** A float32 tensor; a vector unless a shape is given. */
export function floats(data: readonly number[], shape: readonly number[] = [data.length]) {
  return { shape, data: Float32Array.from(data) };
}

/** An int32 tensor; a vector unless a shape is given. */
export function ints(data: readonly number[], shape: readonly number[] = [data.length]) {
  return { shape, data: Int32Array.from(data) };
}

/** A float32 scalar. */
export function scalar(value: number): TensorData {
  return floats([value], []);
}

/** An int32 scalar. */
export function intScalar(value: number): TensorData {
  return ints([value], []);
}

/** The largest difference, as a share of the largest expected number. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.equal(actual.length, expected.length);
  let largest = 0, difference = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(actual[i])) return Infinity;
    largest = Math.max(largest, Math.abs(expected[i]!));
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
  }
  return difference === 0 ? 0 : difference / Math.max(largest, 1e-30);
}

/** Fails unless shape and kind are equal and the numbers are within `tolerance` (a share). */
export function assertTensor(
  actual: TensorData,
  expected: TensorData,
  tolerance: number,
  what: string,
): void {
  assert.deepEqual([...actual.shape], [...expected.shape], `shape of ${what}`);
  assert.equal(actual.data.constructor.name, expected.data.constructor.name, `kind of ${what}`);
  const far = distance(actual.data, expected.data);
  assert.ok(far <= tolerance, `${what} is ${far} away: ${actual.data} instead of ${expected.data}`);
}

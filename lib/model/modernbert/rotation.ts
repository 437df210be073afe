/** Rotary positions (Su et al., arXiv 2104.09864): a query or key is turned by its place. */
import {
  add,
  multiply,
  type ProgramBuilder,
  reshape,
  subtract,
  transpose,
  unstack,
  type Value,
  wave,
} from "../../program/mod.ts";

/** Cosines and sines of the angles `[1, 1, sequence, width ÷ 2]`. */
export interface Rotation {
  cos: Value;
  sin: Value;
}

/**
 * The angles of each place.
 *
 * @param width A head's width, an even number.
 * @param theta The base of the wavelengths.
 */
export function rotation(
  builder: ProgramBuilder,
  sequence: number,
  width: number,
  theta: number,
): Rotation {
  const table = (of: "cos" | "sin") => wave(builder, of, sequence, width, theta);
  return { cos: table("cos"), sin: table("sin") };
}

/**
 * Turns pairs of dimensions, one of each half of the width.
 *
 * @param x `[batch, heads, sequence, width]`.
 * @returns The two halves `[batch, heads, sequence, width ÷ 2]`.
 */
export function rotated(x: Value, { cos, sin }: Rotation): [first: Value, second: Value] {
  const [, heads, sequence, width] = x.shape as [number, number, number, number];
  const split = transpose(reshape(x, [-1, heads, sequence, 2, width / 2]), [3, 0, 1, 2, 4]);
  const [first, second] = unstack(split) as [Value, Value];
  return [
    subtract(multiply(first, cos), multiply(second, sin)),
    add(multiply(second, cos), multiply(first, sin)),
  ];
}

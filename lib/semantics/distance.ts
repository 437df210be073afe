/** How far the profile of a predicted word is from that of the right one. */
import type { Value } from "../program/mod.ts";
import type { ProfileValues } from "./profile.ts";

/** A measure of two profiles of equal width. */
export interface DistanceDefinition {
  /** Its name in settings: letters, digits, `.` and `_`. */
  readonly name: string;
  /** What it is, a phrase without a full stop. */
  readonly description: string;
  /** What it needs the profiles' numbers to be. */
  readonly compares: ProfileValues;
  /**
   * The distance of one pair of words. Where it is not finite, Γ does not exist.
   *
   * @param right The right word's profile.
   * @param predicted The predicted word's profile.
   */
  compute(right: ArrayLike<number>, predicted: ArrayLike<number>): number;
  /**
   * Whether it cannot be below 0, also as it is rounded. A program checks the others' sum, which has
   * no root where it is negative.
   *
   * @default false
   */
  readonly neverNegative?: boolean;
  /**
   * The distance added to a sum, for a measure whose order of additions matters to the last bit.
   *
   * @default {sum + compute(right, predicted)}
   */
  add?(sum: number, right: ArrayLike<number>, predicted: ArrayLike<number>): number;
  /**
   * The same inside the training step. Without it Γ is measured outside, which costs one more
   * forward pass a step.
   *
   * @param right `[n, width]`.
   * @param predicted `[n, width]`.
   * @param counted `[n]`: 1 for pairs that count. The others' rows may be zeros: what is given for
   * them is not used, but must be finite.
   * @returns `[n]`.
   */
  graph?(right: Value, predicted: Value, counted: Value): Value;
}

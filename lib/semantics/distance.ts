/** How far the profile of a predicted word is from that of the right one. */
import {
  aLine,
  aNumber,
  calls,
  type Contract,
  fault,
  hasMembers,
  oneWord,
  optional,
  trueOrFalse,
} from "../definition/mod.ts";
import { isValue, type Value } from "../program/mod.ts";
import { PROFILE_VALUES, type ProfileValues } from "./profile.ts";

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

/** A number for each pair, in the program that the profiles are of. */
const DISTANCES: Contract = (value, spot, [, , counted] = []) => {
  if (!isValue(value)) throw fault(spot, value, "a value of the program");
  const { node, shape, dtype } = counted as Value;
  const isRight = value.node.builder === node.builder && value.dtype === dtype &&
    value.shape.length === shape.length && value.shape.every((length, i) => length === shape[i]);
  if (isRight) return value;
  throw fault(spot, value, "a value of this program, with one float32 for each pair");
};

/** What a distance must be. */
export const DISTANCE_FORM: Contract = hasMembers({
  name: aLine,
  description: aLine,
  compares: oneWord(PROFILE_VALUES),
  compute: calls(aNumber),
  neverNegative: optional(trueOrFalse),
  add: optional(calls(aNumber)),
  graph: optional(calls(DISTANCES, { isGivenValues: true })),
}, { whose: "its distance's" });

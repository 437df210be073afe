/** The distance of one pair of words, or a sentence why there is none. */
import { GammaError } from "./gamma_error.ts";
import type { GammaParts } from "./parts.ts";

/**
 * Adds a pair's distance to a sum.
 *
 * @param right The right word's profile.
 * @param predicted The predicted word's profile.
 * @param pair The pair's number, for the error.
 * @throws {GammaError} If a profile has a number that the distance has no place for, or the distance
 * is not finite.
 */
export function addPair(
  sum: number,
  { profile, distance }: Pick<GammaParts, "profile" | "distance">,
  right: ArrayLike<number>,
  predicted: ArrayLike<number>,
  pair: number,
): number {
  const needsPositive = distance.compares !== "real";
  checkNumbers(right, "answer", profile.axes, needsPositive, pair);
  checkNumbers(predicted, "prediction", profile.axes, needsPositive, pair);
  const added = distance.add?.(sum, right, predicted) ?? sum + distance.compute(right, predicted);
  if (Number.isFinite(added)) return added;
  throw new GammaError(`The distance ${distance.name} of the two words is not a number`, pair);
}

/** @throws {GammaError} Unless all numbers are finite, and positive if they need to be. */
export function checkNumbers(
  numbers: ArrayLike<number>,
  role: "answer" | "prediction",
  axes: readonly string[],
  needsPositive: boolean,
  pair: number,
): void {
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (Number.isFinite(value) && (value > 0 || !needsPositive)) continue;
    throw new GammaError(
      `The ${role}'s ${axes[i]} must be ${needsPositive ? "positive" : "finite"}, and is ${value}`,
      pair,
    );
  }
}

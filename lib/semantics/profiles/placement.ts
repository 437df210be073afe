/** From six cosines to a distribution over the six poles: P and Q of the `paper` definition of Γ. */
import { POLES, requireSix } from "../poles.ts";
import type { ProfileDefinition } from "../profile.ts";

/** Cosines below this count as this much. See {@link placement}. */
export const SMALLEST_COSINE = 0.01;

/**
 * A word's placement: its six cosines as a distribution over the six poles,
 *
 *     P_i = max(c_i, ε) / Σ_j max(c_j, ε),   ε = 0.01.
 *
 * The text of the original speaks of a distribution but a cosine may be negative, and Γ takes the
 * logarithm of every share, so shares must be positive. Why this map: a word at a right angle to a
 * pole has nothing of it, and a word beyond the right angle cannot have less than nothing, so both
 * get the least share; where every cosine is at least ε (as for 22,588 of the embedded table's 22,600
 * words) it is plain division by the sum, as the text says. Shifting to (1 + c) / 2 or a softmax would be
 * valid too, but would change the placement of every word, also of those that need no mending. The
 * map is continuous, keeps the order of the poles, and bounds Γ: the least share is
 * ε / (ε + 5) with five other cosines of 1, so no pair costs more than ln 501 ≈ 6.22. A word opposed
 * to every pole leans to none and is placed evenly.
 *
 * @param scores Six cosines, from −1 to 1, in the order of `POLES`.
 * @returns Six positive shares whose sum is 1.
 * @throws {RangeError} If there are not six, or one is not a finite number.
 *
 * @example
 * ```ts
 * import { placement } from "./placement.ts";
 * const shares = placement([0.4, 0.2, 0.1, 0.1, 0.1, 0.1]); // 0.4, 0.2, 0.1, 0.1, 0.1, 0.1
 * if (Math.abs(shares[0]! - 0.4) > 1e-12) throw new Error("the cosines sum to 1 already");
 * ```
 */
export function placement(scores: ArrayLike<number>): Float64Array {
  requireSix(scores);
  const shares = Float64Array.from(scores, (score) => {
    if (!Number.isFinite(score)) throw new RangeError(`A pole score must be finite: got ${score}.`);
    return Math.max(score, SMALLEST_COSINE);
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** A word's {@linkcode placement}. */
export const PLACEMENT: ProfileDefinition = {
  name: "placement",
  description: "the six cosines, each at least 0.01, as shares of their sum",
  values: "shares",
  axes: POLES.map((pole) => `share of "${pole}"`),
  of: placement,
};

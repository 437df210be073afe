/** Where a word lies in the semantic space, as numbers that can be compared with another word's. */

/**
 * What a profile's numbers are, and what a distance needs them to be: `shares` are above 0 and sum
 * to 1, `positive` ones are above 0, `real` ones have either sign. Each kind is one of the next.
 */
export const PROFILE_VALUES = ["shares", "positive", "real"] as const;

/** One of {@linkcode PROFILE_VALUES}. */
export type ProfileValues = typeof PROFILE_VALUES[number];

/** A way from a word's six cosines to its profile. */
export interface ProfileDefinition {
  /** Its name in settings: letters, digits, `.` and `_`. */
  readonly name: string;
  /** What it is, a phrase without a full stop. */
  readonly description: string;
  /**
   * What the numbers are. `positive` ones may be meant to be so: where a word has another, its
   * pairs have no distance that needs a positive one.
   */
  readonly values: ProfileValues;
  /** What each number is, to go on after "the word's". There is one for each number. */
  readonly axes: readonly string[];
  /**
   * What profiles depend on besides the word: some numbers, measured over a vocabulary.
   *
   * @param cosines `[words, 6]` of the words that have scores; there may be none.
   * @default {nothing: a word's profile depends on that word alone}
   */
  fit?(cosines: Float32Array): ArrayLike<number>;
  /**
   * A word's profile.
   *
   * @param cosines The word's six, finite, in the order of `POLES`.
   * @param fitted What {@linkcode ProfileDefinition.fit} gave; empty where there is no such function.
   * @returns As many numbers as there are axes.
   */
  of(cosines: ArrayLike<number>, fitted: ArrayLike<number>): ArrayLike<number>;
}

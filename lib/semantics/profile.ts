/** Where a word lies in the semantic space, as numbers that can be compared with another word's. */

import {
  aLine,
  aListOf,
  calls,
  type Contract,
  fault,
  faultIn,
  giverWords,
  hasMembers,
  must,
  oneWord,
  optional,
} from "../definition/mod.ts";
import { SCALE_NAMES, type ScaleName, SCALES } from "./scales.ts";

/**
 * What a profile's numbers are, and what a distance needs them to be: `shares` are above 0 and sum
 * to 1, `positive` ones are above 0, `real` ones have either sign. Each kind is one of the next.
 */
export const PROFILE_VALUES = ["shares", "positive", "real"] as const;

/** One of {@linkcode PROFILE_VALUES}. */
export type ProfileValues = typeof PROFILE_VALUES[number];

/** What a profile can be made from: a scale, or `none`, so that it needs nothing of β. */
export type ProfileScale = ScaleName | "none";

/** A way from a word's values on a scale, its six cosines for one, to its profile. */
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
   * The scale on which a word's values are what the profile is made from. With `none` there are no
   * values, and every word has a profile, those that β does not know among them.
   *
   * @default {"poles": the cosines with the six poles}
   */
  readonly scale?: ProfileScale;
  /**
   * What profiles depend on besides the word: some numbers, measured over a vocabulary.
   *
   * @param cosines `[words, 6]` of the words that have scores, of another scale `[words, axes]`; there
   * may be none.
   * @default {nothing: a word's profile depends on that word alone}
   */
  fit?(cosines: Float32Array): ArrayLike<number>;
  /**
   * A word's profile.
   *
   * @param cosines The word's six, in the order of `POLES`, or its values on the scale; finite.
   * @param fitted What {@linkcode ProfileDefinition.fit} gave; empty where there is no such function.
   * @returns As many numbers as there are axes.
   */
  of(cosines: ArrayLike<number>, fitted: ArrayLike<number>): ArrayLike<number>;
}

/** So much the sum of shares may be off 1. */
const SHARES_OFF = 1e-5;

const NUMBERS = must(
  "a list of numbers",
  (value) => ArrayBuffer.isView(value) || Array.isArray(value),
);

/** Finite numbers, and shares where they are said to be. Positive ones are only meant to be so. */
function profileNumbers({ axes, values }: Pick<ProfileDefinition, "axes" | "values">): Contract {
  return (value, spot) => {
    const numbers = NUMBERS(value, spot) as ArrayLike<number>;
    const wrong = (what: string, must: string) =>
      faultIn(spot.giver, `${giverWords(spot.giver)}: ${spot.path} gave ${what}`, must);
    if (numbers.length !== axes.length) {
      throw wrong(`${numbers.length} numbers`, `It must give one for each axis, ${axes.length}`);
    }
    let sum = 0;
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i]!;
      if (!Number.isFinite(number)) {
        throw fault({ ...spot, isCall: true }, number, "finite numbers");
      }
      if (values === "shares" && number <= 0) {
        throw wrong(`the share ${number}`, "It must give shares above 0 whose sum is 1");
      }
      sum += number;
    }
    if (values === "shares" && Math.abs(sum - 1) > SHARES_OFF) {
      throw wrong(`shares whose sum is ${sum}`, "It must give shares above 0 whose sum is 1");
    }
    return numbers;
  };
}

/** The names of these. */
const PROFILE_SCALES: readonly ProfileScale[] = [...SCALE_NAMES, "none"];

/** How many values a word has on a profile's scale. */
export function scaleWidth({ scale = "poles" }: Pick<ProfileDefinition, "scale">): number {
  return scale === "none" ? 0 : SCALES[scale].length;
}

const PARTS = hasMembers({
  name: aLine,
  description: aLine,
  values: oneWord(PROFILE_VALUES),
  axes: aListOf(aLine, "axis"),
  scale: optional(oneWord(PROFILE_SCALES)),
  fit: optional(calls(NUMBERS)),
  of: must("a function", (value) => typeof value === "function"),
}, { whose: "its profile's" });

/** What a profile must be. */
export const PROFILE_FORM: Contract = (value, spot) => {
  const profile = PARTS(value, spot) as ProfileDefinition;
  const of = calls(profileNumbers(profile));
  return hasMembers({ of }, { whose: "its profile's" })(profile, spot);
};

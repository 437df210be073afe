/** The profiles of a whole vocabulary, looked up by a training step. */
import { InputError, shown } from "../io/mod.ts";
import { GammaError } from "./gamma_error.ts";
import { addPair } from "./pair_distance.ts";
import type { GammaParts } from "./parts.ts";
import { scaleWidth } from "./profile.ts";
import { noScale } from "./semantic_table.ts";
import type { VocabularyScores } from "./vocabulary_scores.ts";

/** Profiles of words by number, and which of them count. */
export interface ProfileRows {
  /** `[rows, width]`; zeros in rows that are not known. */
  readonly profile: Float32Array;
  /** `[rows]`: 1 for rows that count, 0 for those that are left out of Γ. */
  readonly known: Float32Array;
}

/** What a training program needs to compute Γ by table look-up: a row for each vocabulary entry. */
export interface GammaTable extends ProfileRows {
  /** Numbers of a profile. */
  readonly width: number;
  /** What the profile measured over the vocabulary, for words that are not in it. */
  readonly fitted: ArrayLike<number>;
}

/**
 * Turns a vocabulary's scores into the profiles that a Γ compares.
 *
 * @param wordOf The word of an entry, for messages.
 * @throws {InputError} If a profile is not what its definition says, or reads a scale that β has not.
 * @throws {RangeError} If the arrays do not fit each other, or a known word's score is not finite.
 */
export function gammaTable(
  { profile }: Pick<GammaParts, "profile">,
  vocabulary: VocabularyScores,
  wordOf: (entry: number) => string = (entry) => `number ${entry}`,
): GammaTable {
  const { scores, known } = scaleValues(profile, vocabulary);
  const count = scaleWidth(profile);
  if (scores.length !== known.length * count) {
    throw new RangeError(
      `${known.length} entries need ${known.length * count} scores: got ${scores.length}.`,
    );
  }
  const { length: width } = profile.axes;
  const cosinesOf = (entry: number) => scores.subarray(entry * count, (entry + 1) * count);
  const entries = [...known.keys()].filter((entry) => known[entry] !== 0);
  const fitted = profile.fit?.(Float32Array.from(entries.flatMap((e) => [...cosinesOf(e)]))) ?? [];
  const table = new Float32Array(known.length * width);
  for (const entry of entries) {
    const cosines = cosinesOf(entry);
    const bad = cosines.find((cosine) => !Number.isFinite(cosine));
    if (bad !== undefined) throw new RangeError(`A pole score must be finite: got ${bad}.`);
    try {
      table.set(profile.of(cosines, fitted), entry * width);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { problem, file, place, mend } = error;
      const places = [...(place === undefined ? [] : [place]), `the word ${shown(wordOf(entry))}`];
      throw new InputError(problem, {
        ...(file === undefined ? {} : { file }),
        place: places.join(", "),
        mend,
        cause: error,
      });
    }
  }
  return { profile: table, known: Float32Array.from(known, Number), width, fitted };
}

/**
 * The values that a profile is made from, and which words have them.
 *
 * @throws {InputError} If β has not said them.
 */
export function scaleValues(
  { scale = "poles" }: Pick<GammaParts["profile"], "scale">,
  { scores, known, further }: VocabularyScores,
): Pick<VocabularyScores, "scores" | "known"> {
  if (scale === "none") {
    return { scores: new Float32Array(), known: new Uint8Array(known.length).fill(1) };
  }
  if (scale === "poles") return { scores, known };
  const values = further?.get(scale);
  if (values === undefined) throw noScale(scale, "β");
  return { scores: values, known };
}

/**
 * How far apart two words of a vocabulary are, by number; undefined where one of them is not known
 * or there is no such distance.
 */
export function wordDistance(
  parts: Pick<GammaParts, "profile" | "distance">,
  { profile, known, width }: GammaTable,
): (right: number, predicted: number) => number | undefined {
  const rowOf = (id: number) => profile.subarray(id * width, (id + 1) * width);
  return (right, predicted) => {
    if (known[right] !== 1 || known[predicted] !== 1) return undefined;
    try {
      return addPair(0, parts, rowOf(right), rowOf(predicted), 0);
    } catch (error) {
      if (error instanceof GammaError) return undefined;
      throw error;
    }
  };
}

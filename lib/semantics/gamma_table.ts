/** The profiles of a whole vocabulary, looked up by a training step. */
import { InputError, shown } from "../io/mod.ts";
import { GammaError } from "./gamma_error.ts";
import { addPair } from "./pair_distance.ts";
import type { GammaParts } from "./parts.ts";
import { POLE_COUNT } from "./poles.ts";
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
 * @throws {InputError} If a profile is not what its definition says.
 * @throws {RangeError} If the two arrays do not fit each other, or a known word's score is not finite.
 */
export function gammaTable(
  { profile }: Pick<GammaParts, "profile">,
  { scores, known }: VocabularyScores,
  wordOf: (entry: number) => string = (entry) => `number ${entry}`,
): GammaTable {
  if (scores.length !== known.length * POLE_COUNT) {
    throw new RangeError(
      `${known.length} entries need ${known.length * POLE_COUNT} scores: got ${scores.length}.`,
    );
  }
  const { length: width } = profile.axes;
  const cosinesOf = (entry: number) =>
    scores.subarray(entry * POLE_COUNT, (entry + 1) * POLE_COUNT);
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

/** Γ of one blank and the rates that it makes, by the library's own functions. */
import { adjusted } from "../../schedule/mod.ts";
import { GammaError, gammaRoot, referenceGamma } from "../../semantics/mod.ts";
import { DISTANCES, expectedProfiles, probableProfiles } from "../../semantics/mod.ts";
import type { GammaChoice, GammaParts } from "../../semantics/mod.ts";
import { numbersOf } from "../play_data.ts";
import type { PlayData, WordNumbers } from "../play_data.ts";

/** What a step would have had. */
export interface StepRates {
  gamma: number;
  root: number;
  /** Of each method A″, and A″ ÷ A′; undefined where there is no such step. */
  rates: { name: string; rate: number | undefined; factor: number }[];
}

/** A blank whose right word is known. */
export interface Blank {
  /** The right word's number. */
  right: number;
  /** The likeliest word's. */
  predicted: number;
  /** `[words]`, and perhaps of more, which are no words. */
  logits: Float32Array;
}

/** A vocabulary's numbers out of their file. */
export function wordNumbers(bytes: ArrayBuffer, words: number, data: PlayData): WordNumbers {
  const all = new Float32Array(bytes);
  let at = 0;
  const entries = Object.entries(numbersOf(words, data))
    .map(([name, length]) => [name, all.subarray(at, at += length)]);
  return Object.fromEntries(entries) as WordNumbers;
}

/**
 * Γ of a blank, its root, and A″ of each method. A Γ of 0, of two words at one place, is one: SD2
 * makes a step of rate 0, and SD none.
 *
 * @returns Undefined where β does not know one of the words.
 * @throws {GammaError} If the pair has no Γ, or that no root.
 */
export function stepRates(
  { gamma: choice, methods }: PlayData,
  { known, profile }: WordNumbers,
  { right, predicted, logits }: Blank,
  scheduledRate: number,
): StepRates | undefined {
  const { distance: name, axes, reference, ...words } = choice;
  const distance = DISTANCES.find((each) => each.name === name)!;
  const parts = { ...words, distance, profile: { axes } } as unknown as GammaParts;
  const table = { known, profile, width: axes.length, fitted: [] };
  const own = logits.subarray(0, known.length);
  const rows = {
    argmax: () => [predicted],
    expectation: () => expectedProfiles(table, own),
    probability: () => probableProfiles(table, [right], logits),
  }[choice.prediction]();
  const { gamma } = referenceGamma(parts, table, { labels: [right], predicted: rows });
  if (gamma === undefined) return undefined;
  const named: Pick<GammaChoice, "name" | "parts"> = { name: choice.name, parts };
  const root = gamma === 0 ? 0 : gammaRoot(gamma / reference, named);
  const rates = methods.map(({ name, power }) => {
    const rate = adjusted({ power }, scheduledRate, root);
    return { name, rate: Number.isFinite(rate) ? rate : undefined, factor: rate / scheduledRate };
  });
  return { gamma, root, rates };
}

/** Whether it is that there is no Γ, and not a mistake of the page's. */
export function isNoGamma(error: unknown): error is GammaError {
  return error instanceof GammaError;
}

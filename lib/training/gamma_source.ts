/** Where a step's Γ comes from. */
import type { MaskedBatch } from "../data/mod.ts";
import {
  chooseGamma,
  type GammaChoice,
  inGraph,
  measureWords,
  pairWords,
  referenceGamma,
} from "../semantics/mod.ts";
import { countedTokens, firstChunkMasks } from "./first_chunk.ts";
import { withRows } from "./gamma_rows.ts";
import type { MeasuredGamma } from "./measured_gamma.ts";
import {
  type GammaSourceOptions,
  NO_PAIRS,
  type PlainGamma,
  plainGamma,
  predictedProfiles,
} from "./plain_gamma.ts";
import type { TrainingModel } from "./training_model.ts";

/** A Γ as training uses it. */
export interface GammaSource {
  /** The definition's name, with the parts that were exchanged. */
  readonly name: string;
  /** n of Γ^(1/n). */
  readonly root: number;
  /** What it was chosen as, where it is computed or helped by the model's program. */
  readonly choice?: GammaChoice;
  /**
   * Which masked tokens it looks at: all, or those of the step's first chunk that show [MASK].
   * @default "masked"
   */
  readonly positions?: "masked" | "first-chunk";
  /** How Γ of several batches is made of each one's: their mean by pairs, or their sum. @default "mean" */
  readonly reduction?: "mean" | "sum";
  /** Whether {@linkcode GammaSource.measure} has the step's dropout, or its own. @default "second" */
  readonly pass?: "same" | "second";
  /**
   * Measures Γ of a batch before the step, with the weights the step begins from. Without this
   * function the step program computes it, from the same forward pass as the loss.
   */
  measure?(model: TrainingModel, batch: MaskedBatch, dropoutSeed: number): Promise<MeasuredGamma>;
  /** Γ of a batch by the weights as they are. Absent where something is missing that it needs. */
  readonly plain?: PlainGamma;
  /**
   * The same as {@linkcode GammaSource.measure} of several batches, where that cannot be made of each one's Γ: words are paired by their
   * places in the text of all masked tokens.
   *
   * @param dropoutSeed The seed of the pass over each of the batches.
   */
  measureTogether?(
    model: TrainingModel,
    batches: readonly MaskedBatch[],
    dropoutSeed: (index: number) => number,
  ): Promise<MeasuredGamma>;
}

/**
 * The source of a chosen Γ: the step program wherever that can be, else predictions that are
 * compared here, token by token or word by word.
 *
 * @throws {TypeError} If something is missing that this Γ needs.
 */
export function gammaSource(choice: GammaChoice, options: GammaSourceOptions = {}): GammaSource {
  const { name, parts } = choice;
  const { root, positions, reduction, pass } = parts;
  const plain = plainGamma(choice, options);
  const source = { name, choice, root, positions, reduction, pass, ...plain && { plain } };
  if (inGraph(parts)) return source;
  if (parts.pairing === "words") {
    const measureTogether = byWords(choice, options);
    return {
      ...source,
      measureTogether,
      measure: (model, batch, seed) => measureTogether(model, [batch], () => seed),
    };
  }
  // Where only the pass is another, the program computes Γ, in a run of its own.
  if (parts.distance.graph !== undefined) return { ...source, measure: byProgram(choice) };
  return { ...source, measure: byTokens(choice, options) };
}

/** Γ as the original's text defines it; computed inside the step. */
export const PAPER_GAMMA: GammaSource = gammaSource(chooseGamma("paper"));

type Measure = NonNullable<GammaSource["measure"]>;
type MeasureTogether = NonNullable<GammaSource["measureTogether"]>;

/** What a measurement looks at, and which of it counts. */
function seen({ parts: { positions, pass } }: GammaChoice, batch: MaskedBatch) {
  if (positions === "masked") return { batch };
  // A pass of its own needs the one chunk only; the step's own has all of them.
  return pass === "second"
    ? { batch: firstChunkMasks(batch) }
    : { batch, counted: countedTokens(batch, 0) };
}

function byWords(choice: GammaChoice, options: GammaSourceOptions): MeasureTogether {
  const { classifier, decode, table } = options;
  if (classifier === undefined || decode === undefined) {
    throw new TypeError(`Γ ${choice.name} pairs words: it needs a classifier and a tokenizer.`);
  }
  return async (model, batches, dropoutSeed) => {
    const predictions: number[] = [], answers: number[] = [];
    for (const [i, given] of batches.entries()) {
      const { batch, counted } = seen(choice, given);
      if (batch.labels.length === 0) continue;
      const predicted = await model.trainingPredictions(batch, dropoutSeed(i));
      const looksAt = (_: number, place: number) => counted?.[place] !== 0;
      predictions.push(...predicted.filter(looksAt));
      answers.push(...batch.labels.filter(looksAt));
    }
    if (answers.length === 0) return NO_PAIRS;
    const pairs = pairWords(decode(predictions), decode(answers));
    return await measureWords(classifier, pairs, choice.parts, table);
  };
}

function byProgram(choice: GammaChoice): Measure {
  return async (model, given, dropoutSeed) => {
    const { batch } = seen(choice, given);
    if (batch.labels.length === 0) return NO_PAIRS;
    return await model.passGamma(batch, { dropoutSeed, counted: countedTokens(batch, 0) });
  };
}

function byTokens(choice: GammaChoice, { table }: GammaSourceOptions): Measure {
  if (table === undefined) {
    throw new TypeError(`Γ ${choice.name} is compared token by token: it needs their profiles.`);
  }
  return async (model, given, dropoutSeed) => {
    const { batch, counted } = seen(choice, given);
    if (batch.labels.length === 0) return NO_PAIRS;
    const { labels } = batch, { prediction } = choice.parts;
    const predicted = prediction === "argmax"
      ? await model.trainingPredictions(batch, dropoutSeed)
      : predictedProfiles(
        prediction,
        withRows(table, model.config.vocabSize),
        labels,
        await model.trainingLogits(batch, dropoutSeed),
      );
    return referenceGamma(choice.parts, table, {
      labels,
      predicted,
      ...(counted === undefined ? {} : { counted }),
    });
  };
}

/** Γ of a step from that of each of its batches. */
export function combinedGamma(
  { reduction = "mean" }: GammaSource,
  gammas: readonly MeasuredGamma[],
): MeasuredGamma {
  let sum = 0, pairs = 0;
  for (const { gamma = 0, pairs: count } of gammas) {
    sum += reduction === "mean" ? gamma * count : gamma;
    pairs += count;
  }
  const gamma = pairs === 0 ? undefined : reduction === "mean" ? sum / pairs : sum;
  return { gamma, pairs };
}

/**
 * Γ of a step as its source measures it; undefined where the step program computes it.
 *
 * @param dropoutSeed The seed of the pass over each of the batches.
 */
export async function measureGamma(
  source: GammaSource,
  model: TrainingModel,
  batches: readonly MaskedBatch[],
  dropoutSeed: (index: number) => number,
): Promise<MeasuredGamma | undefined> {
  if (source.measure === undefined) return undefined;
  // The first chunk is in the first batch, whichever chunks the others have.
  const seen = source.positions === "first-chunk" ? batches.slice(0, 1) : batches;
  if (source.measureTogether !== undefined) {
    return await source.measureTogether(model, seen, dropoutSeed);
  }
  const gammas: MeasuredGamma[] = [];
  for (const [i, batch] of seen.entries()) {
    const isMasked = batch.labels.length > 0;
    gammas.push(isMasked ? await source.measure(model, batch, dropoutSeed(i)) : NO_PAIRS);
  }
  return gammas.length === 1 ? gammas[0] : combinedGamma(source, gammas);
}

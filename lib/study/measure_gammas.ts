/** What each Γ tells, measured on batches of masked text: the rows of `gammas.csv`. */
import type { MaskedBatch } from "../data/mod.ts";
import {
  type GammaChoice,
  GammaError,
  measureWords,
  probableProfiles,
  referenceGamma,
} from "../semantics/mod.ts";
import {
  gammaSource,
  type GammaSourceOptions,
  likeliestWords,
  type PlainGamma,
  type TrainingModel,
} from "../training/mod.ts";
import type { GammaQuality } from "./gamma_quality.ts";
import { aucOf, explained, pearson } from "./statistics/association.ts";
import type { Opposite } from "./validity.ts";

/** A Γ, and all that it needs. */
export interface GammaToMeasure extends Required<GammaSourceOptions> {
  /** Which it is. */
  readonly choice: GammaChoice;
}

/** What Γs are measured on. */
export interface MeasuredOn {
  /** The model. */
  readonly model: TrainingModel;
  /** Batches under two draws of masks: the same chunks in the same order, at least four batches. */
  readonly draws: readonly [readonly MaskedBatch[], readonly MaskedBatch[]];
  /** Words with an antonym and a synonym each. Those that β does not know are left out. */
  readonly opposites: readonly Opposite[];
  /** Told how many of the batches are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was found of one Γ under one draw, batch by batch. */
interface Found {
  /** The root that scales the rate; null where Γ does not exist. */
  roots: (number | null)[];
  /** Distances of rightly and of wrongly predicted tokens. */
  right: number[];
  wrong: number[];
}

/**
 * Measures Γs of the weights as they are, without dropout:
 *
 * - how often a wrongly predicted word's distance lies above a rightly predicted one's;
 * - how often a word is farther from its antonym than another one from its synonym;
 * - of the root that scales the rate, over the batches: how much it varies, how far another draw of
 *   masks of the same chunks gives the same, and how much of it is the batch's loss and accuracy.
 *
 * What a Γ does not tell is null: `loss` compares no words.
 */
export async function measureGammas(
  gammas: readonly GammaToMeasure[],
  { model, draws, opposites, onProgress }: MeasuredOn,
): Promise<GammaQuality[]> {
  const found = draws.map(() => gammas.map((): Found => ({ roots: [], right: [], wrong: [] })));
  const losses: number[] = [], accuracies: number[] = [];
  const total = draws.reduce((sum, batches) => sum + batches.length, 0);
  let done = 0;
  for (const [draw, batches] of draws.entries()) {
    for (const batch of batches) {
      const seen = await model.evaluate(batch, ["logits", "lossSum", "correct"]);
      const { length } = batch.labels;
      if (draw === 0) {
        losses.push(seen.lossSum / length);
        accuracies.push(seen.correct / length);
      }
      // All Γs look at the same pass; one that looks at fewer words has a small one of its own.
      const once = {
        config: model.config,
        evaluate: (asked: MaskedBatch, outputs: readonly never[]) =>
          asked === batch ? Promise.resolve(seen) : model.evaluate(asked, outputs),
      } as Parameters<PlainGamma>[0];
      for (const [i, gamma] of gammas.entries()) {
        await addBatch(found[draw]![i]!, gamma, once, batch, seen.logits);
      }
      onProgress?.(++done, total);
    }
  }
  const qualities: GammaQuality[] = [];
  for (const [i, gamma] of gammas.entries()) {
    const [first, second] = [found[0]![i]!, found[1]![i]!];
    qualities.push({
      gamma: gamma.choice.name,
      wrong_above_right: finite(aucOf(first.wrong, first.right)),
      antonym_above_synonym: finite(await antonymAboveSynonym(gamma, opposites)),
      ...overBatches(first.roots, second.roots, losses, accuracies),
    });
  }
  return qualities;
}

async function addBatch(
  found: Found,
  { choice, ...options }: GammaToMeasure,
  model: Parameters<PlainGamma>[0],
  batch: MaskedBatch,
  logits: Float32Array,
): Promise<void> {
  const { plain, root } = gammaSource(choice, options);
  const gamma = (await orNone(() => plain!(model, batch)))?.gamma;
  found.roots.push(gamma !== undefined && gamma > 0 ? gamma ** (1 / root) : null);
  const { parts } = choice, { table } = options, { labels } = batch;
  const width = logits.length / labels.length;
  const predictions = likeliestWords(logits, labels.length, table.known.length);
  for (const [i, label] of labels.entries()) {
    const own = () =>
      parts.prediction === "probability"
        ? probableProfiles(table, [label], logits.subarray(i * width, (i + 1) * width))
        : [predictions[i]!];
    const one = await orNone(() =>
      referenceGamma(parts, table, { labels: [label], predicted: own() })
    );
    if (one?.gamma === undefined) continue;
    found[predictions[i] === label ? "right" : "wrong"].push(one.gamma);
  }
}

async function antonymAboveSynonym(
  { choice: { parts }, classifier, table }: GammaToMeasure,
  opposites: readonly Opposite[],
): Promise<number> {
  if (parts.profile.scale === "none") return NaN;
  const distances = async (other: "antonym" | "synonym") => {
    const all: number[] = [];
    for (const { word, ...others } of opposites) {
      const pair = { answer: word, prediction: others[other] };
      const measured = await orNone(() => measureWords(classifier, [pair], parts, table));
      if (measured?.gamma !== undefined) all.push(measured.gamma);
    }
    return all;
  };
  return aucOf(await distances("antonym"), await distances("synonym"));
}

/** What roots tell, of the batches that have one under both draws. */
function overBatches(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
  losses: readonly number[],
  accuracies: readonly number[],
): Pick<GammaQuality, "cv_percent" | "reliability" | "r_with_loss" | "r2"> {
  const both = [...first.keys()].filter((i) => first[i] !== null && second[i] !== null);
  const at = (values: readonly (number | null)[]) => both.map((i) => values[i]!);
  const roots = at(first), loss = at(losses);
  const mean = roots.reduce((sum, root) => sum + root, 0) / roots.length;
  const squares = roots.reduce((sum, root) => sum + (root - mean) ** 2, 0);
  return {
    cv_percent: finite(100 * Math.sqrt(squares / (roots.length - 1)) / mean),
    reliability: finite(pearson(roots, at(second))),
    r_with_loss: finite(pearson(roots, loss)),
    r2: finite(explained(roots, loss, at(accuracies))),
  };
}

const finite = (value: number): number | null => Number.isFinite(value) ? value : null;

/** What a function gives; undefined where there is no such Γ. */
async function orNone<T>(make: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof GammaError) return undefined;
    throw error;
  }
}

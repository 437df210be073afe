/** Γs of all kinds, opened for the tests of this room. */
import type { MaskedBatch } from "../data/mod.ts";
import { Random } from "../random/mod.ts";
import { chooseGamma, defineGamma, GAMMAS, gammaTable } from "../semantics/mod.ts";
import { config, openModel, options, semantics, vocabSize } from "./_tiny_training.ts";
import { trainingBatches } from "./batches.ts";
import { gammaSource } from "./gamma_source.ts";

/** Γ of its own, whose distance no graph has. */
const gammas = GAMMAS.with([defineGamma({
  name: "slow",
  description: "the divergence without a form for graphs",
  distance: {
    name: "slow_kl",
    description: "the divergence",
    compares: "shares",
    compute: (right, predicted) =>
      Array.from(right).reduce((sum, p, i) => sum + p * Math.log(p / predicted[i]!), 0),
  },
})]);
/** One that is built in, or that one. */
export const choose = (text: string) => chooseGamma(text, gammas);
const dropped = { ...config, hiddenDropoutProb: 0.1 };
const words = Array.from({ length: vocabSize }, (_, id) => `w${id}`);
/** β by a table of the words that `decode` gives. */
export const classifier = {
  name: "table",
  modelSha256: "",
  uncased: false,
  has: (word: string) => semantics().known[words.indexOf(word)] === 1,
  scores: (asked: readonly string[]) => {
    const { scores } = semantics();
    const rows = asked.flatMap((word) => {
      const id = words.indexOf(word);
      return [...scores.subarray(id * 6, id * 6 + 6)];
    });
    return Promise.resolve(Float32Array.from(rows));
  },
};
/** Each id as a word of its own. */
export const decode = (ids: readonly number[]) => ids.map((id) => words[id]).join(" ");

/** A model with dropout, opened for a Γ, and its source. */
export async function open(text: string, more = {}) {
  const gamma = choose(text);
  const table = gammaTable(gamma.parts, semantics());
  const model = await openModel({ config: dropped, gamma, semantics: table, ...more });
  return { gamma, table, model, source: gammaSource(gamma, { table, classifier, decode }) };
}

/** Two chunks, of which each masked token counts that the parts say. */
export function batchOf(): MaskedBatch {
  return trainingBatches(options({ maskProbability: 0.5 }), [[0, 1]], 0)[0]!;
}

/** The seeds of a step's dropout and of a pass of its own, as `makeStep` draws them. */
export const seeds = (step: number) => {
  const draw = (stream: string) => new Random(options().seed, stream, step, 0).uint32() >>> 1;
  return { same: draw("dropout"), second: draw("gamma-dropout") };
};

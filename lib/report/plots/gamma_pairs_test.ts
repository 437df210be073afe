import assert from "node:assert/strict";
import { Random } from "../../random/mod.ts";
import type { SemanticClassifier } from "../../semantics/mod.ts";
import { countMarks } from "../_test_runs.ts";
import { gammaHistogram } from "./gamma_histogram.ts";
import { gammaPairRows, sampleGammas, wrongBelowRight } from "./gamma_pairs.ts";
import { renderSvg } from "./render.ts";

/** Placements by hand: "even" lies evenly, "lean" has half of its sum at the first pole. */
const SCORES: Record<string, number[]> = {
  even: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2],
  lean: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
  odd: [0.5, -0.1, 0.1, 0.1, 0.1, 0.1],
};
const classifier = {
  name: "by hand",
  scores: (words: readonly string[]) =>
    Promise.resolve(Float32Array.from(words.flatMap((word) => SCORES[word]!))),
} as unknown as SemanticClassifier;

Deno.test("pairs have Γ and its root in both definitions", async () => {
  const [row] = await gammaPairRows(classifier, [{ answer: "even", prediction: "lean" }]);
  // paper: −(1/6)(ln 0.5 + 5 ln 0.1) = (0.693147 + 11.512925) / 6 = 2.034345, cube root 1.26709.
  assert.ok(Math.abs(row!["Γ paper"]! - 2.034345) < 1e-5);
  assert.ok(Math.abs(row!["root paper"]! - 1.26709) < 1e-4);
  // notebook: −6 · (0.2 / 1) · (ln(0.5 / 1.2) + 5 ln(0.1 / 1.2))
  //   = 1.2 · (0.875469 + 12.424533) = 15.960002; fourth root 1.99875.
  assert.ok(Math.abs(row!["Γ notebook"]! - 15.960002) < 1e-4);
  assert.ok(Math.abs(row!["root notebook"]! - 1.99875) < 1e-4);
});

Deno.test("where the notebook's Γ does not exist there is none", async () => {
  const [row] = await gammaPairRows(classifier, [{ answer: "even", prediction: "odd" }]);
  assert.equal(row!["Γ notebook"], null);
  assert.equal(row!["root notebook"], null);
  assert.ok(row!["Γ paper"]! > 0);
});

Deno.test("a right word is never beaten in paper, and may be in notebook", async () => {
  const samples = await sampleGammas(classifier, ["even", "lean"], 200, new Random(1, "test"));
  assert.equal(samples.length, 400);
  const [paper, notebook] = wrongBelowRight(samples);
  assert.equal(paper!["share of wrong words below the right one"], 0);
  // notebook: lean with itself has 6 · (0.5 ln 2 + 0.5 ln 10) = 8.99, lean with even
  // −6 · (1 / 1.2) · ln 0.2 = 8.05, which is less; even with lean has more than even with itself.
  const share = notebook!["share of wrong words below the right one"];
  assert.ok(share > 0.15 && share < 0.35, `a quarter of the draws: ${share}`);
});

Deno.test("profiles that depend on a vocabulary are seen from the words that are given", async () => {
  const gamma = "paper:profile=bipolar:distance=euclidean:root=1";
  const pairs = [{ answer: "even", prediction: "lean" }];
  const [row] = await gammaPairRows(classifier, pairs, [gamma], ["even", "lean"]);
  // On the first axis, plus less minus pole, they lie at 0 and 0.4: a deviation below and one above
  // their mean 0.2. On the others both lie at 0.
  assert.ok(Math.abs(row![`Γ ${gamma}`]! - 2) < 1e-5);
  assert.deepEqual(row![`root ${gamma}`], row![`Γ ${gamma}`]);
  await assert.rejects(gammaPairRows(classifier, pairs, [gamma]), { name: "InputError" });
  const samples = await sampleGammas(classifier, ["even", "lean"], 40, new Random(1, "test"), [
    gamma,
  ]);
  assert.deepEqual(new Set(samples.map(({ right }) => right)), new Set([0]));
  const wrong = samples.map(({ wrong }) => wrong.toFixed(5));
  assert.deepEqual(new Set(wrong), new Set(["0.00000", "2.00000"]));
});

Deno.test("the histogram's shares are of all pairs", async () => {
  const samples = await sampleGammas(classifier, ["even", "lean"], 50, new Random(1, "test"));
  const spec = gammaHistogram(samples);
  const { values } = spec.data as {
    values: { definition: string; prediction: string; share: number }[];
  };
  for (const [, bins] of Map.groupBy(values, (v) => `${v.definition} ${v.prediction}`)) {
    assert.ok(Math.abs(bins.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  }
  assert.ok(countMarks(await renderSvg(spec), "rect") > 0);
});

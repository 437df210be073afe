/** The Γs besides the original's two: worked by hand, and against numpy. */
import assert from "node:assert/strict";
import fixture from "../../tests/fixtures/gamma.json" with { type: "json" };
import { chooseGamma } from "./choose_gamma.ts";
import { gammaTable } from "./gamma_table.ts";
import { gammaOfCosines } from "./measure_words.ts";
import { expectedProfiles, probableProfiles, referenceGamma } from "./reference_gamma.ts";
import type { VocabularyScores } from "./vocabulary_scores.ts";

function assertClose(actual: number | undefined, expected: number, tolerance: number) {
  const far = Math.abs(actual! - expected);
  assert.ok(far <= tolerance * Math.abs(expected), `${actual} is not ${expected}`);
}

const { values, logits, right, predicted, osgood, loss } = fixture.scale;

/** Nine words on the scales; their poles' scores are all alike. */
const NINE: VocabularyScores = {
  scores: new Float32Array(54).fill(0.5),
  known: new Uint8Array(9).fill(1),
  further: new Map([["osgood", Float32Array.from(values)], ["random", Float32Array.from(values)]]),
};

const partsOf = (name: string) => {
  const { positions, prediction, pairing, pass, profile, distance, reduction, root } =
    chooseGamma(name).parts;
  return [positions, prediction, pairing, pass, profile.name, distance.name, reduction, root];
};

Deno.test("osgood, random, chance, kl and loss are these parts", () => {
  const [masked, rest] = ["masked", ["tokens", "same"]];
  const last = ["mean", 3];
  assert.deepEqual(partsOf("osgood"), [masked, "argmax", ...rest, "osgood", "euclidean", ...last]);
  assert.deepEqual(partsOf("random"), [masked, "argmax", ...rest, "random", "euclidean", ...last]);
  assert.deepEqual(partsOf("chance"), [masked, "argmax", ...rest, "chance", "euclidean", ...last]);
  assert.deepEqual(partsOf("kl"), [masked, "argmax", ...rest, "placement", "kl", ...last]);
  assert.deepEqual(
    partsOf("loss"),
    [masked, "probability", ...rest, "one", "cross_entropy", ...last],
  );
});

Deno.test("osgood: Osgood's D worked by hand, 0 for a right word", () => {
  // Evaluation 0 and 2: mean 1, deviation 1. Potency and activity stand still: 0.
  const further = new Map([["osgood", Float32Array.of(0, 5, 5, 2, 5, 5)]] as const);
  const scores = { scores: new Float32Array(12), known: Uint8Array.of(1, 1), further };
  const { parts } = chooseGamma("osgood");
  const table = gammaTable(parts, scores);
  const gamma = (predicted: number[]) =>
    referenceGamma(parts, table, { labels: [0, 1], predicted });
  // ‖−1 − 1‖ = 2 and 0: their mean is 1.
  assert.deepEqual(gamma([1, 1]), { gamma: 1, pairs: 2 });
  assert.deepEqual(gamma([0, 1]), { gamma: 0, pairs: 2 });
});

Deno.test("osgood and random equal numpy's, each on its own scale", () => {
  for (const name of ["osgood", "random"] as const) {
    const { parts } = chooseGamma(name), table = gammaTable(parts, NINE);
    const { gamma, pairs } = referenceGamma(parts, table, { labels: right, predicted });
    assertClose(gamma, osgood, 1e-6);
    assert.equal(pairs, 4);
    const none = new Map([...NINE.further!].filter(([scale]) => scale !== name));
    assert.throws(
      () => gammaTable(parts, { ...NINE, further: none }),
      { name: "InputError", message: new RegExp(`does not place words on the scale ${name}\\.`) },
    );
  }
});

Deno.test("kl: a case worked by hand, 0 for a right word", () => {
  // P = (.5, .1 …), Q = (.1, .5, .1 …): Γ = .5 ln 5 + .1 ln(1/5) = .4 ln 5.
  const answer = Float32Array.of(0.5, 0.1, 0.1, 0.1, 0.1, 0.1);
  const prediction = Float32Array.of(0.2, 1, 0.2, 0.2, 0.2, 0.2);
  const { parts } = chooseGamma("kl");
  assertClose(gammaOfCosines(parts, answer, prediction), 0.4 * Math.log(5), 1e-6);
  assert.equal(gammaOfCosines(parts, answer, answer), 0);
});

Deno.test("loss: the mean of −ln q(right), of words that β does not know, too", () => {
  const { parts } = chooseGamma("loss");
  const table = gammaTable(parts, { ...NINE, known: new Uint8Array(9) });
  const given = { labels: right, predicted: probableProfiles(table, right, logits) };
  const { gamma, pairs } = referenceGamma(parts, table, given);
  assertClose(gamma, loss, 1e-6);
  assert.equal(pairs, 4);
  // Two words of equal logits: q = 1/2 each.
  const two = gammaTable(parts, { scores: new Float32Array(12), known: new Uint8Array(2) });
  const even = { labels: [1], predicted: probableProfiles(two, [1], [3, 3]) };
  assertClose(referenceGamma(parts, two, even).gamma, Math.LN2, 1e-7);
});

Deno.test("loss: a word without any probability has a loss that is large, but is one", () => {
  const { parts } = chooseGamma("loss");
  const two = gammaTable(parts, { scores: new Float32Array(12), known: new Uint8Array(2) });
  const given = { labels: [1], predicted: probableProfiles(two, [1], [1e4, 0]) };
  assertClose(referenceGamma(parts, two, given).gamma, 30 * Math.LN10, 1e-6);
});

Deno.test("logits as large as they may be have the same shares as small ones", () => {
  const { parts } = chooseGamma("osgood"), table = gammaTable(parts, NINE);
  const shift = (by: number) =>
    Float32Array.from(logits, (logit) => Math.round(8 * logit) / 8 + by);
  for (const by of [4096, -4096]) {
    assert.deepEqual(expectedProfiles(table, shift(by)), expectedProfiles(table, shift(0)));
    assert.deepEqual(
      probableProfiles(table, right, shift(by)),
      probableProfiles(table, right, shift(0)),
    );
  }
});

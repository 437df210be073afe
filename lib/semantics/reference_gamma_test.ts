import assert from "node:assert/strict";
import fixture from "../../tests/fixtures/gamma.json" with { type: "json" };
import { distance } from "../../tests/_tensors.ts";
import { chooseGamma } from "./choose_gamma.ts";
import { DISTANCES } from "./distances.ts";
import { GammaError } from "./gamma_error.ts";
import { type GammaTable, gammaTable } from "./gamma_table.ts";
import { gammaOfCosines } from "./measure_words.ts";
import type { GammaParts } from "./parts.ts";
import { expectedProfiles, referenceGamma } from "./reference_gamma.ts";

/** Four words on one axis, at 1, 2, 4 and 8; the last is not known. Their distance is |p − q|. */
const LINE: GammaTable = {
  profile: Float32Array.of(1, 2, 4, 0),
  known: Float32Array.of(1, 1, 1, 0),
  width: 1,
  fitted: [],
};
const { parts: EUCLIDEAN } = chooseGamma("paper:profile=bipolar:distance=euclidean");

Deno.test("Γ is the mean or the sum of the distances of the pairs that count", () => {
  // Distances 3, 1 and 0; the fourth pair and the fifth have a word that is not known.
  const words = { labels: [0, 1, 2, 3, 0], predicted: [2, 0, 2, 0, 3] };
  assert.deepEqual(referenceGamma(EUCLIDEAN, LINE, words), { gamma: 4 / 3, pairs: 3 });
  const sum: GammaParts = { ...EUCLIDEAN, reduction: "sum" };
  assert.deepEqual(referenceGamma(sum, LINE, words), { gamma: 4, pairs: 3 });
});

Deno.test("positions that do not count stay out", () => {
  const words = { labels: [0, 1, 2], predicted: [2, 0, 2], counted: [0, 1, 1] };
  assert.deepEqual(referenceGamma(EUCLIDEAN, LINE, words), { gamma: 0.5, pairs: 2 });
});

Deno.test("without pairs there is no Γ", () => {
  const none = { gamma: undefined, pairs: 0 };
  assert.deepEqual(referenceGamma(EUCLIDEAN, LINE, { labels: [], predicted: [] }), none);
  assert.deepEqual(referenceGamma(EUCLIDEAN, LINE, { labels: [3], predicted: [0] }), none);
  const words = { labels: [0], predicted: [1], counted: [0] };
  assert.deepEqual(referenceGamma(EUCLIDEAN, LINE, words), none);
});

Deno.test("an expectation is the mean over the known words by α's softmax", () => {
  // e^0 : e^ln 2 : e^−∞ of the known words are 1 : 2 : 0, and the unknown one's weight is left out.
  const logits = [0, Math.LN2, -Infinity, 5];
  const predicted = expectedProfiles(LINE, logits);
  assert.ok(Math.abs(predicted.profile[0]! - 5 / 3) < 1e-6);
  const { gamma, pairs } = referenceGamma(EUCLIDEAN, LINE, { labels: [2], predicted });
  assert.ok(Math.abs(gamma! - 7 / 3) < 1e-6);
  assert.equal(pairs, 1);
});

Deno.test("scores of which e to the power has no end are no matter, wherever the largest stands", () => {
  for (const [word, place] of [1, 2, 4].entries()) {
    const logits = [0, 0, 0, 0];
    logits[word] = 2000;
    const { profile, known } = expectedProfiles(LINE, logits);
    assert.deepEqual([[...profile], [...known]], [[place], [1]]);
  }
});

Deno.test("an α that is sure of an unknown word expects nothing", () => {
  const predicted = expectedProfiles(LINE, [-500, -500, -500, 500]);
  assert.deepEqual([...predicted.known], [0]);
  assert.deepEqual([...predicted.profile], [0]);
  const none = { gamma: undefined, pairs: 0 };
  assert.deepEqual(referenceGamma(EUCLIDEAN, LINE, { labels: [0], predicted }), none);
});

Deno.test("expectations equal numpy's", () => {
  const { cosines, logits, expected } = fixture.vocabulary;
  const vocabulary = { scores: Float32Array.from(cosines), known: new Uint8Array(9).fill(1, 1) };
  for (const [name, rows] of Object.entries(expected)) {
    const measure = name === "placement" ? "kl" : "euclidean";
    const { parts } = chooseGamma(`paper:profile=${name}:distance=${measure}`);
    const { profile, known } = expectedProfiles(
      gammaTable(parts, vocabulary),
      Float32Array.from(logits),
    );
    assert.deepEqual([...known], [1, 1, 1, 1]);
    assert.ok(distance(profile, rows) < 1e-6, name);
  }
});

for (const { name, answers, predictions, distances } of fixture.cases) {
  Deno.test(`distances equal numpy's: ${name}`, () => {
    for (const [measure, expected] of Object.entries(distances)) {
      const { compares } = DISTANCES.find((each) => each.name === measure)!;
      // numpy compares shares as placements, other numbers as cosines.
      const profile = compares === "shares" ? "placement" : "cosines";
      const { parts } = chooseGamma(`paper:profile=${profile}:distance=${measure}`);
      const own = expected.map((_, pair) =>
        gammaOfCosines(
          parts,
          Float32Array.from(answers.slice(pair * 6, pair * 6 + 6)),
          Float32Array.from(predictions.slice(pair * 6, pair * 6 + 6)),
        )!
      );
      own.forEach((value, pair) =>
        assert.ok(Math.abs(value - expected[pair]!) < 1e-14, `${measure} ${pair}: ${value}`)
      );
    }
  });
}

Deno.test("a pair without a distance is named by its number", () => {
  const { parts } = chooseGamma("notebook");
  const scores = Float32Array.of(...new Array(6).fill(0.2), ...new Array(6).fill(-0.2));
  const table = gammaTable(parts, { scores, known: Uint8Array.of(1, 1) });
  assert.throws(
    () => referenceGamma(parts, table, { labels: [0, 0], predicted: [0, 1] }),
    (error) => error instanceof GammaError && error.pair === 1 && /positive/.test(error.message),
  );
  const { parts: cosine } = chooseGamma("paper:profile=bipolar:distance=cosine");
  const zeros = { ...LINE, profile: new Float32Array(4) };
  assert.throws(
    () => referenceGamma(cosine, zeros, { labels: [0], predicted: [1] }),
    /The distance cosine of the two words is not a number/,
  );
});

import assert from "node:assert/strict";
import { chooseGamma } from "./choose_gamma.ts";
import type { SemanticClassifier } from "./classifier.ts";
import { GammaError } from "./gamma_error.ts";
import { gammaOfCosines, measureWords } from "./measure_words.ts";
import { SemanticTable } from "./semantic_table.ts";

const PAPER = chooseGamma("paper").parts, NOTEBOOK = chooseGamma("notebook").parts;

const TABLE = SemanticTable.fromScores(
  { model: "some/model", model_sha256: "00", uncased: true },
  ["good", "bad", "odd"],
  Float32Array.of(
    ...[0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    ...[0.1, 0.5, 0.1, 0.1, 0.1, 0.1],
    ...[0.1, 0.1, 0.1, 0.1, 0.1, -0.1],
  ),
);

Deno.test("Γ of words is Γ of their scores, the answer being P", async () => {
  const pairs = [{ answer: "good", prediction: "bad" }];
  // By hand as in gamma_test.ts: −(.5 ln .1 + .1 ln .5 + .4 ln .1) = 2.141641.
  const paper = await measureWords(TABLE, pairs, PAPER);
  assert.ok(Math.abs(paper.gamma! - 2.141641) < 1e-3);
  const notebook = await measureWords(TABLE, pairs, NOTEBOOK);
  assert.equal(
    notebook.gamma,
    gammaOfCosines(NOTEBOOK, TABLE.lookUp(["good"]), TABLE.lookUp(["bad"])),
  );
});

Deno.test("pairs with an unknown word are left out and counted", async () => {
  const pair = { answer: "good", prediction: "bad" };
  const alone = await measureWords(TABLE, [pair], PAPER);
  const others = [{ answer: "new", prediction: "bad" }, { answer: "good", prediction: "new" }];
  const mixed = await measureWords(TABLE, [...others, pair], PAPER);
  assert.deepEqual(mixed, { gamma: alone.gamma, pairs: 1, leftOut: 2 });
  assert.deepEqual(await measureWords(TABLE, others, NOTEBOOK), {
    gamma: undefined,
    pairs: 0,
    leftOut: 2,
  });
});

Deno.test("a pair that has no notebook Γ is an error that names its words", async () => {
  const pairs = [{ answer: "good", prediction: "bad" }, { answer: "bad", prediction: "odd" }];
  await assert.rejects(measureWords(TABLE, pairs, NOTEBOOK), (error) => {
    assert.ok(error instanceof GammaError);
    assert.match(error.message, /the answer "bad" and the prediction "odd": .*"passive"/);
    return true;
  });
  assert.ok((await measureWords(TABLE, pairs, PAPER)).gamma! > 0);
});

/** Words by their lengths on Osgood's axes; the average has the length 3, the deviation is 2. */
const BY_LENGTH: SemanticClassifier = {
  name: "by length",
  modelSha256: "00",
  uncased: false,
  scales: ["osgood"],
  spreads: new Map([["osgood", [3, 3, 3, 2, 2, 2]]]),
  scores: (words, scale) =>
    Promise.resolve(
      Float32Array.from(
        words.flatMap(({ length }) => Array(scale === "osgood" ? 3 : 6).fill(length)),
      ),
    ),
};

Deno.test("words on a further scale are seen from a vocabulary, or from what β says of many words", async () => {
  const { parts } = chooseGamma("osgood:root=1");
  const pairs = [{ answer: "a", prediction: "abcde" }, { answer: "of", prediction: "of" }];
  // Lengths 1 and 5 are 2 deviations apart on each of three axes; the mean of √12 and 0.
  const { gamma } = await measureWords(BY_LENGTH, pairs, parts);
  assert.ok(Math.abs(gamma! - Math.sqrt(12) / 2) < 1e-12);
  const fitted = { fitted: [0, 0, 0, 1, 1, 1] };
  const plain = await measureWords(BY_LENGTH, pairs, parts, fitted);
  assert.ok(Math.abs(plain.gamma! - Math.sqrt(48) / 2) < 1e-12);
  const { spreads: _, ...others } = BY_LENGTH;
  await assert.rejects(measureWords(others, pairs, parts), /seen from the average word/);
  const { scales: __, ...none } = BY_LENGTH;
  await assert.rejects(measureWords(none, pairs, parts), {
    name: "InputError",
    message: /^by length does not place words on the scale osgood\./,
  });
  await assert.rejects(
    measureWords(BY_LENGTH, pairs, chooseGamma("loss").parts),
    /the profile one tells no word from another/,
  );
  assert.throws(
    () => gammaOfCosines(parts, new Float32Array(4), new Float32Array(4), [0, 0, 0, 1, 1, 1]),
    /need 3 scores a word/,
  );
  const broken = Float32Array.of(1, NaN, 1);
  assert.throws(
    () => gammaOfCosines(parts, broken, broken, [0, 0, 0, 1, 1, 1]),
    /The answer's potency must be finite, and is NaN/,
  );
});

Deno.test("who has no vocabulary is told which profiles need none", async () => {
  const pairs = [{ answer: "good", prediction: "bad" }];
  await assert.rejects(
    measureWords(TABLE, pairs, chooseGamma("paper:profile=bipolar:distance=euclidean").parts),
    {
      name: "InputError",
      message: "the profile bipolar is seen from the average word of a vocabulary, and there is " +
        "none. Use the profile cosines or placement.",
    },
  );
  await assert.rejects(measureWords(TABLE, pairs, chooseGamma("loss").parts), {
    name: "InputError",
    message: "the profile one tells no word from another, so that words alone have no " +
      "distance. Use a profile that β has a part in.",
  });
  for (const [answers, predictions] of [[6, 12], [12, 6], [5, 5], [7, 7]] as const) {
    assert.throws(
      () => gammaOfCosines(PAPER, new Float32Array(answers), new Float32Array(predictions)),
      {
        name: "RangeError",
        message: "Answers and predictions need 6 scores a word and as many words: got " +
          `${answers} and ${predictions} scores.`,
      },
    );
  }
});

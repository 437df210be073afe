import assert from "node:assert/strict";
import fixture from "../../tests/fixtures/gamma.json" with { type: "json" };
import { chooseGamma } from "./choose_gamma.ts";
import { GammaError } from "./gamma_error.ts";
import { gammaRoot } from "./gamma_root.ts";
import { gammaOfCosines } from "./measure_words.ts";

const [PAPER, NOTEBOOK] = [chooseGamma("paper"), chooseGamma("notebook")];
const gammaPaper = (answers: Float32Array, predictions: Float32Array) =>
  gammaOfCosines(PAPER.parts, answers, predictions);
const gammaNotebook = (answers: Float32Array, predictions: Float32Array) =>
  gammaOfCosines(NOTEBOOK.parts, answers, predictions);

const NONE = new Float32Array();
const ANSWER = Float32Array.of(0.5, 0.1, 0.1, 0.1, 0.1, 0.1);
const PREDICTION = Float32Array.of(0.2, 1, 0.2, 0.2, 0.2, 0.2);

function assertClose(actual: number | undefined, expected: number, tolerance: number) {
  const difference = Math.abs(actual! - expected);
  assert.ok(difference <= tolerance * Math.abs(expected), `${actual} is not ${expected}`);
}

Deno.test("paper: a case worked by hand", () => {
  // P = (.5, .1, .1, .1, .1, .1), Q = (.1, .5, .1, .1, .1, .1).
  // Γ = −(.5 ln .1 + .1 ln .5 + 4 · .1 ln .1) = .9 · 2.302585 + .1 · .693147 = 2.141641.
  assertClose(gammaPaper(ANSWER, PREDICTION), 2.141641, 1e-6);
});

Deno.test("notebook: the same case worked by hand", () => {
  // Σp = 1, Σq = 2. Γ = −6 (.5/2 ln(.2/1) + .1/2 ln(1/1) + 4 · .1/2 ln(.2/1))
  //                   = 6 · (.25 + .2) · 1.609438 = 4.345482.
  assertClose(gammaNotebook(ANSWER, PREDICTION), 4.345482, 1e-6);
});

Deno.test("paper averages over the pairs, notebook sums", () => {
  const answers = Float32Array.of(...ANSWER, ...ANSWER, ...ANSWER);
  const predictions = Float32Array.of(...PREDICTION, ...PREDICTION, ...PREDICTION);
  assertClose(gammaPaper(answers, predictions), 2.141641, 1e-6);
  assertClose(gammaNotebook(answers, predictions), 3 * 4.345482, 1e-6);
});

for (const { name, answers, predictions, paper, notebook } of fixture.cases) {
  Deno.test(`both definitions equal numpy's: ${name}`, () => {
    const p = new Float32Array(answers), q = new Float32Array(predictions);
    assertClose(gammaPaper(p, q), paper, 1e-13);
    if (notebook === null) assert.throws(() => gammaNotebook(p, q), GammaError);
    else assertClose(gammaNotebook(p, q), notebook, 1e-13);
  });
}

Deno.test("paper: no prediction has a smaller Γ than the answer itself", () => {
  const right = gammaPaper(ANSWER, ANSWER)!;
  assert.ok(right < Math.log(6));
  assert.ok(gammaPaper(ANSWER, PREDICTION)! > right);
  assert.ok(gammaPaper(ANSWER, new Float32Array(6).fill(0.3))! > right);
});

Deno.test("without pairs there is no Γ", () => {
  assert.equal(gammaPaper(NONE, NONE), undefined);
  assert.equal(gammaNotebook(NONE, NONE), undefined);
});

Deno.test("notebook names the pair, the word and the pole of a negative cosine", () => {
  const answers = Float32Array.of(...ANSWER, ...ANSWER);
  const predictions = Float32Array.of(...PREDICTION, 0.2, 1, 0.2, -0.25, 0.2, 0.2);
  assert.throws(() => gammaNotebook(answers, predictions), {
    name: "GammaError",
    pair: 1,
    message: `The prediction's cosine with "weak" must be positive, and is -0.25`,
  });
  assert.throws(() => gammaNotebook(predictions, answers), /answer's cosine with "weak"/);
});

Deno.test("NaN is an error in both definitions", () => {
  const broken = Float32Array.of(0.5, 0.1, NaN, 0.1, 0.1, 0.1);
  assert.throws(() => gammaPaper(broken, PREDICTION), GammaError);
  assert.throws(() => gammaPaper(ANSWER, broken), GammaError);
  assert.throws(() => gammaNotebook(ANSWER, broken), GammaError);
});

Deno.test("arrays that do not fit are refused", () => {
  for (const gamma of [gammaPaper, gammaNotebook]) {
    assert.throws(() => gamma(ANSWER, NONE), RangeError);
    assert.throws(() => gamma(new Float32Array(5), new Float32Array(5)), RangeError);
  }
});

Deno.test("the text takes the cube root, the notebook the fourth", () => {
  assertClose(gammaRoot(8, PAPER), 2, 1e-15);
  assertClose(gammaRoot(16, NOTEBOOK), 2, 1e-15);
});

Deno.test("a Γ that is not positive has no root", () => {
  // Cosines of 1 against a sum of 0.6: the logarithms are positive, so Γ is negative.
  const gamma = gammaNotebook(new Float32Array(6).fill(0.1), new Float32Array(6).fill(1))!;
  assert.ok(gamma < 0);
  for (const value of [gamma, 0, NaN]) {
    assert.throws(() => gammaRoot(value, NOTEBOOK), GammaError);
  }
});

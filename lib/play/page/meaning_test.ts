import assert from "node:assert/strict";
import { METHODS } from "../../schedule/mod.ts";
import { chooseGamma, gammaOfCosines, gammaRoot, GAMMAS } from "../../semantics/mod.ts";
import { gammaTable, type VocabularyScores } from "../../semantics/mod.ts";
import type { PlayData } from "../play_data.ts";
import { gammaOnPage } from "../gamma_on_page.ts";
import { isNoGamma, stepRates, wordNumbers } from "./meaning.ts";

const WORDS = 3, LOGITS = Float32Array.of(1, 3, 2);

/** Scores of three words, the last of which β does not know. */
const SCORES: VocabularyScores = {
  scores: Float32Array.from({ length: WORDS * 6 }, (_, i) => 0.1 + (i * 7 % 5) / 20),
  known: Uint8Array.of(1, 1, 0),
  further: new Map([
    ["osgood", Float32Array.of(0.1, 0.2, 0.3, 0.2, -0.1, 0, 0, 0, 0)],
    ["random", Float32Array.of(0.3, 0.1, 0.2, -0.2, 0.1, 0, 0, 0, 0)],
  ]),
};

function pageOf(gamma: string, reference = 1) {
  const choice = chooseGamma(gamma), table = gammaTable(choice.parts, SCORES);
  const data: PlayData = {
    ...{ models: [], vocabularies: [], drawn: [], scheduledRate: 0.1 },
    gamma: gammaOnPage(choice, reference),
    methods: ["none", "SD", "SD2"].map((name) => ({ name, power: METHODS.get(name).power! })),
  };
  const bytes = Float32Array.of(...table.known, ...table.profile, ...table.known).buffer;
  return { choice, table, data, numbers: wordNumbers(bytes, WORDS, data) };
}

for (const gamma of GAMMAS.names) {
  Deno.test(`a blank's Γ and rates are the library's: ${gamma}`, () => {
    const { choice, data, numbers, table } = pageOf(gamma);
    const blank = { right: 0, predicted: 1, logits: LOGITS };
    const step = stepRates(data, numbers, blank, 0.1)!;
    const { scale = "poles" } = choice.parts.profile;
    if (choice.parts.prediction === "argmax" && scale === "poles") {
      const [right, predicted] = [0, 1].map((word) => SCORES.scores.slice(word * 6, word * 6 + 6));
      const expected = gammaOfCosines(choice.parts, right!, predicted!, table.fitted);
      assert.ok(Math.abs(step.gamma - expected!) < 1e-6);
    }
    if (gamma === "loss") {
      const total = LOGITS.reduce((sum, logit) => sum + Math.exp(logit), 0);
      assert.ok(Math.abs(step.gamma - Math.log(total / Math.E)) < 1e-6);
    }
    const root = gammaRoot(step.gamma, choice);
    assert.equal(step.root, root);
    assert.deepEqual(step.rates.map(({ name, rate }) => [name, rate]), [
      ["none", 0.1],
      ["SD", 0.1 * root ** -1],
      ["SD2", 0.1 * root],
    ]);
  });
}

Deno.test("Γ is divided by its reference before the root is taken", () => {
  const blank = { right: 0, predicted: 1, logits: LOGITS };
  const plain = pageOf("paper"), divided = pageOf("paper", 2);
  const { gamma } = stepRates(plain.data, plain.numbers, blank, 1)!;
  const { root } = stepRates(divided.data, divided.numbers, blank, 1)!;
  assert.ok(Math.abs(root - Math.cbrt(gamma / 2)) < 1e-12);
});

Deno.test("a word that β does not know leaves the pair out", () => {
  const { data, numbers } = pageOf("paper");
  assert.equal(stepRates(data, numbers, { right: 2, predicted: 1, logits: LOGITS }, 1), undefined);
});

Deno.test("a Γ of 0 is one, as in training: no step of SD, one of rate 0 of SD2", () => {
  const { data, numbers } = pageOf("osgood");
  const same = { right: 0, predicted: 0, logits: LOGITS };
  const { gamma, root, rates } = stepRates(data, numbers, same, 0.1)!;
  assert.deepEqual([gamma, root], [0, 0]);
  assert.deepEqual(rates.map(({ rate }) => rate), [0.1, undefined, 0]);
});

Deno.test("a Γ below 0 has no root, which is told and no mistake", () => {
  const { data, numbers } = pageOf("osgood", -1);
  const blank = { right: 0, predicted: 1, logits: LOGITS };
  assert.throws(() => stepRates(data, numbers, blank, 1), (error) => isNoGamma(error));
  assert.ok(!isNoGamma(new RangeError("else")));
});

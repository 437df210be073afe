import assert from "node:assert/strict";
import { testDistance } from "./_cases.ts";
import { KL } from "./kl.ts";

const LEANING = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1];

testDistance(KL, [
  {
    name: "the leading pole exchanged",
    // .5 ln(.5 ÷ .1) + .1 ln(.1 ÷ .5) = .4 ln 5 = .4 · 1.609438.
    right: LEANING,
    predicted: [0.1, 0.5, 0.1, 0.1, 0.1, 0.1],
    expected: 0.643775,
  },
  {
    name: "an even prediction: ln 6 less the entropy",
    // 1.791759 − 1.497866.
    right: LEANING,
    predicted: new Array(6).fill(1 / 6),
    expected: 0.293893,
  },
  { name: "a right prediction", right: LEANING, predicted: LEANING, expected: 0 },
]);

Deno.test("kl: a right prediction is at 0 exactly, and the words are not alike", () => {
  assert.equal(KL.compute(LEANING, LEANING), 0);
  const even = new Array(6).fill(1 / 6);
  assert.ok(Math.abs(KL.compute(even, LEANING) - KL.compute(LEANING, even)) > 0.01);
});

import assert from "node:assert/strict";
import { testDistance } from "./_cases.ts";
import { JENSEN_SHANNON } from "./jensen_shannon.ts";

const LEANING = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1];
const EXCHANGED = [0.1, 0.5, 0.1, 0.1, 0.1, 0.1];

testDistance(JENSEN_SHANNON, [
  {
    name: "the leading pole exchanged",
    // M has .3 at both: .5 ln(.5 ÷ .3) + .1 ln(.1 ÷ .3) = .5 · .510826 − .1 · 1.098612, for either word.
    right: LEANING,
    predicted: EXCHANGED,
    expected: 0.145552,
  },
  {
    name: "words that share next to nothing: nearly ln 2",
    right: [1 - 5e-9, ...new Array(5).fill(1e-9)],
    predicted: [...new Array(5).fill(1e-9), 1 - 5e-9],
    expected: Math.LN2,
  },
  { name: "a right prediction", right: LEANING, predicted: LEANING, expected: 0 },
]);

Deno.test("jensen_shannon: a right prediction is at 0 exactly, and the words are alike", () => {
  assert.equal(JENSEN_SHANNON.compute(LEANING, LEANING), 0);
  const { compute } = JENSEN_SHANNON;
  assert.equal(compute(LEANING, EXCHANGED), compute(EXCHANGED, LEANING));
});

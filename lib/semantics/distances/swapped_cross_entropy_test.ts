import { testDistance } from "./_cases.ts";
import { SWAPPED_CROSS_ENTROPY } from "./swapped_cross_entropy.ts";

testDistance(SWAPPED_CROSS_ENTROPY, [
  {
    name: "a case worked by hand",
    // Σp = 1, Σq = 2: −6 (.5/2 ln(.2/1) + .1/2 ln(1/1) + 4 · .1/2 ln(.2/1))
    //               = 6 · (.25 + .2) · 1.609438.
    right: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    predicted: [0.2, 1, 0.2, 0.2, 0.2, 0.2],
    expected: 4.345482,
  },
  {
    name: "predicted cosines that outweigh the right ones make it negative",
    // Σp = .6, Σq = 6: −6 · 6 · .1/6 · ln(1 ÷ .6) = −.6 · .510826.
    right: new Array(6).fill(0.1),
    predicted: new Array(6).fill(1),
    expected: -0.306495,
  },
  {
    name: "a negative cosine has no logarithm",
    right: new Array(6).fill(0.1),
    predicted: [-0.1, 0.2, 0.2, 0.2, 0.2, 0.2],
    expected: NaN,
  },
  {
    name: "a predicted cosine of 0 has none either",
    right: new Array(6).fill(0.1),
    predicted: [0, 0.2, 0.2, 0.2, 0.2, 0.2],
    expected: Infinity,
  },
]);

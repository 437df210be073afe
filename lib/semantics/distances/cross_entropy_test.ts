import { testDistance } from "./_cases.ts";
import { CROSS_ENTROPY } from "./cross_entropy.ts";

testDistance(CROSS_ENTROPY, [
  {
    name: "the leading pole exchanged",
    // −(.5 ln .1 + .1 ln .5 + 4 · .1 ln .1) = .9 · 2.302585 + .1 · .693147.
    right: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    predicted: [0.1, 0.5, 0.1, 0.1, 0.1, 0.1],
    expected: 2.141641,
  },
  {
    name: "words that are not each other's exchange",
    // −(.5 ln .25 + 5 · .1 ln .15) = .5 · 1.386294 + .5 · 1.897120.
    right: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    predicted: [0.25, 0.15, 0.15, 0.15, 0.15, 0.15],
    expected: 1.641707,
  },
  {
    name: "a right prediction has the entropy",
    // −(.5 ln .5 + 5 · .1 ln .1) = .5 · .693147 + .5 · 2.302585.
    right: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    predicted: [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    expected: 1.497866,
  },
]);

import assert from "node:assert/strict";
import { testDistance } from "./_cases.ts";
import { COSINE } from "./cosine.ts";

testDistance(COSINE, [
  // (1·4 + 2·5 + 2·(−2)) ÷ (3 · √45) = 10 ÷ 20.124612.
  { name: "an acute angle", right: [1, 2, 2], predicted: [4, 5, -2], expected: 0.503096 },
  { name: "a right angle", right: [1, 0, 0], predicted: [0, -3, 0], expected: 1 },
  { name: "opposite directions", right: [1, -2, 3], predicted: [-2, 4, -6], expected: 2 },
  { name: "the same direction", right: [1, -2, 3], predicted: [2, -4, 6], expected: 0 },
  { name: "a profile of zeros has none", right: [0, 0, 0], predicted: [1, 2, 3], expected: NaN },
]);

Deno.test("cosine: a right prediction is at 0 exactly", () => {
  for (const profile of [[0.1, 0.2, 0.7], [1 / 3, -1 / 7, 1e-3], [5, 5, 5]]) {
    assert.equal(COSINE.compute(profile, profile), 0);
  }
});

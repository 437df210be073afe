import assert from "node:assert/strict";
import { rateFactor, requireFactors } from "./factors.ts";

Deno.test("a factor is A″ ÷ A′, and none where there is no step or no rate to begin with", () => {
  assert.deepEqual([rateFactor(4, 2), rateFactor(4, 0), rateFactor(4, 4)], [0.5, 0, 1]);
  assert.deepEqual([rateFactor(4, null), rateFactor(0, 0), rateFactor(0, null)], [
    null,
    null,
    null,
  ]);
});

const asked = (factors: readonly (number | null)[] | undefined, steps = 2) =>
  requireFactors("replay", {
    ...{ steps, seed: 0, parameters: { of: "SD" } },
    ...(factors === undefined ? {} : { factors }),
  });

Deno.test("factors are finite numbers from 0 on, one for each step, or what is wrong is said", () => {
  for (const factors of [[0, 1e300], [null, 5], [null, null]]) {
    assert.equal(asked(factors), factors);
  }
  const cases: [Parameters<typeof asked>[0], string][] = [
    [
      undefined,
      "replay needs the rates of the run SD, and there are none. Add SD to the " +
      "experiment, where replay is made after it.",
    ],
    [
      [1],
      "replay needs a rate of SD for each of its 2 steps, and that has 1. Train both for the " +
      "same number of steps.",
    ],
    ...([[Infinity, 1, "Infinity"], [-1e-9, 1, "-1e-9"], [NaN, -1, "NaN"], [1, -1, "-1"]] as const)
      .map(([a, b, word]): [number[], string] => [
        [a, b],
        `step ${a === 1 ? 2 : 1} of SD has the factor ${word}. replay needs finite factors of at ` +
        "least 0: train SD again.",
      ]),
  ];
  for (const [factors, message] of cases) {
    assert.throws(() => asked(factors), { name: "InputError", message });
  }
});

import assert from "node:assert/strict";
import { chooseGamma } from "./choose_gamma.ts";
import { addPair } from "./pair_distance.ts";

const NOTEBOOK = chooseGamma("notebook").parts;
const EVEN = new Array(6).fill(0.1);

Deno.test("a distance that compares positive numbers is given no 0 and nothing below, by either word", () => {
  for (const wrong of [0, -0.1]) {
    const words = [wrong, ...EVEN.slice(1)];
    const message = (role: string) =>
      new RegExp(
        `^GammaError: The ${role}'s cosine with "positive" must be positive, and is ${wrong}`,
      );
    assert.throws(() => addPair(0, NOTEBOOK, words, EVEN, 3), message("answer"));
    assert.throws(() => addPair(0, NOTEBOOK, EVEN, words, 3), message("prediction"));
  }
});

Deno.test("a distance that compares any numbers is given finite ones", () => {
  const { parts } = chooseGamma("notebook:distance=euclidean");
  // 1 + √(.1² + .2²)
  const sum = addPair(1, parts, [0, -0.1, ...EVEN.slice(2)], EVEN, 0);
  assert.ok(Math.abs(sum - 1.223607) < 1e-6);
  assert.throws(
    () => addPair(1, parts, [NaN, ...EVEN.slice(1)], EVEN, 0),
    /The answer's cosine with "positive" must be finite, and is NaN/,
  );
});

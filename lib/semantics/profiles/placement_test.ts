import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/gamma.json" with { type: "json" };
import { placement, SMALLEST_COSINE } from "./placement.ts";

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    assert.ok(difference <= tolerance, `at ${i}: ${actual[i]} is not ${expected[i]}`);
  }
}

Deno.test("positive cosines are divided by their sum", () => {
  // Their sum is 2.
  assertClose(placement([0.8, 0.4, 0.2, 0.2, 0.2, 0.2]), [0.4, 0.2, 0.1, 0.1, 0.1, 0.1], 1e-15);
});

Deno.test("a negative cosine gets the least share, and shares still sum to 1", () => {
  // 0.01 + 0.01 + 0.48 + 0.2 + 0.2 + 0.1 = 1.
  const shares = placement([-0.7, 0, 0.48, 0.2, 0.2, 0.1]);
  assertClose(shares, [0.01, 0.01, 0.48, 0.2, 0.2, 0.1], 1e-15);
  assert.ok(Math.abs(sum(shares) - 1) < 1e-15);
});

Deno.test("a word opposed to every pole is placed evenly", () => {
  assertClose(placement([-1, -0.5, -0.1, -0.2, -0.3, -0.4]), new Array(6).fill(1 / 6), 1e-15);
});

Deno.test("no share is smaller than the bound that the docstring gives", () => {
  const shares = placement([-1, 1, 1, 1, 1, 1]);
  assert.ok(Math.abs(shares[0]! - SMALLEST_COSINE / (SMALLEST_COSINE + 5)) < 1e-15);
});

Deno.test("the placement moves little when a cosine moves little, at zero and at the clip too", () => {
  for (const at of [-0.5, 0, SMALLEST_COSINE, 0.3]) {
    const below = placement([at - 1e-7, 0.2, 0.2, 0.2, 0.2, 0.2]);
    const above = placement([at + 1e-7, 0.2, 0.2, 0.2, 0.2, 0.2]);
    assertClose(below, above, 2e-7);
  }
});

Deno.test("placements equal those that numpy computes", () => {
  for (const { answers, placements } of fixture.cases) {
    const scores = new Float32Array(answers);
    for (let start = 0; start < scores.length; start += 6) {
      const expected = placements.slice(start, start + 6);
      assertClose(placement(scores.subarray(start, start + 6)), expected, 1e-14);
    }
  }
});

Deno.test("scores that are no six finite numbers are refused", () => {
  assert.throws(() => placement([0.1, 0.2]), RangeError);
  assert.throws(() => placement([NaN, 0.1, 0.1, 0.1, 0.1, 0.1]), RangeError);
  assert.throws(() => placement([Infinity, 0.1, 0.1, 0.1, 0.1, 0.1]), RangeError);
});

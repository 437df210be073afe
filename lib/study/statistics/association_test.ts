import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/associations.json" with { type: "json" };
import { aucOf, explained, pearson, ranks, spearman } from "./association.ts";

function close(actual: number, expected: number, text: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${text}: ${actual} is not ${expected}`);
}

for (const { name, y, x, z, ...expected } of fixture.cases) {
  Deno.test(`correlations, ranks and areas under the curve are SciPy's: ${name}`, () => {
    const where = (is: (value: number) => boolean) => y.filter((_, i) => is(x[i]!));
    close(pearson(y, x), expected.pearson, "pearson");
    close(spearman(y, x), expected.spearman, "spearman");
    close(aucOf(where((v) => v > 0), where((v) => v < 0)), expected.auc, "auc");
    close(explained(y, x, z), expected.explained, "explained");
    assert.deepEqual(ranks(y), expected.ranks);
  });
}

Deno.test("what cannot be said is NaN, and lists of different lengths are refused", () => {
  assert.deepEqual([pearson([1, 1], [1, 2]), aucOf([], [1]), aucOf([1], [])], [NaN, NaN, NaN]);
  assert.equal(explained([1, 2, 4], [1, 2, 3], [2, 4, 6]), NaN);
  assert.throws(() => pearson([1, 2], [1]), RangeError);
  assert.deepEqual([aucOf([2, 3], [1]), aucOf([1], [1]), aucOf([0], [1])], [1, 0.5, 0]);
});

import assert from "node:assert/strict";
import { near } from "../../../tests/_near.ts";
import fixture from "../../../tests/fixtures/associations.json" with { type: "json" };
import { aucOf, explained, pearson, ranks, spearman } from "./association.ts";

for (const { name, y, x, z, ...expected } of fixture.cases) {
  Deno.test(`correlations, ranks and areas under the curve are SciPy's: ${name}`, () => {
    const where = (is: (value: number) => boolean) => y.filter((_, i) => is(x[i]!));
    near(pearson(y, x), expected.pearson, 1e-12, "pearson");
    near(spearman(y, x), expected.spearman, 1e-12, "spearman");
    near(aucOf(where((v) => v > 0), where((v) => v < 0)), expected.auc, 1e-12, "auc");
    near(explained(y, x, z), expected.explained, 1e-12, "explained");
    assert.deepEqual(ranks(y), expected.ranks);
  });
}

Deno.test("what cannot be said is NaN, and lists of different lengths are refused", () => {
  assert.deepEqual([pearson([1, 1], [1, 2]), aucOf([], [1]), aucOf([1], [])], [NaN, NaN, NaN]);
  assert.equal(explained([1, 2, 4], [1, 2, 3], [2, 4, 6]), NaN);
  assert.throws(() => pearson([1, 2], [1]), RangeError);
  assert.deepEqual([aucOf([2, 3], [1]), aucOf([1], [1]), aucOf([0], [1])], [1, 0.5, 0]);
});

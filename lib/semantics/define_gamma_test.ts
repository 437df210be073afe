import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { chooseGamma } from "./choose_gamma.ts";
import { defineGamma, type GammaSpecification } from "./define_gamma.ts";
import type { DistanceDefinition } from "./distance.ts";
import { gammaTable } from "./gamma_table.ts";
import { GAMMAS } from "./gammas.ts";
import type { ProfileDefinition } from "./profile.ts";
import { referenceGamma } from "./reference_gamma.ts";

const CITY_BLOCK: DistanceDefinition = {
  name: "city_block",
  description: "Σ |p − q|",
  compares: "real",
  compute: (right, predicted) =>
    Array.from(right).reduce((sum, p, i) => sum + Math.abs(p - predicted[i]!), 0),
};

/** How far a word leans to the first pole, from its average over the words. */
const FIRST: ProfileDefinition = {
  name: "first",
  description: "the first cosine less its mean",
  values: "real",
  axes: ["first cosine"],
  fit: (cosines) => {
    const firsts = [...cosines].filter((_, i) => i % 6 === 0);
    return [firsts.reduce((sum, cosine) => sum + cosine, 0) / firsts.length];
  },
  of: (cosines, [mean]: ArrayLike<number> & Iterable<number>) => [cosines[0]! - mean!],
};

const OWN: GammaSpecification = { name: "own", description: "one's own" };

Deno.test("parts that are left out are paper's", () => {
  const { defaults } = defineGamma(OWN);
  assert.deepEqual(defaults, chooseGamma("paper").parts);
});

Deno.test("a definition of one's own is chosen, exchanged and measured as any other", () => {
  const own = defineGamma({ ...OWN, profile: FIRST, distance: CITY_BLOCK, root: 1 });
  const gammas = GAMMAS.with([own]);
  const { parts, words, sentence } = chooseGamma("own", gammas);
  assert.deepEqual(words, {});
  assert.match(sentence, /of Σ \|p − q\|\. A word's profile is the first cosine less its mean;/);
  const scores = Float32Array.from({ length: 18 }, (_, i) => [0.5, 0.25, 0.75][Math.floor(i / 6)]!);
  const table = gammaTable(parts, { scores, known: Uint8Array.of(1, 1, 1) });
  assert.deepEqual([...table.profile], [0, -0.25, 0.25]);
  const words_ = { labels: [0, 1], predicted: [2, 2] };
  // (.25 + .5) ÷ 2.
  assert.deepEqual(referenceGamma(parts, table, words_), { gamma: 0.375, pairs: 2 });
  const { parts: exchanged } = chooseGamma("own:distance=euclidean:profile=bipolar", gammas);
  assert.deepEqual([exchanged.distance.name, exchanged.profile.name], ["euclidean", "bipolar"]);
  assert.equal(chooseGamma("own:distance=city_block", gammas).name, "own");
});

Deno.test("what is no definition is refused in one sentence", () => {
  const wrong: [Partial<GammaSpecification>, RegExp][] = [
    [{ name: "a-b" }, /name of a gamma/],
    [{ root: 0 }, /root of Γ own must be a number above 0: got 0/],
    [{ positions: "all" as "masked" }, /positions of Γ own must be one of masked, first-chunk/],
    [{ profile: "rgb" }, /unknown profile "rgb"\. There are cosines, placement/],
    [{ distance: "far" }, /unknown distance "far"\. There are cross_entropy, /],
    [{ distance: { ...CITY_BLOCK, name: "kl" } }, /the name of another one, kl/],
    [{ distance: { ...CITY_BLOCK, name: "a b" } }, /name of a gamma/],
    [{ distance: { ...CITY_BLOCK, compares: "any" as "real" } }, /city_block .* shares, positive/],
    [
      { distance: { ...CITY_BLOCK, compute: undefined as unknown as () => number } },
      /needs a function compute\(\)/,
    ],
    [{ profile: { ...FIRST, axes: [] } }, /first of Γ own needs axes/],
  ];
  for (const [given, message] of wrong) {
    assert.throws(() => defineGamma({ ...OWN, ...given }), (error) => {
      assert.ok(error instanceof TypeError, `${error}`);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.throws(() => defineGamma({ ...OWN, profile: "bipolar" }), InputError);
});

import assert from "node:assert/strict";
import { POLES } from "./poles.ts";
import { axisDirections, FURTHER_SCALES, SCALE_NAMES, SCALES, valuesOn } from "./scales.ts";

/** Embeddings of two numbers: the n-th word that is asked for is n radians from the first axis. */
function turning(): { embed: (word: string) => Float64Array; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    embed(word) {
      const angle = asked.push(word);
      return Float64Array.of(Math.cos(angle), Math.sin(angle));
    },
  };
}

Deno.test("the poles' directions are the words' embeddings, as they are", async () => {
  const given: Float32Array[] = [];
  const directions = await axisDirections("poles", () => {
    given.push(Float32Array.of(0.6, 0.8));
    return given.at(-1)!;
  });
  assert.deepEqual(SCALES.poles.map(({ name }) => name), [...POLES]);
  directions.forEach((direction, i) => assert.equal(direction, given[i]));
});

Deno.test("an axis is the mean direction of its pairs, each of the same weight", async () => {
  // All plus words at (1, 0), of length 1. Minus words: half at (0, 1), half at (0.6, 0.8).
  const minus = new Map<string, number[]>();
  const pairs = SCALES.osgood[0]!.terms;
  pairs.forEach((pair, i) => minus.set(pair[1]!, i % 2 === 0 ? [0, 1] : [0.6, 0.8]));
  const embed = (word: string) => Float64Array.from(minus.get(word) ?? [1, 0]);
  const [direction] = await axisDirections("osgood", embed);
  // norm(1, −1) = (.70711, −.70711) and norm(.4, −.8) = (.44721, −.89443): their sum is
  // (1.15432, −1.60154), of length 1.97418.
  [0.58471, -0.81124].forEach((value, i) => {
    assert.ok(Math.abs(direction![i]! - value) < 1e-5, `${direction![i]} is not ${value}`);
  });
  const [value] = valuesOn([direction!], Float64Array.of(0.6, 0.8));
  assert.ok(Math.abs(value! - (0.6 * 0.58471 - 0.8 * 0.81124)) < 1e-5);
});

Deno.test("every scale but the poles has three axes of twelve pairs, and no word twice", async () => {
  assert.deepEqual(SCALE_NAMES, ["poles", ...FURTHER_SCALES]);
  const all: string[] = [];
  for (const scale of FURTHER_SCALES) {
    assert.deepEqual(SCALES[scale].map(({ terms }) => terms.length), [12, 12, 12]);
    const { embed, asked } = turning();
    for (const direction of await axisDirections(scale, embed)) {
      assert.ok(Math.abs(Math.hypot(...Array.from(direction)) - 1) < 1e-12, "it has the length 1");
    }
    assert.equal(asked.length, 72);
    all.push(...asked);
  }
  assert.equal(new Set(all).size, all.length);
});

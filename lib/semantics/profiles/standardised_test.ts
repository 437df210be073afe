import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/gamma.json" with { type: "json" };
import { distance } from "../../../tests/_tensors.ts";
import { STANDARDISED } from "./standardised.ts";

Deno.test("standardised: each cosine has mean 0 and deviation 1 over the words", () => {
  const cosines = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * i) / 2);
  const fitted = STANDARDISED.fit!(cosines);
  const profiles = Array.from(
    { length: 10 },
    (_, word) => STANDARDISED.of(cosines.subarray(word * 6, word * 6 + 6), fitted),
  );
  STANDARDISED.axes.forEach((_, axis) => {
    const column = profiles.map((profile) => profile[axis]!);
    assert.ok(Math.abs(column.reduce((sum, z) => sum + z, 0)) < 1e-12);
    assert.ok(Math.abs(column.reduce((sum, z) => sum + z * z, 0) - 10) < 1e-12);
  });
});

Deno.test("standardised: profiles equal numpy's", () => {
  const { cosines, profiles } = fixture.vocabulary;
  // Word 0 is not known.
  const words = Float32Array.from(cosines).subarray(6);
  const fitted = STANDARDISED.fit!(words);
  const own = Array.from(
    { length: 8 },
    (_, word) => [...Array.from(STANDARDISED.of(words.subarray(word * 6, word * 6 + 6), fitted))],
  );
  assert.ok(distance(own.flat(), profiles.standardised) < 1e-14);
});

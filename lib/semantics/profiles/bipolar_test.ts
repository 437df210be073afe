import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/gamma.json" with { type: "json" };
import { distance } from "../../../tests/_tensors.ts";
import { BIPOLAR } from "./bipolar.ts";

Deno.test("bipolar: plus less minus, in deviations from the mean", () => {
  // Evaluation .25 and −.75: mean −.25, deviation .5. Potency .5 and .5, which stands still.
  // Activity −.5 and 1: mean .25, deviation .75.
  const words = Float32Array.of(0.5, 0.25, 1, 0.5, 0, 0.5, 0, 0.75, 0.75, 0.25, 1, 0);
  const fitted = BIPOLAR.fit!(words);
  assert.deepEqual(Array.from(fitted), [-0.25, 0.5, 0.25, 0.5, 1, 0.75]);
  assert.deepEqual(Array.from(BIPOLAR.of(words.subarray(0, 6), fitted)), [1, 0, -1]);
  assert.deepEqual(Array.from(BIPOLAR.of(words.subarray(6), fitted)), [-1, 0, 1]);
  assert.deepEqual(BIPOLAR.axes, ["evaluation", "potency", "activity"]);
});

Deno.test("bipolar: profiles equal numpy's", () => {
  const { cosines, profiles } = fixture.vocabulary;
  // Word 0 is not known.
  const words = Float32Array.from(cosines).subarray(6);
  const fitted = BIPOLAR.fit!(words);
  const own = Array.from(
    { length: 8 },
    (_, word) => Array.from(BIPOLAR.of(words.subarray(word * 6, word * 6 + 6), fitted)),
  );
  assert.ok(distance(own.flat(), profiles.bipolar) < 1e-14);
});

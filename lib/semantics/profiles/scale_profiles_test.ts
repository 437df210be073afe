import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/gamma.json" with { type: "json" };
import { distance } from "../../../tests/_tensors.ts";
import { ONE } from "./one.ts";
import { OSGOOD } from "./osgood.ts";
import { RANDOM } from "./random.ts";

Deno.test("osgood and random: values on three axes, in deviations from the mean", () => {
  // Means 1, 0, .5; deviations 1, 0 (which stands still) and .5.
  const values = Float32Array.of(0, 0, 1, 2, 0, 0);
  for (const profile of [OSGOOD, RANDOM]) {
    const fitted = profile.fit!(values);
    assert.deepEqual([...Array.from(fitted)], [1, 0, 0.5, 1, 1, 0.5]);
    assert.deepEqual([...Array.from(profile.of(values.subarray(0, 3), fitted))], [-1, 0, 1]);
    assert.equal(profile.scale, profile.name);
  }
  assert.deepEqual(OSGOOD.axes, ["evaluation", "potency", "activity"]);
  assert.deepEqual(RANDOM.axes, ["random axis 1", "random axis 2", "random axis 3"]);
});

Deno.test("osgood: profiles equal numpy's", () => {
  const { values, profiles } = fixture.scale;
  const all = Float32Array.from(values), fitted = OSGOOD.fit!(all);
  const own = Array.from(
    { length: all.length / 3 },
    (_, word) => [...Array.from(OSGOOD.of(all.subarray(3 * word, 3 * word + 3), fitted))],
  );
  assert.ok(distance(own.flat(), profiles) < 1e-14);
});

Deno.test("one: the same for every word, and nothing is needed of β", () => {
  assert.deepEqual([ONE.scale, ONE.of([], []), ONE.axes.length], ["none", [1], 1]);
});

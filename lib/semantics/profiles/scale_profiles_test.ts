import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/gamma.json" with { type: "json" };
import { distance } from "../../../tests/_tensors.ts";
import { CHANCE } from "./chance.ts";
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

Deno.test("chance: the same three normal numbers for the same word, whatever it means", () => {
  // Neighbours, which differ in the last bit of one value, are as far apart as any two words.
  const word = Float32Array.of(0.1, 0.2, 0.3), neighbour = Float32Array.of(0.1, 0.2, 0.30000004);
  const of = (values: Float32Array) => [...Array.from(CHANCE.of(values, []))];
  assert.deepEqual(of(word), of(Float32Array.from(word)));
  assert.notDeepEqual(of(word), of(neighbour));
  assert.notDeepEqual(of(word), of(Float32Array.of(0.2, 0.1, 0.3)));
  assert.equal(CHANCE.scale, "osgood");
  const count = 4000;
  const drawn = Array.from(
    { length: count },
    (_, i) => of(Float32Array.of(i / count, -i / count, 1)),
  );
  for (let axis = 0; axis < 3; axis++) {
    // Four standard errors of a mean and of a variance of independent normal numbers, and of the
    // product with the value that the word has.
    const mean = drawn.reduce((sum, row) => sum + row[axis]!, 0) / count;
    const square = drawn.reduce((sum, row) => sum + row[axis]! ** 2, 0) / count;
    const trend = drawn.reduce((sum, row, i) => sum + row[axis]! * (i / count - 0.5), 0) / count;
    assert.ok(Math.abs(mean) < 4 / Math.sqrt(count), `mean ${mean}`);
    assert.ok(Math.abs(square - 1) < 4 * Math.sqrt(2 / count), `square ${square}`);
    assert.ok(Math.abs(trend) < 4 * Math.sqrt(1 / 12 / count), `trend ${trend}`);
  }
});

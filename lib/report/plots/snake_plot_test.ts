import assert from "node:assert/strict";
import { countMarks } from "../_test_runs.ts";
import { renderSvg } from "./render.ts";
import { axisProfile, factorProfile, poleProfile, scoreRows, snakePlot } from "./snake_plot.ts";

// positive, negative, strong, weak, active, passive
const SCORES = Float32Array.of(0.5, 0.25, 0.5, 0.375, 0.25, 0.5, 0.25, 0.5, 0.25, 0.25, 0.5, 0.25);

Deno.test("a factor is the plus pole less the minus pole", () => {
  const points = factorProfile(["good", "bad"], SCORES);
  assert.deepEqual(points.map(({ word, left, right, value }) => [word, left, right, value]), [
    ["good", "negative", "positive", 0.25],
    ["good", "weak", "strong", 0.125],
    ["good", "passive", "active", -0.25],
    ["bad", "negative", "positive", -0.25],
    ["bad", "weak", "strong", 0],
    ["bad", "passive", "active", 0.25],
  ]);
});

Deno.test("with a reference a factor is in standard deviations from the average word", () => {
  const at = { mean: 0.125, deviation: 0.0625 };
  const reference = { evaluation: at, potency: at, activity: at };
  const [evaluation, potency] = factorProfile(["good"], SCORES.subarray(0, 6), reference);
  assert.equal(evaluation!.value, 2); // (0.25 − 0.125) / 0.0625
  assert.equal(potency!.value, 0);
});

Deno.test("a snake plot has a line a word and both poles of each factor", async () => {
  const points = factorProfile(["good", "bad"], SCORES);
  const svg = await renderSvg(snakePlot(points, { axisTitle: "Difference of cosines" }));
  assert.equal(countMarks(svg, "line"), 2);
  for (const pole of ["positive", "negative", "strong", "weak", "active", "passive"]) {
    assert.ok(svg.includes(`>${pole}</text>`), pole);
  }
});

Deno.test("six poles have six rows", async () => {
  const points = poleProfile(["good", "bad"], SCORES);
  assert.equal(points.length, 12);
  const svg = await renderSvg(snakePlot(points, { axisTitle: "Cosine" }));
  assert.equal(countMarks(svg, "symbol"), 12);
});

Deno.test("scores that do not fit the words are refused", () => {
  assert.throws(() => factorProfile(["good"], SCORES), RangeError);
  assert.throws(() => poleProfile(["good", "bad", "ugly"], SCORES), RangeError);
});

Deno.test("a word's scores are a row", () => {
  assert.deepEqual(scoreRows(["good", "bad"], SCORES)[1], {
    word: "bad",
    positive: 0.25,
    negative: 0.5,
    strong: 0.25,
    weak: 0.25,
    active: 0.5,
    passive: 0.25,
  });
});

Deno.test("words lie on the axes of a scale in standard deviations, between the first pair of each", () => {
  const axes = [
    { name: "evaluation", terms: [["good", "bad"], ["nice", "awful"]] },
    { name: "potency", terms: [["strong", "weak"]] },
  ];
  const points = axisProfile(["army", "child"], [0.3, 0.5, 0.1, -0.1], [0.1, 0.1, 0.2, 0.4], axes);
  assert.deepEqual(points.map(({ word, scale, left, right }) => [word, scale, left, right]), [
    ["army", "evaluation", "bad", "good"],
    ["army", "potency", "weak", "strong"],
    ["child", "evaluation", "bad", "good"],
    ["child", "potency", "weak", "strong"],
  ]);
  points.forEach(({ value }, i) => assert.ok(Math.abs(value - [1, 1, 0, -0.5][i]!) < 1e-12));
  assert.throws(() => axisProfile(["army"], [1], [0, 1], axes), RangeError);
});

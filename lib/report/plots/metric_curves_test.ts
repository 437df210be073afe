import assert from "node:assert/strict";
import { Registry } from "../../definition/mod.ts";
import { defineMetric, METRICS } from "../../training/mod.ts";
import { countMarks, testRun } from "../_test_runs.ts";
import { metricCurves } from "./metric_curves.ts";
import { renderSvg } from "./render.ts";

const metric = defineMetric({
  name: "eval_guess",
  description: "share of lucky guesses",
  title: "guesses",
  format: ".1%",
  better: "higher",
  reads: [],
  create: () => ({ update() {}, result: () => 0 }),
});
const run = testRun({
  schedule: "linear",
  method: "SD",
  evalLosses: [4, 3, 2],
  trainLosses: [4, 3],
  metrics: { "eval_guess": [0.25, null, 0.5], "eval_foreign:bins=3": [1, 2, 3] },
});

Deno.test("a metric's plot has its words from its definition, and a gap where it has no value", async () => {
  const spec = metricCurves([run], "eval_guess", { metrics: METRICS.with([metric]) });
  const { values } = spec.data as { values: { y: number | null }[] };
  assert.deepEqual(values.map(({ y }) => y), [0.25, null, 0.5]);
  const svg = await renderSvg(spec);
  assert.ok(svg.includes(">Guesses</text>"));
  assert.ok(svg.includes("Share of lucky guesses; higher is better"));
  assert.equal(countMarks(svg, "line"), 1);
});

Deno.test("a metric whose definition is not at hand goes by its name", async () => {
  const svg = await renderSvg(metricCurves([run], "eval_foreign:bins=3"));
  assert.ok(svg.includes(">Foreign, bins=3</text>"));
});

Deno.test("a title with a line break ends no expression", async () => {
  const metrics = new Registry("metric", [{ ...metric, title: "lucky\nguesses" }]);
  const svg = await renderSvg(metricCurves([run], "eval_guess", { metrics }));
  assert.equal(countMarks(svg, "line"), 1);
});

Deno.test("what turns the writing is drawn as its escape, wherever it stands", async () => {
  const sound = JSON.stringify(metricCurves([run], "eval_foreign:bins=3"));
  const hostile = sound.replaceAll('"SD"', JSON.stringify("SD\u202e\u009b"));
  assert.notEqual(hostile, sound);
  const svg = await renderSvg(JSON.parse(hostile));
  assert.ok(svg.includes("SD\\u202e\\u009b"), svg.slice(-2000));
  assert.doesNotMatch(svg, /[\u0080-\u009f\u202e]/);
});

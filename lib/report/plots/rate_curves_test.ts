import assert from "node:assert/strict";
import { constant, createMethod, linear } from "../../schedule/mod.ts";
import { countMarks, nineRuns, testRun } from "../_test_runs.ts";
import { CURVE_POINTS, plannedRates, rateCurves, ratePoints } from "./rate_curves.ts";
import { renderSvg } from "./render.ts";

Deno.test("planned rates are A′ times what the method makes of the root", () => {
  const points = plannedRates({
    schedules: { constant: constant(0.1), linear: linear(0.1, { trainingSteps: 2 }) },
    methods: ["none", "SD", "SD2"].map((name) => createMethod(name, { steps: 2, seed: 0 })),
    steps: 2,
    gammaRoot: (step) => step + 2, // 2, then 3
  });
  const rates = (schedule: string, method: string) =>
    points.filter((point) => point.schedule === schedule && point.label === method)
      .map(({ scheduled, adjusted }) => [scheduled, Number(adjusted.toFixed(6))]);
  assert.deepEqual(rates("constant", "none"), [[0.1, 0.1], [0.1, 0.1]]);
  assert.deepEqual(rates("constant", "SD"), [[0.1, 0.05], [0.1, 0.033333]]);
  assert.deepEqual(rates("constant", "SD2"), [[0.1, 0.2], [0.1, 0.3]]);
  assert.deepEqual(rates("linear", "SD2"), [[0.1, 0.2], [0.05, 0.15]]);
});

Deno.test("the rates of a run are those that were logged", () => {
  const run = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [4, 3],
    trainLosses: [4],
    roots: [2],
  });
  assert.deepEqual(ratePoints([run]), [{
    schedule: "linear",
    label: "SD",
    seed: 0,
    step: 1,
    scheduled: 0.1,
    adjusted: 0.05, // 0.1 / 2
  }]);
});

Deno.test("A″ has a line a run and A′ one a schedule, also with several seeds", async () => {
  for (const seeds of [[0], [0, 1]]) {
    const svg = await renderSvg(rateCurves(ratePoints(nineRuns(seeds))));
    assert.equal(countMarks(svg, "line"), 9 + 3);
    assert.ok(svg.includes("A″ adjusted") && svg.includes("A′ scheduled"));
  }
});

Deno.test("a long run is thinned, and the plot says so", async () => {
  const spec = rateCurves(plannedRates({
    schedules: { constant: constant(0.1) },
    methods: [createMethod("SD", { steps: 4 * CURVE_POINTS, seed: 0 })],
    steps: 4 * CURVE_POINTS,
    gammaRoot: () => 2,
  }));
  const { values } = spec.data as { values: unknown[] };
  assert.equal(values.length, 2 * CURVE_POINTS); // A″ and A′
  assert.ok((await renderSvg(spec)).includes("the mean of 4 steps"));
});

Deno.test("rates that no method adjusts are one line, with nothing to tell apart in a legend", async () => {
  const planned = (name: string) =>
    renderSvg(rateCurves(plannedRates({
      schedules: { constant: constant(0.1), linear: linear(0.1, { trainingSteps: 9 }) },
      methods: [createMethod(name, { steps: 9, seed: 0 })],
      steps: 9,
      gammaRoot: () => 2,
    })));
  const svg = await planned("none");
  assert.equal(countMarks(svg, "line"), 2);
  assert.ok(!svg.includes("role-legend") && !svg.includes(">none</text>"));
  assert.ok((await planned("SD")).includes("role-legend"));
});

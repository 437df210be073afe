import assert from "node:assert/strict";
import { METHODS } from "../../schedule/mod.ts";
import { nineRuns, planOf, testResult } from "../_test_runs.ts";
import {
  baselineOf,
  groupRuns,
  inPlotOrder,
  labelColours,
  orderLabels,
  orderSchedules,
  scheduleTitle,
} from "./grouping.ts";

/** A run for each of a plan, and its place by name. */
function resultsOf(overrides: Parameters<typeof planOf>[0]) {
  const runs = planOf(overrides).map((run) =>
    testResult(run, { evalLosses: [4], trainLosses: [] })
  );
  return { runs, named: (name: string) => runs.find(({ run }) => run.name === name)! };
}

Deno.test("schedules and methods have one order, and unknown ones come last as they came", () => {
  assert.deepEqual(orderSchedules(["cosine", "step", "constant", "cosine"]), [
    "constant",
    "cosine",
    "step",
  ]);
  assert.deepEqual(orderLabels(["SD3", "SD2", "none", "SD", "SD0"]), [
    "none",
    "SD",
    "SD2",
    "SD3",
    "SD0",
  ]);
});

Deno.test("choices of one name stay in the order in which they were planned", () => {
  assert.deepEqual(orderLabels(["scaled:factor=2", "none", "scaled:factor=0.5", "SD"]), [
    "none",
    "SD",
    "scaled:factor=2",
    "scaled:factor=0.5",
  ]);
});

Deno.test("runs are drawn by schedule, label, seed", () => {
  const run = (schedule: string, label: string, seed: number) => ({ schedule, label, seed });
  const runs = [run("cosine", "none", 1), run("cosine", "none", 0), run("constant", "SD2", 0)];
  const order = { schedules: ["constant", "cosine"], labels: ["none", "SD2"] };
  assert.deepEqual(inPlotOrder(runs, order).map((r) => `${r.schedule}-${r.label}-${r.seed}`), [
    "constant-SD2-0",
    "cosine-none-0",
    "cosine-none-1",
  ]);
});

Deno.test("a method keeps its colour whatever else is drawn, and no two have the same", () => {
  const names = ["none", "SD", "SD2", "further", "more"];
  const all = labelColours(names);
  assert.equal(labelColours(["SD2"]).get("SD2"), all.get("SD2"));
  assert.equal(new Set(all.values()).size, 5);
});

Deno.test("SD is blue, SD2 vermilion and none grey", () => {
  assert.deepEqual([...labelColours(["none", "SD", "SD2"]).values()], [
    "#5f6b7a",
    "#0072b2",
    "#d55e00",
  ]);
});

Deno.test("a label's colour is its own, whatever the others are compared with", () => {
  const { runs } = resultsOf({
    schedules: ["linear"],
    methods: ["none", "SD", "SD2"],
    sweep: { learningRate: [1e-4, 3e-4] },
    conditions: [{ name: "same_mean", method: "mean:of=SD" }],
  });
  const usual = groupRuns(runs).colours;
  assert.equal(new Set(usual.values()).size, usual.size);
  for (const baseline of ["same_mean", "SD", "nobody"]) {
    const { colours, labels } = groupRuns(runs, baseline);
    for (const label of labels) assert.equal(colours.get(label), usual.get(label), label);
  }
});

Deno.test("twenty labels have colours, the first twelve of them different ones", () => {
  const labels = Array.from({ length: 20 }, (_, i) => `label ${i}`);
  const colours = [...labelColours(labels).values()];
  assert.equal(colours.length, 20);
  assert.equal(new Set(colours.slice(0, 12)).size, 12);
  // All built-in methods together, too.
  assert.equal(new Set(labelColours(METHODS.names).values()).size, METHODS.names.length);
});

Deno.test("runs of a sweep are each compared with the baseline at their own value", () => {
  const { runs, named } = resultsOf({
    schedules: ["cosine"],
    methods: ["none", "SD"],
    sweep: { learningRate: [1e-4, 3e-4] },
  });
  const { labels, baselines, title } = groupRuns(runs);
  assert.deepEqual(labels, [
    "none learningRate=0.0001",
    "none learningRate=0.0003",
    "SD learningRate=0.0001",
    "SD learningRate=0.0003",
  ]);
  assert.deepEqual([...baselines], labels.slice(0, 2));
  assert.equal(title, "Condition");
  const sd = named("cosine-SD-learningRate=0.0003-seed0");
  assert.equal(baselineOf(sd, runs), named("cosine-none-learningRate=0.0003-seed0"));
  assert.equal(baselineOf(named("cosine-none-learningRate=0.0003-seed0"), runs), undefined);
});

Deno.test("a condition can be the baseline, and there may be none", () => {
  const { runs, named } = resultsOf({
    schedules: ["cosine"],
    methods: ["SD"],
    conditions: [{ name: "tuned", method: "none", learningRate: 1e-4 }],
  });
  assert.deepEqual(groupRuns(runs, "tuned").labels, ["tuned", "SD"]);
  assert.equal(baselineOf(named("cosine-SD-seed0"), runs, "tuned"), named("cosine-tuned-seed0"));
  assert.equal(baselineOf(named("cosine-SD-seed0"), runs, "none"), undefined);
  assert.deepEqual([...groupRuns(runs, "nobody").baselines], []);
});

Deno.test("what the labels are called depends on whether they are methods alone", () => {
  assert.equal(groupRuns(nineRuns()).title, "Method");
});

Deno.test("a schedule's name becomes a heading, its parameters stay as they are written", () => {
  assert.equal(scheduleTitle("cosine"), "Cosine");
  assert.equal(
    scheduleTitle("warmup_stable_decay:decaySteps=5"),
    "Warmup stable decay, decaySteps=5",
  );
});

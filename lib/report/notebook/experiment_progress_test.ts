import assert from "node:assert/strict";
import { planOf, testResult, testRun } from "../_test_runs.ts";
import { ExperimentProgress } from "./experiment_progress.ts";
import { summarise } from "../../experiment/mod.ts";

const { run } = testRun({ schedule: "linear", method: "SD", evalLosses: [], trainLosses: [] });

Deno.test("progress follows an experiment's events", () => {
  const progress = new ExperimentProgress();
  progress.take({ type: "setup", message: "Scoring <words>", progress: { done: 3, total: 9 } });
  assert.equal(progress.text(), "Scoring <words> (3 of 9)");
  assert.equal(progress.html(), "<p>Scoring &lt;words&gt; (3 of 9)</p>");
  progress.take({ type: "ready", environment: {}, runs: [run], finished: 2, steps: [4] });
  assert.equal(progress.text(), "0 of 1 run finished");
  progress.take({ type: "run-start", run, index: 0, total: 1, steps: 4, stepsDone: 0 });
  const result = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [4, 3.5],
    trainLosses: [3.75],
  });
  for (const record of result.records) progress.take({ type: "record", run, record });
  const html = progress.html();
  assert.ok(html.includes("2 runs were finished before."));
  assert.ok(html.includes('<progress max="4" value="1"></progress>'));
  assert.ok(html.includes("3.7500") && html.includes("3.5000"));
  assert.ok(!html.includes("✓"));
  progress.take({ type: "run-end", run, summary: summarise(result) });
  assert.ok(progress.html().includes("1/4 ✓"));
  assert.equal(progress.text(), "1 of 1 run finished");
});

Deno.test("runs that an earlier call finished stay in the table, with what they came to", () => {
  const progress = new ExperimentProgress();
  const finished = testRun({
    schedule: "linear",
    method: "none",
    evalLosses: [4, 3.25],
    trainLosses: [3.75],
  });
  progress.take({
    type: "ready",
    environment: {},
    runs: [run],
    steps: [4],
    finished: 1,
    before: [{ run: finished.run, summary: summarise(finished), stepLoss: 3.7654 }],
  });
  const html = progress.html();
  assert.match(html, /<td>none<\/td>.*1\/1 ✓.*3\.7654.*3\.2500.*<td>SD<\/td>.*0\/4/);
  assert.equal(progress.text(), "1 of 2 runs finished");
  progress.take({ type: "interrupted", left: 1 });
  assert.ok(progress.html().includes("1 of 2 runs finished."), "it counts once");
});

Deno.test("progress tells the time that has passed and the time that is left", () => {
  let now = 0;
  const progress = new ExperimentProgress(() => now);
  progress.take({ type: "ready", environment: {}, runs: [run], finished: 0, steps: [4] });
  now = 5000;
  assert.ok(progress.html().includes("<p>5 s elapsed</p>"));
  progress.take({ type: "run-start", run, index: 0, total: 1, steps: 4, stepsDone: 0 });
  const result = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [4, 3.5],
    trainLosses: [3.75],
  });
  for (const record of result.records) progress.take({ type: "record", run, record });
  now = 30_000;
  // One of four steps in 30 s.
  assert.ok(progress.html().includes("<p>30 s elapsed, about 1 min 30 s left</p>"));
  progress.take({ type: "interrupted", left: 1 });
  now = 90_000;
  assert.ok(progress.html().includes("<p>30 s elapsed</p>"));
});

Deno.test("the table names both losses: that of the last step and that of the evaluation", () => {
  const progress = new ExperimentProgress();
  progress.take({ type: "ready", environment: {}, runs: [run], finished: 0, steps: [4] });
  const html = progress.html();
  assert.ok(html.includes("<th>loss of the last step</th><th>evaluation loss</th>"));
});

Deno.test("records of runs that other processes make are shown as one's own are", () => {
  const progress = new ExperimentProgress();
  const [first, second] = planOf({
    schedules: ["linear"],
    methods: ["SD"],
    sweep: { epochs: [2, 4] },
  }).map((planned) =>
    testResult(planned, { evalLosses: [4, 3.5], trainLosses: [3.75], diverged: "step 2 was NaN" })
  );
  const runs = [first!.run, second!.run];
  progress.take({ type: "ready", environment: {}, runs, finished: 0, steps: [2, 4] });
  // No run-start comes before these.
  for (const record of second!.records) progress.take({ type: "record", run: runs[1]!, record });
  assert.ok(progress.html().includes("<td>SD epochs=4</td>"));
  assert.ok(progress.html().includes("<th>condition</th>"));
  assert.ok(progress.html().includes(">1/4</td>"));
  progress.take({ type: "run-end", run: runs[1]!, summary: summarise(second!) });
  assert.ok(progress.html().includes(">1/4 ended early</td>"));
  assert.equal(progress.text(), "1 of 2 runs finished");
});

Deno.test("progress says where an experiment was stopped, what is missing and how to go on", () => {
  const early = new ExperimentProgress();
  early.take({ type: "setup", message: "Loads the model" });
  early.stop();
  assert.equal(early.text(), "Stopped before the first step. Run this cell again to go on.");
  assert.equal(
    early.missing(),
    "Stopped before the first step. To go on, run the cell again that starts the experiment.",
  );

  const stopped = new ExperimentProgress();
  stopped.take({ type: "ready", environment: {}, runs: [run], finished: 0, steps: [4] });
  assert.equal(stopped.missing(), "");
  stopped.take({ type: "interrupted", left: 1 });
  const before = "Stopped before the first step. None of 1 run finished.";
  assert.ok(stopped.html().startsWith(`<p>${before} Run this cell again to go on.</p><table>`));

  const [first, second] = planOf({ schedules: ["linear"], methods: ["none", "SD"] });
  const amid = new ExperimentProgress();
  amid.take({
    type: "ready",
    environment: {},
    runs: [first!, second!],
    finished: 1,
    steps: [4, 4],
  });
  amid.take({ type: "run-start", run: first!, index: 0, total: 2, steps: 4, stepsDone: 3 });
  amid.take({ type: "interrupted", left: 2 });
  assert.equal(
    amid.text(),
    "Stopped after step 3 of 4 of linear-none-seed0, saved. 1 of 3 runs finished. " +
      "Run this cell again to go on.",
  );
  assert.equal(
    amid.missing(),
    "Stopped after step 3 of 4 of linear-none-seed0, saved. 1 of 3 runs finished. " +
      "What follows shows no others; missing: linear-none-seed0, linear-SD-seed0. " +
      "To go on, run the cell again that starts the experiment.",
  );
});

Deno.test("progress says where nothing is left to do, also if it was asked to stop just before", () => {
  const finished = new ExperimentProgress();
  const result = testRun({ schedule: "linear", method: "SD", evalLosses: [4], trainLosses: [] });
  finished.take({ type: "done", out: "out", results: [result], summaries: [] });
  assert.equal(finished.text(), "Nothing is left to do: 1 finished.");
  const late = new ExperimentProgress();
  late.take({ type: "ready", environment: {}, runs: [run], finished: 0, steps: [4] });
  late.take({ type: "setup", message: "Stopping" });
  late.take({ type: "done", out: "out", results: [result], summaries: [] });
  assert.ok(late.html().startsWith("<table>"));
});

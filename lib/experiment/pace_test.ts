import assert from "node:assert/strict";
import type { LogRecord } from "../training/mod.ts";
import { Pace } from "./pace.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { resultOf } from "./planned_run.ts";
import { resolveSettings } from "./settings/presets.ts";
import { summarise } from "./summary.ts";

const runs = plannedRuns(
  resolveSettings({ overrides: { schedules: ["linear"], methods: ["none", "SD"] } }),
);
const [first, second] = runs;
const record = (step: number) => ({ type: "evaluation", step } as LogRecord);
const outcome = { seconds: 1, diverged: null, bestStep: null, records: [] };

Deno.test("what is left is told by the pace of this call, not by steps of one before", () => {
  let now = 1000;
  const pace = new Pace(() => now);
  assert.deepEqual([pace.elapsed, pace.left], [undefined, undefined]);
  pace.take({ type: "ready", environment: {}, runs, steps: [40, 40], finished: 0 });
  pace.take({ type: "run-start", run: first!, index: 0, total: 2, steps: 40, stepsDone: 20 });
  assert.deepEqual([pace.elapsed, pace.left], [0, undefined]);
  now += 10_000;
  pace.take({ type: "record", run: first!, record: record(25) });
  // 5 steps in 10 s: 15 of the first run are left, and 40 of the second.
  assert.deepEqual([pace.elapsed, pace.left], [10, 110]);
  // Another process makes the second at the same time: 10 steps in 10 s.
  pace.take({ type: "record", run: second!, record: record(5) });
  assert.equal(pace.left, 50);
  // The first ends early: what it has not made is not left.
  pace.take({ type: "run-end", run: first!, summary: summarise(resultOf(first!, outcome)) });
  assert.equal(pace.left, 35);
  now += 5000;
  pace.take({ type: "interrupted", left: 1 });
  now += 5000;
  assert.deepEqual([pace.elapsed, pace.left], [15, undefined]);
});

Deno.test("further experiments belong to what is left", () => {
  let now = 0;
  const pace = new Pace(() => now, 100);
  pace.take({ type: "ready", environment: {}, runs, steps: [40, 40], finished: 0 });
  now += 10_000;
  pace.take({ type: "record", run: first!, record: record(20) });
  // 20 steps in 10 s: 60 of these runs are left, and 100 of others.
  assert.equal(pace.left, 80);
  assert.equal(pace.elapsed, 10);
});

Deno.test("one step tells the pace, and runs of which nothing was said are left out", () => {
  let now = 0;
  const pace = new Pace(() => now);
  pace.take({ type: "ready", environment: {}, runs: [first!], steps: [40], finished: 0 });
  now += 2000;
  assert.equal(pace.left, undefined, "no step is made");
  pace.take({ type: "record", run: second!, record: record(9) });
  assert.equal(pace.left, undefined, "not one of them");
  pace.take({ type: "record", run: first!, record: record(1) });
  assert.equal(pace.left, 78);
  pace.take({ type: "done", results: [] } as unknown as Parameters<typeof pace.take>[0]);
  now += 2000;
  assert.deepEqual([pace.elapsed, pace.left], [2, undefined]);
});

Deno.test("what a run had when it began is neither made now nor left", () => {
  let now = 0;
  const pace = new Pace(() => now);
  pace.take({ type: "ready", environment: {}, runs, steps: [40, 40], finished: 0 });
  pace.take({ type: "run-start", run: first!, index: 0, total: 2, steps: 40, stepsDone: 20 });
  now += 10_000;
  pace.take({ type: "record", run: second!, record: record(5) });
  // 5 steps in 10 s: 20 of the first run and 35 of the second are left.
  assert.equal(pace.left, 110);
  pace.take({ type: "done", out: "", results: [], summaries: [] });
  now += 1000;
  assert.deepEqual([pace.elapsed, pace.left], [10, undefined]);
});

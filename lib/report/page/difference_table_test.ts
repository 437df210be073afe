import assert from "node:assert/strict";
import { nineRuns, testRun } from "../_test_runs.ts";
import { differenceTableHtml, finalDifferences } from "./difference_table.ts";

const run = (method: string, seed: number, end: number, diverged?: string) =>
  testRun({
    schedule: "linear",
    method,
    seed,
    evalLosses: [4, 3.5, end],
    trainLosses: [4, 4],
    ...(diverged === undefined ? {} : { diverged }),
  });

Deno.test("ends are compared seed by seed, with the t interval of their mean", () => {
  const runs = [
    ...[run("none", 0, 3), run("none", 1, 2), run("none", 2, 1), run("none", 3, 1)],
    ...[run("SD", 0, 2.9), run("SD", 1, 1.8), run("SD", 2, 0.7), run("SD", 3, 9, "NaN")],
  ];
  const [difference, ...others] = finalDifferences(runs);
  assert.deepEqual(others, []);
  const { schedule, label, seeds, mean, low, high } = difference!;
  assert.deepEqual([schedule, label, seeds], ["linear", "SD", 3]);
  // scipy.stats.ttest_1samp([-0.1, -0.2, -0.3], 0).confidence_interval(0.95)
  for (const [value, expected] of [[mean, -0.2], [low, -0.448413771], [high, 0.048413771]]) {
    assert.ok(Math.abs(value! - expected!) < 1e-8, `${value}`);
  }
  const html = differenceTableHtml(runs, "none");
  assert.ok(html.includes(">95 % t interval</th>"));
  assert.ok(html.includes(">−0.2000</td>") && html.includes(">−0.4484 to +0.0484</td>"));
});

Deno.test("one seed has no interval, so there is no table", () => {
  assert.equal(differenceTableHtml(nineRuns(), "none"), "");
  assert.equal(finalDifferences(nineRuns([0, 1])).length, 6);
});

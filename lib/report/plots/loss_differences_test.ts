import assert from "node:assert/strict";
import { countMarks, nineRuns, testRun } from "../_test_runs.ts";
import { differencePoints, lossDifferences } from "./loss_differences.ts";
import { renderSvg } from "./render.ts";

const base = { schedule: "cosine", trainLosses: [1, 1] };

Deno.test("a difference is the method's loss less that of none, same schedule, seed, epoch", () => {
  const runs = [
    testRun({ ...base, method: "SD", evalLosses: [4, 3.5, 3.25] }),
    testRun({ ...base, method: "none", evalLosses: [4, 3, 3.5] }),
    testRun({ ...base, method: "none", seed: 1, evalLosses: [9, 9, 9] }),
    testRun({ ...base, method: "none", schedule: "linear", evalLosses: [9, 9, 9] }),
  ];
  assert.deepEqual(differencePoints(runs).map(({ epoch, difference }) => [epoch, difference]), [
    [0, 0],
    [1, 0.5],
    [2, -0.25],
  ]);
});

Deno.test("a run without its partner is left out, and so are epochs none did not reach", () => {
  const sd = testRun({ ...base, method: "SD", evalLosses: [4, 3.5, 3] });
  assert.deepEqual(differencePoints([sd]), []);
  const none = testRun({ ...base, method: "none", evalLosses: [4, 3.5] });
  assert.equal(differencePoints([sd, none]).length, 2);
});

Deno.test("there is a line for each run with a method", async () => {
  const svg = await renderSvg(lossDifferences(nineRuns()));
  assert.equal(countMarks(svg, "line"), 6);
  assert.deepEqual(
    [...svg.matchAll(/>(none|SD2?)<\/text>/g)].map((match) => match[1]),
    Array(3).fill(["SD", "SD2"]).flat(),
  );
});

Deno.test("where no run has the baseline, words stand in the plot's place", async () => {
  const runs = [testRun({ ...base, method: "SD", evalLosses: [4, 3.5, 3] })];
  const svg = await renderSvg(lossDifferences(runs));
  assert.ok(svg.includes(">No run can be compared with none.</text>"));
});

Deno.test("what is compared with can be any method", async () => {
  const runs = nineRuns();
  assert.ok(differencePoints(runs, { baseline: "SD" }).every(({ label }) => label !== "SD"));
  const svg = await renderSvg(lossDifferences(runs, { baseline: "SD" }));
  assert.ok(svg.includes(">Evaluation loss compared with SD</text>"));
  assert.equal(countMarks(svg, "line"), 6);
});

Deno.test("each tick says another number, however small the differences are", async () => {
  const runs = [
    testRun({ ...base, method: "none", evalLosses: [4, 3, 2] }),
    testRun({ ...base, method: "SD", evalLosses: [4, 3.003, 2.0071] }),
  ];
  const svg = await renderSvg(lossDifferences(runs));
  const ticks = [...svg.matchAll(/text-anchor="end"[^>]*>([+−]?[\d.]+)<\/text>/g)]
    .map((match) => match[1]);
  assert.ok(ticks.length > 3);
  assert.equal(new Set(ticks).size, ticks.length, ticks.join());
});

import assert from "node:assert/strict";
import { countMarks, nineRuns, testRun } from "../_test_runs.ts";
import { finalLosses, finalLossPoints } from "./final_losses.ts";
import { renderSvg } from "./render.ts";

Deno.test("each run's last evaluation is a dot with its figure", async () => {
  const points = finalLossPoints(nineRuns());
  // nineRuns: the constant schedule is number 2, none number 2: 3 + 0.2 + 0.02.
  assert.equal(points[0]!.loss.toFixed(3), "3.220");
  assert.deepEqual([points[0]!.schedule, points[0]!.label], ["constant", "none"]);
  const svg = await renderSvg(finalLosses(nineRuns()));
  assert.equal(countMarks(svg, "symbol"), 9);
  assert.ok(svg.includes(">3.220</text>"));
});

Deno.test("several seeds have a dot each and a bar at their mean", async () => {
  const svg = await renderSvg(finalLosses(nineRuns([0, 1])));
  assert.equal(countMarks(svg, "symbol"), 18);
  assert.equal(countMarks(svg, "rect"), 9);
});

Deno.test("a run that ended early is shown, with words where it has no finite loss", async () => {
  const run = { schedule: "linear", trainLosses: [4], diverged: "step 2 was not finite" };
  const early = testRun({ ...run, method: "SD", evalLosses: [4, 3.5] });
  const lost = testRun({ ...run, method: "SD2", evalLosses: [4, NaN] });
  const svg = await renderSvg(finalLosses([early, lost]));
  assert.equal(countMarks(svg, "symbol"), 1);
  assert.ok(svg.includes("hollow: the run ended early"));
  assert.ok(svg.includes(">the last loss is not finite</text>"));
  const words = finalLosses([lost]);
  assert.deepEqual(words.title, { text: "Evaluation loss at the end" });
  assert.ok((await renderSvg(words)).includes(">No run ends with a finite loss.</text>"));
});

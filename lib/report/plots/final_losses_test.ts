import assert from "node:assert/strict";
import { countMarks, nineRuns } from "../_test_runs.ts";
import { finalLosses, finalLossPoints } from "./final_losses.ts";
import { renderSvg } from "./render.ts";

Deno.test("each run's last evaluation is a dot with its figure", async () => {
  const points = finalLossPoints(nineRuns());
  // nineRuns: the constant schedule is number 2, none number 2: 3 + 0.2 + 0.02.
  assert.equal(points[0]!.loss.toFixed(3), "3.220");
  assert.deepEqual([points[0]!.schedule, points[0]!.method], ["Constant", "none"]);
  const svg = await renderSvg(finalLosses(nineRuns()));
  assert.equal(countMarks(svg, "symbol"), 9);
  assert.ok(svg.includes(">3.220</text>"));
});

Deno.test("several seeds have a dot each and a bar at their mean", async () => {
  const svg = await renderSvg(finalLosses(nineRuns([0, 1])));
  assert.equal(countMarks(svg, "symbol"), 18);
  assert.equal(countMarks(svg, "rect"), 9);
});

import assert from "node:assert/strict";
import { renderSvg } from "../plots/render.ts";
import { countMarks } from "../_test_runs.ts";
import { madeUpRuns } from "./_made_up_study.ts";
import { sizeCurves } from "./size_curves.ts";

Deno.test("each size is on the axis, with both losses of each method and what lies between them", async () => {
  const svg = await renderSvg(sizeCurves(madeUpRuns()));
  for (const size of [32, 64, 128, 256, 512]) assert.ok(svg.includes(`>${size}</text>`), `${size}`);
  assert.equal(countMarks(svg, "line"), 9);
  assert.ok(svg.includes(">evaluation</text>") && svg.includes(">training</text>"));
  assert.ok((await renderSvg(sizeCurves([]))).includes("No run has a final loss."));
});

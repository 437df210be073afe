import assert from "node:assert/strict";
import { countMarks } from "../_test_runs.ts";
import { curvePanels } from "./curve_panels.ts";
import type { CurvePanels } from "./curve_plot.ts";
import { curveRows } from "./curve_rows.ts";
import { groupingOf } from "./grouping.ts";
import { renderSvg } from "./render.ts";

/** A line of two points for each schedule and label. */
function plotOf(
  schedules: readonly string[],
  labels: readonly string[],
  more: Partial<CurvePanels> = {},
) {
  const points = schedules.flatMap((schedule) =>
    labels.flatMap((label, i) => [0, 1].map((x) => ({ schedule, label, seed: 0, x, y: i + x })))
  );
  const grouping = groupingOf(points);
  return curvePanels({
    title: "Steps",
    subtitle: "of each",
    grouping,
    strands: [{ name: "step", rows: curveRows(points, grouping).rows }],
    x: { title: "Step" },
    y: { title: "Height" },
    ...more,
  });
}

/** Texts that stand in an SVG's legend. */
const legendOf = (svg: string) =>
  [...svg.matchAll(/role-legend-label.*?<\/g>/gs)].flatMap(([part]) =>
    [...part.matchAll(/>([^<]+)<\/text>/g)].map(([, text]) => text)
  );

Deno.test("schedules have their panels in the usual order, however they come", async () => {
  const svg = await renderSvg(plotOf(["other", "cosine", "constant", "cosine"], ["SD"]));
  const panels = [...svg.matchAll(/>(Constant|Cosine|Other)<\/text>/g)].map((match) => match[1]);
  assert.deepEqual(panels, ["Constant", "Cosine", "Other"]);
  for (const text of ["Steps", "of each"]) assert.ok(svg.includes(`>${text}</text>`), text);
});

Deno.test("few labels stand at the ends of their lines, many have a legend", async () => {
  const few = await renderSvg(plotOf(["linear"], ["none", "SD"]));
  assert.deepEqual(legendOf(few), []);
  assert.ok(few.includes(">none</text>") && few.includes(">SD</text>"));
  const names = Array.from({ length: 9 }, (_, i) => `SD learningRate=0.000${i + 1}`);
  const many = await renderSvg(plotOf(["linear"], names));
  assert.deepEqual(legendOf(many).toSorted(), names);
  assert.equal(countMarks(many, "line"), 9);
});

Deno.test("nine panels of nine labels stay within the width of a page, each with its axis", async () => {
  const schedules = Array.from({ length: 8 }, (_, i) => `schedule_${i}:cycles=${i}`);
  const labels = Array.from({ length: 9 }, (_, i) => `a long label, number ${i}`);
  const svg = await renderSvg(plotOf(schedules, labels));
  assert.ok(Number(svg.match(/width="(\d+)"/)![1]) < 800);
  assert.equal([...svg.matchAll(/>Step<\/text>/g)].length, 8);
  for (let i = 0; i < 8; i++) assert.ok(svg.includes(`>Schedule ${i}, cycles=${i}</text>`));
});

Deno.test("where nothing is finite there are words, not an image without a size", async () => {
  const nothing = await renderSvg(
    plotOf(["linear"], ["SD"], { strands: [{ name: "step", rows: [] }], nothing: "Nothing here." }),
  );
  assert.ok(nothing.includes(">Nothing here.</text>"));
  const [, width, height] = nothing.match(/width="(\d+)" height="(\d+)"/)!.map(Number);
  assert.ok(width! > 100 && height! > 30);
});

Deno.test("equal values leave an axis with two ends", async () => {
  const points = [{ schedule: "linear", label: "SD", seed: 0, x: 0, y: 2 }];
  const grouping = groupingOf(points);
  const svg = await renderSvg(
    plotOf(["linear"], ["SD"], {
      strands: [{ name: "step", rows: curveRows(points, grouping).rows }],
    }),
  );
  assert.ok(!svg.includes("NaN") && svg.includes(">2.0"));
});

Deno.test("ticks of a whole-numbered axis are whole", async () => {
  const svg = await renderSvg(
    plotOf(["linear"], ["SD"], { x: { title: "Epoch", domain: [0, 2], whole: true } }),
  );
  assert.ok(!/>0\.5<\/text>|>1\.5<\/text>/.test(svg) && svg.includes(">2</text>"));
});

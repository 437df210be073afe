import assert from "node:assert/strict";
import { nineRuns, planOf, testResult } from "../_test_runs.ts";
import { fitWidth, legendColumns, legendWidth, lines, panelLayout } from "./layout.ts";
import { lossCurves } from "./loss_curves.ts";
import { lossDifferences } from "./loss_differences.ts";
import { predictionBars } from "./prediction_bars.ts";
import { renderSvg } from "./render.ts";

Deno.test("panels stand beside each other while they fit, then below", () => {
  assert.deepEqual([1, 2, 3, 4, 7].map((panels) => panelLayout(panels, 20).columns), [
    1,
    2,
    3,
    2,
    3,
  ]);
  const { columns, width } = panelLayout(3, 30);
  assert.ok(columns * width + 2 * 30 <= 600);
});

Deno.test("a legend too long for a row has columns", () => {
  const columnsOf = (names: readonly string[]) => legendColumns(legendWidth(names, "Condition"));
  assert.equal(columnsOf(["none", "SD", "SD2"]), undefined);
  const long = Array.from({ length: 9 }, (_, i) => `SD learningRate=0.000${i}`);
  const columns = columnsOf(long)!;
  assert.ok(columns >= 2 && columns <= 4, `${columns}`);
  assert.equal(columnsOf(["x".repeat(200), "y"]), 1);
});

Deno.test("a text is parted between words", () => {
  assert.deepEqual(lines("one two three", 50), ["one two", "three"]);
  assert.deepEqual(lines(""), [""]);
});

/** Of a plot's SVG, in pixels. */
async function widthOf(spec: Parameters<typeof renderSvg>[0]): Promise<number> {
  return Number((await renderSvg(spec)).match(/width="(\d+)"/)![1]);
}

Deno.test("a plot fits the width that it gets, on a phone as in a wide window", async () => {
  const spec = lossCurves(nineRuns());
  for (const width of [320, 360, 640, 912, 1400]) {
    const drawn = await widthOf(fitWidth(spec, width));
    assert.ok(drawn <= width && drawn > width * 0.8, `${drawn} of ${width}`);
  }
  const rows = fitWidth(spec, 360) as unknown as { vconcat: { columns: number }[] };
  assert.deepEqual(rows.vconcat.map(({ columns }) => columns), [1, 1]);
  const { columns } = fitWidth(lossDifferences(nineRuns()), 360) as unknown as { columns: number };
  assert.equal(columns, 1);
});

Deno.test("a legend of long names fits a phone", async () => {
  const runs = planOf({
    schedules: ["linear"],
    methods: ["none", "SD", "SD2"],
    sweep: { learningRate: [1e-4, 3e-4, 1e-3] },
  }).map((run) => testResult(run, { evalLosses: [4, 3], trainLosses: [4] }));
  const width = await widthOf(fitWidth(lossCurves(runs), 342));
  assert.ok(width <= 342, `${width}`);
});

Deno.test("fitting leaves the plot itself as it was, and other plots alone", () => {
  const spec = lossCurves(nineRuns());
  const before = JSON.stringify(spec);
  fitWidth(spec, 320);
  assert.equal(JSON.stringify(spec), before);
  const bars = predictionBars([], "none");
  assert.equal(fitWidth(bars, 320), bars);
});

Deno.test("of a plot that has others for other widths it is the widest that fits", () => {
  const of = (width: number, others?: unknown[]) =>
    ({ usermeta: { width, ...(others && { others }) } }) as unknown as Parameters<
      typeof fitWidth
    >[0];
  const wide = of(874), narrow = of(320), usual = of(640, [wide, narrow]);
  assert.equal(fitWidth(usual, 900).usermeta!["width"], 874);
  assert.equal(fitWidth(usual, 700), usual);
  assert.equal(fitWidth(usual, 400).usermeta!["width"], 320);
  assert.equal(fitWidth(usual, 100).usermeta!["width"], 320);
});

Deno.test("its source alone is enough to run it: report.html takes it along", () => {
  const standing = new Function("spec", "width", `return (${fitWidth.toString()})(spec, width)`);
  const spec = lossCurves(nineRuns());
  assert.deepEqual(standing(spec, 360), fitWidth(spec, 360));
});

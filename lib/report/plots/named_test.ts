import assert from "node:assert/strict";
import { planOf, testResult } from "../_test_runs.ts";
import { experimentPlots } from "./experiment_plots.ts";
import { gammaHistogram } from "./gamma_histogram.ts";
import { predictionBars } from "./prediction_bars.ts";
import { renderSvg } from "./render.ts";
import { snakePlot } from "./snake_plot.ts";
import type { PlotSpec } from "./theme.ts";

/** What every object has: names that stand for something else where names are keys. */
const TAKEN = Object.getOwnPropertyNames(Object.prototype);

/** Draws a plot, in which each of some texts must stand. */
async function assertDrawn(spec: PlotSpec, texts: readonly string[]) {
  const svg = await renderSvg(spec);
  const missing = texts.filter((text) => !svg.includes(`>${text}<`));
  assert.deepEqual(missing, []);
}

for (const seeds of [[0], [0, 1]]) {
  Deno.test(`conditions may have any name, with ${seeds.length} seeds`, async () => {
    for (const names of [...TAKEN.map((name) => [name]), TAKEN]) {
      const conditions = names.map((name) => ({ name, method: "SD" }));
      const plan = planOf({ schedules: ["constant"], methods: ["none"], seeds, conditions });
      const runs = plan.map((run) =>
        testResult(run, { evalLosses: [4, 3], trainLosses: [4], roots: [1.2] })
      );
      for (const { spec } of experimentPlots(runs)) await assertDrawn(spec, names);
    }
  });
}

Deno.test("words and definitions may have any name, and two words the same", async () => {
  const scale = { scale: "evaluation", left: "bad", right: "good" };
  await assertDrawn(
    snakePlot(TAKEN.map((word, value) => ({ word, ...scale, value })), { axisTitle: "cosine" }),
    TAKEN,
  );
  const words = [...TAKEN, "rows", "rows"];
  const bars = predictionBars(words.map((token_str, i) => ({ token_str, score: i / 20 })), "Words");
  await assertDrawn(bars, words);
  const svg = await renderSvg(bars);
  assert.equal(svg.split(">rows<").length - 1, 2);
  const samples = TAKEN.map((definition) => ({ definition, right: 1, wrong: 2 }));
  await assertDrawn(gammaHistogram(samples), TAKEN);
});

import assert from "node:assert/strict";
import { compile, type TopLevelSpec } from "vega-lite";
import { nineRuns } from "../_test_runs.ts";
import { finalLosses } from "../plots/final_losses.ts";
import { gammaCurve } from "../plots/gamma_curve.ts";
import { lossCurves } from "../plots/loss_curves.ts";
import { predictionBars } from "../plots/prediction_bars.ts";
import { embedding } from "./embedding.ts";

interface Signal {
  name: string;
  value?: number;
  init?: string;
  on?: { events: unknown }[];
}

Deno.test("the panels' widths of every plot are made to follow the output's", async () => {
  for (const spec of [lossCurves(nineRuns()), gammaCurve(nineRuns()), finalLosses(nineRuns())]) {
    const signals = compile(spec as TopLevelSpec).spec.signals as Signal[];
    const widths = signals.filter(({ name }) => name.endsWith("child_width"));
    const { patch: [...patch] = [] } = await embedding(spec);
    // With each change of them the whole picture is measured again.
    const autosize = { op: "add", path: "/autosize", value: { type: "pad", resize: true } };
    assert.deepEqual(patch.pop(), autosize);
    assert.equal(patch.length, widths.length);
    for (const { path, value } of patch) {
      // What vega-embed's patch replaces is the width itself, and that stays where there is no room to
      // measure.
      const replaced = signals[Number(path.split("/")[2])]!;
      const { name, init, on } = value as Signal;
      // No event that Vega knows tells of a side bar.
      const resizes = [{ source: "window", type: "resize" }, { type: "timer", throttle: 500 }];
      assert.deepEqual(on!.map(({ events }) => events), [resizes]);
      assert.equal(name, replaced.name);
      assert.ok(widths.includes(replaced) && init!.endsWith(` : ${replaced.value}`));
      assert.ok(init!.startsWith("containerSize()[0] > 200 ? clamp(floor((containerSize()[0] - "));
    }
  }
});

Deno.test("a plot without panels keeps its width", async () => {
  assert.equal((await embedding(predictionBars([], "none"))).patch, undefined);
});

Deno.test("in JupyterLab's dark theme the colours are the dark ones, on screens", async () => {
  const { defaultStyle, renderer } = await embedding(predictionBars([], "none"));
  assert.equal(renderer, "svg");
  const rule = '[data-jp-theme-light="false"] .vega-embed svg [fill="#1f2933"] { fill: #e4e8ed; }';
  assert.ok(defaultStyle.includes(rule));
  assert.ok(defaultStyle.indexOf(rule) > defaultStyle.indexOf("@media screen"));
});

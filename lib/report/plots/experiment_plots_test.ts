import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { compile } from "vega-lite";
import { createMethod } from "../../schedule/mod.ts";
import { nineRuns, testRun } from "../_test_runs.ts";
import { methodCurves } from "./method_curves.ts";
import { experimentPlots, gammaReference } from "./experiment_plots.ts";
import { predictionBars } from "./prediction_bars.ts";
import { factorProfile, poleProfile, snakePlot } from "./snake_plot.ts";

/** Compiles with Vega-Lite and returns what it warns of. */
function warnings(spec: Parameters<typeof compile>[0]): string[] {
  const said: string[] = [];
  const note = (...texts: readonly unknown[]) => (said.push(texts.join(" ")), logger);
  const logger = {
    level: (() => 0) as never,
    error: note,
    warn: note,
    info: () => logger,
    debug: () => logger,
  };
  compile(spec, { logger });
  return said;
}

Deno.test("Vega-Lite has nothing to complain about in any plot", () => {
  const scores = new Float32Array(6).fill(0.25);
  const methods = ["none", "SD", "SD2"].map((name) => createMethod(name, { steps: 1, seed: 0 }));
  const specs = [
    ...experimentPlots(nineRuns(), { gamma: "paper" }).map((plot) => plot.spec),
    ...experimentPlots(nineRuns([0, 1]), { gamma: "notebook" }).map((plot) => plot.spec),
    methodCurves(methods, { reference: { value: 1.2, label: "here" } }),
    predictionBars([{ token_str: "cat", score: 0.5 }, { token_str: "dog", score: 0.25 }], "Cats"),
    snakePlot(factorProfile(["even"], scores), { axisTitle: "x" }),
    snakePlot(poleProfile(["even"], scores), { axisTitle: "x" }),
  ];
  for (const spec of specs) assert.deepEqual(warnings(spec), []);
});

Deno.test("a fault in a plot would be found", () => {
  const spec = {
    data: { values: [{}] },
    mark: "bar",
    encoding: { shape: { field: "x" } },
  } as const;
  assert.equal(warnings(spec).length, 1);
});

Deno.test("plots for which there is nothing to draw are left out", () => {
  const run = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [4, 3],
    trainLosses: [4],
    roots: [null],
  });
  const names = experimentPlots([run], { gamma: "paper" }).map((plot) => plot.name);
  assert.deepEqual(names, ["loss", "final-losses", "rates"]);
  assert.deepEqual(experimentPlots(nineRuns(), { gamma: "paper" }).map((plot) => plot.name), [
    "loss",
    "loss-differences",
    "final-losses",
    "rates",
    "gamma",
  ]);
});

Deno.test("the reference of Γ is the cube root of ln 6", () => {
  // ln 6 = 1.791759, and 1.2146² × 1.2146 = 1.79187.
  assert.ok(Math.abs(gammaReference("paper").reference!.value - 1.2146) < 1e-4);
  assert.equal(gammaReference("notebook").reference, undefined);
});

Deno.test("text in a plot stays text in its SVG", async () => {
  const svg = await renderSvg(predictionBars([{ token_str: "<b>&", score: 1 }], "<script>"));
  assert.ok(!svg.includes("<b>") && !svg.includes("<script>"));
  assert.ok(svg.includes(">&lt;b&gt;&amp;</text>") && svg.includes(">&lt;script&gt;</text>"));
});

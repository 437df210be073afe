import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { compile } from "vega-lite";
import { createMethod } from "../../schedule/mod.ts";
import { nineRuns, planOf, testResult, testRun } from "../_test_runs.ts";
import { methodCurves } from "./method_curves.ts";
import { experimentPlots } from "./experiment_plots.ts";
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

/** Swept rates, a further metric, a condition that replays another run, and one that ended early. */
function variedRuns() {
  return planOf({
    schedules: ["cosine", "polynomial:power=2"],
    methods: ["none", "SD"],
    seeds: [0, 1],
    sweep: { learningRate: [1e-4, 1e-3] },
    conditions: [{ name: "shuffled", method: "replay:of=SD:order=shuffled" }],
  }).map((run, i) =>
    testResult(run, {
      evalLosses: [4, 3, i === 0 ? NaN : 2],
      trainLosses: [4, 3],
      roots: [1.2, 1.3],
      metrics: { eval_top5_accuracy: [0.1, 0.2, 0.3] },
      ...(i === 0 ? { diverged: "step 2 was not finite" } : {}),
    })
  );
}

Deno.test("Vega-Lite has nothing to complain about in any plot", () => {
  const scores = new Float32Array(6).fill(0.25);
  const methods = ["none", "SD", "SD2"].map((name) => createMethod(name, { steps: 1, seed: 0 }));
  const specs = [
    ...experimentPlots(nineRuns()).map((plot) => plot.spec),
    ...experimentPlots(nineRuns([0, 1]), { baseline: "SD" }).map((plot) => plot.spec),
    ...experimentPlots(variedRuns()).map((plot) => plot.spec),
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
  const names = experimentPlots([run]).map((plot) => plot.name);
  assert.deepEqual(names, ["loss", "final-losses", "rates"]);
  assert.deepEqual(experimentPlots(nineRuns()).map((plot) => plot.name), [
    "loss",
    "loss-differences",
    "final-losses",
    "rates",
    "gamma",
  ]);
});

Deno.test("what was swept and measured besides has plots of its own", () => {
  const plots = experimentPlots(variedRuns());
  assert.deepEqual(plots.map(({ name }) => name), [
    "loss",
    "loss-differences",
    "metric-eval_top5_accuracy",
    "final-losses",
    "swept-learningRate",
    "rates",
    "gamma",
  ]);
  const rates = plots.find(({ name }) => name === "rates")!;
  assert.ok(rates.caption.includes("replay:of=SD:order=shuffled: the scheduled rate times what"));
});

Deno.test("runs of which nothing is finite are all drawn in words", async () => {
  const run = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [NaN],
    trainLosses: [],
    diverged: "step 1 was not finite",
  });
  const plots = experimentPlots([run]);
  assert.deepEqual(plots.map(({ name }) => name), ["loss", "final-losses", "rates"]);
  for (const { name, spec } of plots) {
    const svg = await renderSvg(spec);
    assert.match(svg, /^<svg[^>]* width="\d+" height="\d+"/, name);
    assert.ok(/finite|No step/.test(svg), name);
  }
});

Deno.test("text in a plot stays text in its SVG", async () => {
  const svg = await renderSvg(predictionBars([{ token_str: "<b>&", score: 1 }], "<script>"));
  assert.ok(!svg.includes("<b>") && !svg.includes("<script>"));
  assert.ok(svg.includes(">&lt;b&gt;&amp;</text>") && svg.includes(">&lt;script&gt;</text>"));
});

Deno.test("of one run that stands for itself nothing is drawn that only comparing needs", () => {
  const run = (method: string, losses: number[]) =>
    testRun({
      ...{ schedule: "linear", method, evalLosses: losses, trainLosses: losses.slice(1) },
      roots: losses.slice(1).map(() => 1.2),
    });
  const alone = (method: string, losses: number[]) =>
    experimentPlots([run(method, losses)], { alone: true });
  const plots = alone("none", [9, 3.4, 3.3, 3.2]);
  assert.deepEqual(plots.map(({ name }) => name), ["loss", "rates"]);
  assert.deepEqual(alone("SD", [4, 3]).map(({ name }) => name), ["loss", "rates", "gamma"]);
  const [loss, rates] = plots;
  assert.match(
    loss!.caption,
    /^The loss on the evaluation chunks .* Below is the mean loss of the steps/,
  );
  assert.doesNotMatch(loss!.caption + rates!.caption, /Each panel|older|Dashed|A″|A′/);
  assert.doesNotMatch(JSON.stringify(rates!.spec), /A″ is the same/);
  // The whole curve is seen: what the others are compared with is the loss before training.
  assert.ok(!JSON.stringify(loss!.spec).includes('"clip":true'));
  for (const { spec } of plots) assert.deepEqual(warnings(spec), []);
  // A training loss at one epoch alone is no curve.
  const [short] = alone("none", [4, 3]);
  assert.ok(!JSON.stringify(short!.spec).includes("Training loss"));
  assert.doesNotMatch(short!.caption, /Below/);
});

import assert from "node:assert/strict";
import { countMarks, nineRuns, planOf, testResult } from "../_test_runs.ts";
import { renderSvg } from "./render.ts";
import { sweptLosses, sweptNumbers } from "./swept_losses.ts";

const runs = planOf({
  schedules: ["cosine"],
  methods: ["none", "SD"],
  seeds: [0, 1],
  sweep: { learningRate: [1e-4, 3e-4, 1e-3], evalMasks: ["fixed", "fresh"] },
}).map((run) =>
  testResult(run, {
    evalLosses: [4, 3 + run.settings.learningRate * 100 + run.seed],
    trainLosses: [4],
  })
);

Deno.test("numbers that are swept are found, other settings and the seed are not", () => {
  assert.deepEqual(sweptNumbers(runs), ["learningRate"]);
  assert.deepEqual(sweptNumbers(nineRuns([0, 1])), []);
  assert.deepEqual(sweptNumbers([]), []);
});

Deno.test("the loss is drawn against the values, a line for what else differs", async () => {
  const spec = sweptLosses(runs, "learningRate");
  const { values } = spec.data as {
    values: { label: string; x: number; y: number; low: number; high: number }[];
  };
  // Two methods, two kinds of masks, three rates; the seeds are joined.
  assert.equal(values.length, 12);
  assert.deepEqual([...new Set(values.map(({ label }) => label))], [
    "none evalMasks=fixed",
    "none evalMasks=fresh",
    "SD evalMasks=fixed",
    "SD evalMasks=fresh",
  ]);
  // 3 + 0.01 and a seed more: 3.01 and 4.01.
  const [first] = values;
  assert.deepEqual([first!.x, first!.y, first!.low, first!.high], [1e-4, 3.51, 3.01, 4.01]);
  const svg = await renderSvg(spec);
  assert.equal(countMarks(svg, "line"), 4);
  for (const value of ["0.0001", "0.0003", "0.001"]) assert.ok(svg.includes(`>${value}</text>`));
});

/** The kind of the x axis. */
function scaleOf(values: number[]): string {
  const swept = planOf({ schedules: ["cosine"], methods: ["SD"], sweep: { weightDecay: values } })
    .map((run) => testResult(run, { evalLosses: [4, 3], trainLosses: [4] }));
  const { spec } = sweptLosses(swept, "weightDecay") as unknown as {
    spec: { encoding: { x: { scale: { type?: string } } } };
  };
  return spec.encoding.x.scale.type ?? "linear";
}

Deno.test("values over a decade or more lie on a logarithmic axis, 0 never does", () => {
  assert.equal(scaleOf([0.01, 0.1]), "log");
  assert.equal(scaleOf([0.01, 0.05]), "linear");
  assert.equal(scaleOf([0, 0.01, 1]), "linear");
});

Deno.test("runs that ended early have no point, and are counted", async () => {
  const [first, ...others] = runs;
  const spec = sweptLosses([{ ...first!, diverged: "NaN" }, ...others], "learningRate");
  const { values: [point] } = spec.data as { values: { x: number; y: number; seeds: number }[] };
  // Of the two seeds, 3.01 and 4.01, the other one is left.
  assert.deepEqual([point!.x, point!.y, point!.seeds], [1e-4, 4.01, 1]);
  const svg = await renderSvg(spec);
  assert.ok(svg.includes("1 of 24 runs ended early"));
});

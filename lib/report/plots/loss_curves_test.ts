import assert from "node:assert/strict";
import { countMarks, nineRuns, testRun } from "../_test_runs.ts";
import { lossCurves, lossPoints } from "./loss_curves.ts";
import { renderSvg } from "./render.ts";
import type { PlotSpec } from "./theme.ts";

Deno.test("a run gives an evaluation loss before training and two losses an epoch", () => {
  const run = testRun({
    schedule: "linear",
    method: "SD",
    seed: 7,
    evalLosses: [4, 3.5, 3.25],
    trainLosses: [3.75, 3.5],
  });
  const key = { schedule: "linear", label: "SD", seed: 7 };
  assert.deepEqual(lossPoints([run]), [
    { ...key, part: "evaluation", epoch: 0, loss: 4 },
    { ...key, part: "training", epoch: 1, loss: 3.75 },
    { ...key, part: "evaluation", epoch: 1, loss: 3.5 },
    { ...key, part: "training", epoch: 2, loss: 3.5 },
    { ...key, part: "evaluation", epoch: 2, loss: 3.25 },
  ]);
});

Deno.test("training chunks as they are evaluated go before the mean of an epoch's steps", () => {
  const { records, ...run } = testRun({
    ...{ schedule: "linear", method: "SD", seed: 7, evalLosses: [4, 3], trainLosses: [3.75] },
  });
  const evaluated = records.map((record) =>
    record.type === "evaluation" ? { ...record, train_eval_loss: record.eval_loss - 1 } : record
  );
  const points = lossPoints([{ ...run, records: evaluated }]);
  assert.deepEqual(points.map(({ part, epoch, loss }) => [part, epoch, loss]), [
    ...[["training", 0, 3], ["evaluation", 0, 4], ["training", 1, 2], ["evaluation", 1, 3]],
  ]);
});

Deno.test("nine runs are drawn as nine lines in three panels in each of two rows", async () => {
  const svg = await renderSvg(lossCurves(nineRuns()));
  assert.equal(countMarks(svg, "line"), 18);
  assert.equal(countMarks(svg, "area"), 0);
  const panels = [...svg.matchAll(/>(Constant|Linear|Cosine)<\/text>/g)].map((match) => match[1]);
  assert.deepEqual(panels, Array(2).fill(["Constant", "Linear", "Cosine"]).flat());
  // Each panel's lines bear the names of the methods: of the evaluation losses SD2's ends lowest and
  // none's highest; the training losses end together.
  const methods = [...svg.matchAll(/>(none|SD2?)<\/text>/g)].map((match) => match[1]);
  assert.deepEqual(methods, Array(6).fill(["none", "SD", "SD2"]).flat());
  for (const title of ["Evaluation loss", "Training loss", "Epoch"]) {
    assert.ok(svg.includes(`>${title}</text>`), title);
  }
  assert.ok(!svg.includes("role-legend"));
});

Deno.test("several seeds are drawn by their mean and range", async () => {
  const svg = await renderSvg(lossCurves(nineRuns([0, 1, 2])));
  assert.equal(countMarks(svg, "line"), 18);
  assert.equal(countMarks(svg, "area"), 18);
  assert.ok(svg.includes("mean and range of 3 seeds"));
});

/** The ends of each row's y axis. */
function domainsOf(spec: PlotSpec): [number, number][] {
  interface Row {
    spec: { layer: { encoding: { y: { scale: { domain: [number, number] } } } }[] };
  }
  return (spec as unknown as { vconcat: Row[] }).vconcat
    .map(({ spec }) => spec.layer[0]!.encoding.y.scale.domain);
}

Deno.test("each row's axis is that of its own losses", () => {
  const [evaluation, training] = domainsOf(lossCurves(nineRuns()));
  assert.ok(evaluation![0] < 3 && evaluation![1] > 4);
  assert.ok(training![0] > 3.3 && training![1] < 4);
});

Deno.test("a loss before training that would squeeze the others is left above the axis", () => {
  const run = (method: string, evalLosses: number[]) =>
    testRun({ schedule: "linear", method, evalLosses, trainLosses: [4, 4, 4] });
  const runs = [run("none", [9, 3.4, 3.3, 3.2]), run("SD", [9, 3.5, 3.3, 3.1])];
  const spec = lossCurves(runs);
  const [from, to] = domainsOf(spec)[0]!;
  assert.ok(from < 3.1 && from > 3 && to > 3.5 && to < 3.6, `${from} to ${to}`);
  assert.ok(JSON.stringify(spec).includes('"clip":true'));
  // Of one epoch there is nothing else.
  const [least] = domainsOf(lossCurves([run("none", [9, 3.4]), run("SD", [9, 3.5])]));
  assert.ok(least![1] > 9);
});

Deno.test("the y axis is fitted to the losses, or as asked", async () => {
  const labels = async (domain?: [number, number]) => {
    const svg = await renderSvg(lossCurves(nineRuns(), domain ? { domain } : {}));
    return [...svg.matchAll(/>(\d\.\d)<\/text>/g)].map((match) => Number(match[1]));
  };
  // The losses of nineRuns lie between 3 and 4.
  assert.ok(Math.min(...await labels()) >= 2.8 && Math.max(...await labels()) <= 4.2);
  assert.equal(Math.min(...await labels([0, 2])), 0);
  assert.equal(Math.max(...await labels([0, 2])), 2);
});

Deno.test("a loss that is not a number leaves a gap, not an error", async () => {
  const run = testRun({
    schedule: "linear",
    method: "SD",
    evalLosses: [4, NaN, 3],
    trainLosses: [4, 4],
  });
  assert.ok((await renderSvg(lossCurves([run]))).startsWith("<svg"));
});

Deno.test("the same runs give the same image, also when drawn at the same time", async () => {
  const draw = () => renderSvg(lossCurves(nineRuns(), { domain: [0, 2] })); // clips its lines
  const [first, second] = await Promise.all([draw(), draw()]);
  assert.ok(first.includes("clip1"));
  assert.equal(second, first);
});

Deno.test("ranges of many labels would hide the lines: then there are means alone", async () => {
  const methods = ["none", "SD", "SD2", "greedy", "scaled:factor=2"];
  const runs = methods.flatMap((method) =>
    [0, 1].map((seed) =>
      testRun({ schedule: "linear", method, seed, evalLosses: [4, 3 + seed], trainLosses: [4] })
    )
  );
  const svg = await renderSvg(lossCurves(runs));
  assert.equal(countMarks(svg, "area"), 0);
  assert.ok(svg.includes("; mean of 2 seeds<"));
});

import assert from "node:assert/strict";
import { near } from "../../../tests/_near.ts";
import { countMarks, nineRuns, testRun } from "../_test_runs.ts";
import { differencePoints, lossDifferences } from "./loss_differences.ts";
import { renderSvg } from "./render.ts";

const base = { schedule: "cosine", trainLosses: [1, 1] };

Deno.test("a difference is the method's loss less that of none, same schedule, seed, epoch", () => {
  const runs = [
    testRun({ ...base, method: "SD", evalLosses: [4, 3.5, 3.25] }),
    testRun({ ...base, method: "none", evalLosses: [4, 3, 3.5] }),
    testRun({ ...base, method: "none", seed: 1, evalLosses: [9, 9, 9] }),
    testRun({ ...base, method: "none", schedule: "linear", evalLosses: [9, 9, 9] }),
  ];
  assert.deepEqual(differencePoints(runs).map(({ epoch, difference }) => [epoch, difference]), [
    [0, 0],
    [1, 0.5],
    [2, -0.25],
  ]);
});

Deno.test("a run without its partner is left out, and so are epochs none did not reach", () => {
  const sd = testRun({ ...base, method: "SD", evalLosses: [4, 3.5, 3] });
  assert.deepEqual(differencePoints([sd]), []);
  const none = testRun({ ...base, method: "none", evalLosses: [4, 3.5] });
  assert.equal(differencePoints([sd, none]).length, 2);
});

Deno.test("there is a line for each run with a method", async () => {
  const svg = await renderSvg(lossDifferences(nineRuns()));
  assert.equal(countMarks(svg, "line"), 6);
  assert.deepEqual(
    [...svg.matchAll(/>(none|SD2?)<\/text>/g)].map((match) => match[1]),
    Array(3).fill(["SD", "SD2"]).flat(),
  );
});

Deno.test("where no run has the baseline, words stand in the plot's place", async () => {
  const runs = [testRun({ ...base, method: "SD", evalLosses: [4, 3.5, 3] })];
  const svg = await renderSvg(lossDifferences(runs));
  assert.ok(svg.includes(">No run can be compared with none.</text>"));
});

Deno.test("what is compared with can be any method", async () => {
  const runs = nineRuns();
  assert.ok(differencePoints(runs, { baseline: "SD" }).every(({ label }) => label !== "SD"));
  const svg = await renderSvg(lossDifferences(runs, { baseline: "SD" }));
  assert.ok(svg.includes(">Evaluation loss compared with SD</text>"));
  assert.equal(countMarks(svg, "line"), 6);
});

Deno.test("several seeds have the t interval of their differences, paired by seed", async () => {
  // none differs from seed to seed by more than SD does from none: 0.1, 0.2 and 0.3 below it.
  const runs = [0, 1, 2].flatMap((seed) => [
    testRun({ ...base, method: "none", seed, evalLosses: [4 + seed, 3 + seed] }),
    testRun({ ...base, method: "SD", seed, evalLosses: [4 + seed, 3 + seed - (seed + 1) / 10] }),
  ]);
  const spec = lossDifferences(runs);
  const { values } = spec.data as { values: Record<string, number>[] };
  const end = values.find(({ x }) => x === 1)!;
  // scipy.stats.ttest_1samp([-0.1, -0.2, -0.3], 0).confidence_interval(0.95)
  near(end["y"], -0.2, 1e-9);
  near(end["low"], -0.448413771175033, 1e-9);
  near(end["high"], 0.04841377117503293, 1e-9);
  const svg = await renderSvg(spec);
  assert.equal(countMarks(svg, "area"), 1);
  assert.ok(svg.includes("mean of 3 seeds, paired by seed, with its 95 % t interval"));
});

Deno.test("one seed has no interval, and the plot says so", async () => {
  const svg = await renderSvg(lossDifferences(nineRuns()));
  assert.equal(countMarks(svg, "area"), 0);
  assert.ok(svg.includes("one seed, so no interval can be given"));
});

Deno.test("a wide interval does not squeeze the lines: its band is cut at the panel's edge", () => {
  const runs = [0, 1].flatMap((seed) => [
    testRun({ ...base, method: "none", seed, evalLosses: [4, 3] }),
    testRun({ ...base, method: "SD", seed, evalLosses: [4, 2.9 - seed / 10] }),
  ]);
  const { spec } = lossDifferences(runs) as unknown as {
    spec: {
      layer: { mark: { clip: boolean }; encoding: { y: { scale: { domain: number[] } } } }[];
    };
  };
  // The mean is −0.15, its interval reaches from −0.79 to 0.49.
  const band = spec.layer[1]!;
  assert.ok(band.mark.clip);
  const [from, to] = band.encoding.y.scale.domain;
  assert.ok(from! > -0.4 && to! < 0.2, `${from} to ${to}`);
});

Deno.test("each tick says another number, however small the differences are", async () => {
  const runs = [
    testRun({ ...base, method: "none", evalLosses: [4, 3, 2] }),
    testRun({ ...base, method: "SD", evalLosses: [4, 3.003, 2.0071] }),
  ];
  const svg = await renderSvg(lossDifferences(runs));
  const ticks = [...svg.matchAll(/text-anchor="end"[^>]*>([+−]?[\d.]+)<\/text>/g)]
    .map((match) => match[1]);
  assert.ok(ticks.length > 3);
  assert.equal(new Set(ticks).size, ticks.length, ticks.join());
});

import assert from "node:assert/strict";
import { lossAt, madeUpRun, madeUpRuns, RATE } from "./_made_up.ts";
import { pairedDifferences, studyDifferences } from "./compare.ts";
import { bestNone, conditionRuns, fromCurve, noneCurve, outcome, sizeRuns } from "./outcomes.ts";
import { CONTRASTS, PRIMARY, PRIMARY_METRIC, RATES } from "./plan.ts";
import type { StudyRun } from "./runs.ts";

/** Half a unit of the last of some digits. */
function near(actual: number | null | undefined, expected: number, within: number, text = "") {
  assert.ok(Math.abs(actual! - expected) <= within, `${text} ${actual}, not ${expected}`);
}

Deno.test("the primary family are the six of the plan", () => {
  assert.deepEqual(PRIMARY.map(({ name }) => name), [
    ...["SD - same_mean_SD", "SD - shuffled_SD", "SD - random_SD"],
    ...["SD2 - same_mean_SD2", "SD2 - shuffled_SD2", "SD2 - random_SD2"],
  ]);
  assert.deepEqual(CONTRASTS.slice(0, 6), PRIMARY);
  assert.equal(new Set(CONTRASTS.map(({ name }) => name)).size, CONTRASTS.length);
  assert.ok(CONTRASTS.some(({ name }) => name === "linear SD - linear none"));
});

Deno.test("where meaning adds nothing, the six are equivalent and none is significant", () => {
  const differences = studyDifferences(madeUpRuns());
  const primary = differences.slice(0, 6);
  for (const { metric, n, mean, p_holm, equivalent, ci_low, ci_high } of primary) {
    assert.deepEqual([metric, n, equivalent], [PRIMARY_METRIC, 10, true]);
    assert.ok(p_holm! > 0.05 && Math.abs(mean!) < 0.001 && ci_low! < mean! && mean! < ci_high!);
  }
  // A rate of 0.8 times is another matter: so is none's with it.
  const besides = differences.find(({ contrast }) => contrast === "SD - none")!;
  near(besides.mean, lossAt(0.8) - lossAt(1), 0.001);
  assert.deepEqual([besides.p, besides.p_holm, besides.equivalent], [2 / 1024, null, false]);
  const curve = differences.find(({ contrast }) => contrast === "SD - curve of none")!;
  near(curve.mean, 0, 0.001);
  assert.equal(curve.equivalent, true);
});

Deno.test("what meaning adds is found, and Holm's correction is over the six of a metric", () => {
  const differences = studyDifferences(madeUpRuns(undefined, { SD: -0.01 }));
  const [mean, shuffled, random, ...others] = differences.slice(0, 6);
  for (const found of [mean!, shuffled!, random!]) {
    near(found.mean, -0.01, 0.001);
    // Three of six have the least p there is; the others come after them.
    near(found.p_holm, 6 * 2 / 1024, 1e-12);
    assert.equal(found.equivalent, false);
  }
  assert.ok(others.every(({ p_holm }) => p_holm! > 0.05));
  const perplexity = differences.filter(({ metric }) => metric === "eval_perplexity");
  assert.equal(perplexity.filter(({ p_holm }) => p_holm !== null).length, 6);
  assert.ok(perplexity.every(({ equivalent }) => equivalent === null));
  // No run has it, so there is nothing to compare.
  assert.ok(differences.every(({ metric }) => metric !== "eval_cloze_accuracy"));
});

Deno.test("a run that diverged leaves its pairs out, and n says so", () => {
  const runs = madeUpRuns();
  const diverged = (condition: string, seed: number): StudyRun[] =>
    runs.map((run) =>
      run.stage === "main" && run.condition === condition && run.seed === seed
        ? { ...run, eval_loss: null, diverged: "it did" }
        : run
    );
  const [first, second] = studyDifferences(diverged("same_mean_SD", 4));
  assert.deepEqual([first!.n, second!.n], [9, 10]);
  const seeds = pairedDifferences(diverged("SD", 0), PRIMARY[0]!, PRIMARY_METRIC)
    .map(({ seed }) => seed);
  assert.deepEqual(seeds, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("none's best rate is chosen on the seeds of the stage rates", () => {
  // The least of 4.5 + 0.12 · (ln x + 0.5)² among the rates is at 0.71, ln −0.342; 0.5 is at −0.69.
  const runs = madeUpRuns();
  assert.equal(bestNone(runs), "none_x0.71");
  const other = runs.map((run) =>
    run.stage === "rates" && run.condition === "none_x2" ? { ...run, eval_loss: 4 } : run
  );
  assert.equal(bestNone(other), "none_x2");
  const cell = { condition: "none_best", schedule: "constant" };
  assert.deepEqual(
    conditionRuns(other, cell),
    conditionRuns(other, { ...cell, condition: "none_x2" }),
  );
  assert.deepEqual(conditionRuns(other, cell).map(({ seed }) => seed), [
    ...Array(10).keys(),
  ]);
});

Deno.test("the curve of none goes through its ends, and has none outside of the rates", () => {
  const runs = madeUpRuns();
  const { points, at } = noneCurve(runs, 3);
  assert.equal(points.length, 7);
  near(points[0]!.rate, RATE / 4, 1e-12);
  for (const { rate, loss } of points) near(at(rate), loss, 1e-9);
  assert.deepEqual([at(RATE / 4.01), at(RATE * 4.01)], [null, null]);
  // Its ends have noise of a thousandth of a nat.
  const seed3 = points[3]!.loss - lossAt(1);
  near(at(RATE * 0.85), lossAt(0.85) + seed3, 0.003);
  const run = { ...runs.find(({ condition, seed }) => condition === "SD" && seed === 3)! };
  run.eval_loss = at(run.mean_learning_rate!)! + 0.25;
  near(fromCurve(runs, run), 0.25, 1e-12);
});

Deno.test("where none's loss is a parabola over ln(rate), the curve is it, up to the ends", () => {
  const runs = Object.entries(RATES).map(([condition, factor]) =>
    madeUpRun({ condition, seed: 0, mean_learning_rate: RATE * factor }, lossAt(factor))
  );
  const { at } = noneCurve(runs, 0);
  for (const factor of [0.26, 0.35, 0.6, 0.85, 1.2, 1.7, 2.9, 3.9]) {
    near(at(RATE * factor), lossAt(factor), 1e-12, `at ${factor}`);
  }
});

Deno.test("the semantic error at equal loss is what is left of it beside none's line", () => {
  const runs = madeUpRuns();
  const run = madeUpRun({ condition: "sd_loss", seed: 2, eval_semantic_error_wrong: 1.3 }, 4.6);
  // Made-up errors are 1 + a tenth of the loss: 1.46 at 4.6.
  near(outcome(runs, run, "semantic_error_at_equal_loss"), 1.3 - 1.46, 1e-12);
  near(outcome(runs, run, "overfitting_gap"), 0.2, 1e-12);
  assert.equal(outcome(runs, { ...run, eval_loss: null }, "semantic_error_at_equal_loss"), null);
  assert.equal(outcome(runs, { ...run, train_eval_loss: null }, "overfitting_gap"), null);
});

Deno.test("the runs of each size are those of sizes, and those of main that are like them", () => {
  const found = sizeRuns(madeUpRuns());
  assert.deepEqual([...new Set(found.map(({ train_chunks }) => train_chunks))], [
    ...[32, 64, 128, 256, 512, 1311],
  ]);
  assert.equal(found.length, 6 * 3 * 3);
  assert.ok(found.every(({ schedule, seed }) => schedule === "constant" && seed < 3));
});

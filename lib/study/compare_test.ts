import assert from "node:assert/strict";
import { near } from "../../tests/_near.ts";
import { lossAt, madeUpRun, madeUpRuns, RATE } from "./_made_up.ts";
import { pairedDifferences, studyDifferences } from "./compare.ts";
import { bestNone, conditionRuns, fromCurve, noneCurve, outcome, sizeRuns } from "./outcomes.ts";
import { PRIMARY_METRIC, RATE_METRIC } from "./metrics.ts";
import { CONTRASTS, NEAR_RATES, PRIMARY, RATE_MATCHED, RATES } from "./plan.ts";
import type { StudyRun } from "./runs.ts";

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
  for (const row of primary) {
    const { metric, n, mean, p_holm, equivalent, ci_low, ci_high, t_low, t_high } = row;
    assert.deepEqual([metric, n, equivalent], [PRIMARY_METRIC, 10, true]);
    assert.ok(p_holm! > 0.05 && Math.abs(mean!) < 0.001 && ci_low! < mean! && mean! < ci_high!);
    // 2.2622 and 1.8331 are Student's for 9 degrees of freedom.
    near(t_high! - t_low!, 2 * 2.2622 * row.sd! / Math.sqrt(10), 1e-7);
    near(row.tost_high! - row.tost_low!, 2 * 1.8331 * row.sd! / Math.sqrt(10), 1e-7);
    assert.ok(row.tost_p! <= 0.05 && row.tost_low! > -0.002 && row.tost_high! < 0.002);
  }
  // A rate of 0.8 times is another matter: so is none's with it.
  const besides = differences.find(({ contrast }) => contrast === "SD - none")!;
  near(besides.mean, lossAt(0.8) - lossAt(1), 0.001);
  // Of a family of two.
  assert.deepEqual([besides.p, besides.p_holm, besides.equivalent], [2 / 1024, 4 / 1024, false]);
  const linear = differences.find(({ contrast }) => contrast === "linear SD - linear none")!;
  assert.equal(linear.p_holm, null);
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

/** The same runs without what some conditions of main came to. */
function allDiverged(runs: readonly StudyRun[], condition: string, but: number[] = []) {
  return runs.map((run) =>
    run.stage === "main" && run.condition === condition && !but.includes(run.seed)
      ? { ...run, eval_loss: null, diverged: "it did" }
      : run
  );
}

Deno.test("a contrast without a pair, or with one, leaves the family as large as it was", () => {
  const runs = madeUpRuns(undefined, { SD: -0.01 });
  for (const [but, n] of [[[], 0], [[4], 1]] as const) {
    const [first, second] = studyDifferences(allDiverged(runs, "same_mean_SD", [...but]));
    assert.deepEqual([first!.n, first!.sd, first!.t_low, first!.equivalent], [n, null, null, null]);
    // One pair has a p of 1; none counts as if it had.
    assert.deepEqual([first!.p, first!.p_holm], [n === 0 ? null : 1, 1]);
    near(second!.p_holm, 6 * 2 / 1024, 1e-12);
  }
});

Deno.test("an effect on one control only, and opposite signs, stand where they are", () => {
  const one = studyDifferences(madeUpRuns(undefined, { random_SD: 0.01 })).slice(0, 6);
  assert.deepEqual(one.map(({ equivalent }) => equivalent), [true, true, false, true, true, true]);
  const signs = studyDifferences(madeUpRuns(undefined, { random_SD: 0.01, shuffled_SD: -0.01 }));
  near(signs[1]!.mean, 0.01, 0.001);
  near(signs[2]!.mean, -0.01, 0.001);
});

Deno.test("mean rates are compared by the logarithm of their ratio, where they are to be equal", () => {
  const runs = madeUpRuns().map((run) =>
    run.condition === "random_SD"
      ? { ...run, mean_learning_rate: run.mean_learning_rate! / 1.01 }
      : run
  );
  const rates = studyDifferences(runs).filter(({ metric }) => metric === RATE_METRIC);
  assert.deepEqual(
    rates.map(({ contrast }) => contrast),
    RATE_MATCHED.map(({ name }) => name),
  );
  for (const { contrast, mean, p_holm, equivalent } of rates) {
    near(mean, contrast === "SD - random_SD" ? Math.log(1.01) : 0, 1e-12, contrast);
    assert.deepEqual([p_holm, equivalent], [null, null]);
  }
  const [first] = studyDifferences(allDiverged(runs, "same_mean_SD", [4]))
    .filter(({ metric }) => metric === RATE_METRIC);
  assert.equal(first!.n, 1);
});

Deno.test("of studies of a thing with itself at most 5 % show a difference in any of the six", () => {
  const kept = new Set(
    PRIMARY.flatMap(({ left, right }) =>
      right === "curve" ? [] : [left.condition, right.condition]
    ),
  );
  const STUDIES = 300;
  let wrong = 0;
  for (let study = 0; study < STUDIES; study++) {
    // Other seeds, other noise; only what the six need of the loss, as all else takes a second.
    const seeds = Array.from({ length: 10 }, (_, i) => 1000 * (study + 1) + i);
    const runs = madeUpRuns(seeds).filter((run) =>
      run.stage === "main" && run.schedule === "constant" && kept.has(run.condition)
    ).map((run) => ({
      ...run,
      ...{ eval_loss_best: null, eval_perplexity: null, eval_accuracy: null, eval_mrr: null },
      ...{ eval_ece: null, eval_semantic_error_wrong: null, train_eval_loss: null },
      mean_learning_rate: null,
    }));
    const family = studyDifferences(runs).slice(0, 6);
    assert.deepEqual(family.map(({ contrast }) => contrast), PRIMARY.map(({ name }) => name));
    if (family.some(({ p_holm }) => p_holm! <= 0.05)) wrong++;
  }
  // Three standard deviations of a binomial count of 5 %; and not as if nothing were ever found.
  const most = STUDIES * 0.05 + 3 * Math.sqrt(STUDIES * 0.05 * 0.95);
  assert.ok(wrong >= 1 && wrong <= most, `${wrong} of ${STUDIES}`);
});

Deno.test("none's best rate is chosen on the seeds of the stage rates", () => {
  // The least of 4.5 + 0.12 · (ln x + 0.5)² among the rates is at 0.71, ln −0.342; 0.5 is at −0.69.
  const runs = madeUpRuns();
  assert.equal(bestNone(runs), "none_x0.71");
  const other = runs.map((run) =>
    run.stage === "rates" && run.condition === "none_x2" ? { ...run, eval_loss: 4 } : run
  );
  assert.equal(bestNone(other), "none_x2");
  // A rate with which a run diverged is no best one.
  const lost = other.map((run) =>
    run.stage === "rates" && run.condition === "none_x2" && run.seed === 101
      ? { ...run, eval_loss: null, diverged: "it did" }
      : run
  );
  assert.equal(bestNone(lost), "none_x0.71");
  const all = runs.map((run) => ({ ...run, eval_loss: null, diverged: "it did" }));
  assert.throws(() => bestNone(all), /none diverged at every rate/);
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

Deno.test("none's line is read in the range of its five ends and a tenth beyond, if all are there", () => {
  const runs = madeUpRuns();
  const losses = runs.filter(({ stage, schedule, condition, seed }) =>
    stage === "main" && schedule === "constant" && seed === 2 &&
    NEAR_RATES.some((name) => name === condition)
  ).map(({ eval_loss }) => eval_loss!);
  assert.equal(losses.length, 5);
  const least = Math.min(...losses), greatest = Math.max(...losses), range = greatest - least;
  const at = (loss: number, of: readonly StudyRun[] = runs) =>
    outcome(of, madeUpRun({ condition: "SD", seed: 2 }, loss), "semantic_error_at_equal_loss");
  for (const loss of [least - 0.099 * range, greatest + 0.099 * range]) near(at(loss), 0, 1e-9);
  for (const loss of [least - 0.101 * range, greatest + 0.101 * range]) {
    assert.equal(at(loss), null);
  }
  assert.equal(at(least, allDiverged(runs, "none_x1.41")), null);
});

Deno.test("the runs of each size are those of sizes, and those of main that are like them", () => {
  const found = sizeRuns(madeUpRuns());
  assert.deepEqual([...new Set(found.map(({ train_chunks }) => train_chunks))], [
    ...[32, 64, 128, 256, 512, 1311],
  ]);
  assert.equal(found.length, 6 * 3 * 3);
  assert.ok(found.every(({ schedule, seed }) => schedule === "constant" && seed < 3));
});

Deno.test("without a rate in the middle there is no curve of none; the outermost only shorten it", () => {
  const runs = madeUpRuns();
  const without = (condition: string) =>
    noneCurve(
      runs.map((run) =>
        run.stage === "main" && run.condition === condition && run.seed === 3
          ? { ...run, eval_loss: null, diverged: "it did" }
          : run
      ),
      3,
    ).at;
  assert.equal(without("none_x2")(RATE), null);
  const { at } = noneCurve(runs, 3), short = without("none_x4");
  assert.equal(short(RATE * 3), null);
  near(short(RATE), at(RATE)!, 1e-9);
});

import assert from "node:assert/strict";
import { madeUpRun, RATE } from "./_made_up.ts";
import { bestNone, conditionRuns, fromCurve, noneCurve, outcome, sizeRuns } from "./outcomes.ts";
import { NEAR_RATES, RATES } from "./plan.ts";
import type { StudyRun } from "./runs.ts";

const NAMES = Object.keys(RATES);

/** None at each of its rates, with one seed: a loss each, of a stage. */
function none(losses: readonly number[], of: Partial<StudyRun> = {}): StudyRun[] {
  return NAMES.map((condition, i) =>
    madeUpRun({
      ...{ condition, seed: 0, mean_learning_rate: RATE * RATES[condition]! },
      ...of,
    }, losses[i]!)
  );
}

Deno.test("of none's rates the first with the least mean is the best, whatever main's runs say", () => {
  const rates = [
    ...none([5, 4, 3, 3, 4, 5, 6], { stage: "rates", seed: 100 }),
    ...none([1, 4, 4, 4, 3, 5, 6], { stage: "rates", seed: 101 }),
  ];
  const main = none([9, 9, 9, 9, 9, 0, 9]);
  // Means 3, 4, 3.5, 3.5, 3.5, 5 and 6.
  assert.equal(bestNone([...main, ...rates]), "none_x0.25");
  const tied = rates.filter(({ seed }) => seed === 100);
  assert.equal(bestNone([...main, ...tied]), "none_x0.71");
  const lost = tied.map((run) => ({ ...run, eval_loss: null }));
  assert.throws(() => bestNone([...main, ...lost]), {
    name: "InputError",
    message: "none diverged at every rate with a seed of the experiment rates. Set learningRate " +
      "lower.",
  });
});

Deno.test("a cell's runs are those of main with its condition and schedule, by seed", () => {
  const runs = [3, 1, 2].flatMap((seed) =>
    (["main", "sizes"] as const).flatMap((stage) =>
      ["constant", "linear"].flatMap((schedule) =>
        ["none", "SD"].map((condition) => madeUpRun({ condition, seed, stage, schedule }, 4))
      )
    )
  );
  const found = conditionRuns(runs, { condition: "SD", schedule: "linear" });
  assert.deepEqual(
    found.map(({ seed, stage, schedule, condition }) => [seed, stage, schedule, condition]),
    [1, 2, 3].map((seed) => [seed, "main", "linear", "SD"]),
  );
});

Deno.test("sizes come by their chunks and then their seeds, with what of main is like them", () => {
  const run = (train_chunks: number, seed: number, of: Partial<StudyRun> = {}) =>
    madeUpRun({ condition: "SD", seed, train_chunks, stage: "sizes", ...of }, 4);
  const runs = [
    run(256, 1),
    run(128, 1, { stage: "main" }),
    run(128, 2, { stage: "main" }),
    run(128, 0, { stage: "main", schedule: "linear" }),
    run(128, 0, { stage: "main", condition: "none" }),
    run(128, 0, { stage: "rates" }),
    run(64, 1),
    run(256, 0),
    run(128, 0, { stage: "main" }),
  ];
  assert.deepEqual(sizeRuns(runs), [runs[6], runs[8], runs[1], runs[7], runs[0]]);
});

Deno.test("none's curve is by rate, of one seed, and without ends that are not there", () => {
  const losses = [7, 6, 5, 4, 5, 6, 7];
  const other = none([1, 1, 1, 1, 1, 1, 1], { seed: 1 });
  const linear = none([2, 2, 2, 2, 2, 2, 2], { schedule: "linear" });
  const runs = [...other, ...none(losses), ...linear].toReversed();
  const ends = (of: readonly StudyRun[]) => noneCurve(of, 0).points;
  assert.deepEqual(ends(runs), losses.map((loss, i) => ({ rate: RATE * RATES[NAMES[i]!]!, loss })));
  const without = runs.map((run) =>
    run.condition === "none_x4" && run.seed === 0 ? { ...run, mean_learning_rate: null } : run
  );
  assert.deepEqual(ends(without), ends(runs).slice(0, 6));
  const run = runs.find(({ condition, seed }) => condition === "none" && seed === 0)!;
  assert.equal(fromCurve(runs, { ...run, mean_learning_rate: null }), null);
  assert.equal(fromCurve(runs, { ...run, eval_loss: null }), null);
  assert.equal(fromCurve(runs, { ...run, eval_loss: 4.5, condition: "SD" }), 0.5);
});

Deno.test("a run's figures are its columns but for those that are made of several", () => {
  const run = madeUpRun({ condition: "SD", seed: 0, mean_learning_rate: Math.E ** -7 }, 4);
  const of = (metric: Parameters<typeof outcome>[2], more: Partial<StudyRun> = {}) =>
    outcome([], { ...run, ...more }, metric);
  assert.deepEqual([of("eval_loss"), of("eval_mrr"), of("eval_cloze_accuracy")], [4, 0.4, null]);
  assert.ok(Math.abs(of("mean_learning_rate")! + 7) < 1e-12);
  assert.equal(of("mean_learning_rate", { diverged: "it did" }), null);
  assert.equal(of("mean_learning_rate", { mean_learning_rate: null }), null);
  assert.equal(of("overfitting_gap", { eval_loss: 4.5, train_eval_loss: 4.25 }), 0.25);
  assert.equal(of("overfitting_gap", { eval_loss: null }), null);
  // Without none's ends there is no line.
  assert.equal(of("semantic_error_at_equal_loss"), null);
});

Deno.test("none's line is read up to a tenth of its range beyond, the ends of which count", () => {
  // The five near rates end at 4, 4.25, 4.5, 4.75 and 5; made-up errors are 1 + a tenth of that.
  const runs = none([9, 4, 4.25, 4.5, 4.75, 5, 9]);
  const at = (loss: number, of: readonly StudyRun[] = runs, error = 2) =>
    outcome(
      of,
      madeUpRun({ condition: "SD", seed: 0, eval_semantic_error_wrong: error }, loss),
      "semantic_error_at_equal_loss",
    );
  for (const loss of [3.9, 4, 4.6, 5.1]) {
    assert.ok(Math.abs(at(loss)! - (1 - loss / 10)) < 1e-12, `${loss}`);
  }
  assert.deepEqual([at(3.8999), at(5.1001)], [null, null]);
  const all = none([9, 4, 4, 4, 4, 4, 9]);
  assert.equal(at(4, all), null, "a point is no line");
  const lacking = (more: Partial<StudyRun>, name: string = NEAR_RATES[0]) =>
    runs.map((run) => run.condition === name ? { ...run, ...more } : run);
  assert.equal(at(4.5, lacking({ eval_semantic_error_wrong: null })), null);
  assert.equal(at(4.5, lacking({ eval_loss: null }, NEAR_RATES[4])), null);
  assert.notEqual(at(4.5, lacking({ eval_loss: null }, "none_x4")), null);
});

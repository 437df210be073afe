import assert from "node:assert/strict";
import type { LogRecord } from "../training/mod.ts";
import { endingOf, shownEpoch, stoppedEarly } from "./ending.ts";
import { modelCard } from "./model_card.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { resultOf, type RunResult } from "./planned_run.ts";
import { resolveSettings } from "./settings/presets.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import { summarise, summaryCsv } from "./summary.ts";
import { summaryTable } from "./summary_table.ts";

const evaluation = (step: number, eval_loss: number) =>
  ({
    ...{ type: "evaluation", step, epoch: step / 2, eval_loss },
    ...{ eval_masked_tokens: 9, train_loss: null },
  }) as LogRecord;
const step = (step: number) => ({ type: "step", step, epoch: step / 2, loss: 1 }) as LogRecord;

/** Two steps an epoch; losses of the evaluations after each. */
function result(
  losses: readonly number[],
  { bestStep = null, diverged = null, ...overrides }:
    & Partial<ExperimentSettings>
    & { bestStep?: number | null; diverged?: string | null } = {},
): RunResult {
  const settings = resolveSettings({
    overrides: {
      ...{ schedules: ["linear"], methods: ["none"], trainChunks: 8, batchSize: 4, epochs: 10 },
      ...overrides,
    },
  });
  const [run] = plannedRuns(settings);
  const records = [
    evaluation(0, 5),
    ...losses.flatMap((loss, i) => [step(2 * i + 1), step(2 * i + 2), evaluation(2 * i + 2, loss)]),
  ];
  return resultOf(run!, { seconds: 1, diverged, bestStep, records });
}

Deno.test("of a run that patience ended it is said where, and what of it was kept", () => {
  const early = result([3, 2, 2.5, 2.25], { earlyStoppingPatience: 2, bestStep: 4 });
  assert.equal(
    endingOf(early),
    "Stopped early, after step 8 (epoch 4 of 10): its last 2 evaluations were no better than the best " +
      "before. Kept are the weights of step 4, the best of the training, evaluation loss 2.0000.",
  );
  const last = result([2, 2.5], { earlyStoppingPatience: 1, maxSteps: 7 });
  assert.equal(
    endingOf(last),
    "Stopped early, after step 4 (of 7): its last evaluation was no better than the best before. Its " +
      "weights are those of its last step.",
  );
});

Deno.test("of a run that made all of its steps only other weights than the last are told", () => {
  assert.equal(endingOf(result([3, 2])), undefined);
  const whole = { epochs: 2, earlyStoppingPatience: 1 };
  assert.equal(endingOf(result([3, 2], { ...whole, bestStep: 4 })), undefined);
  assert.equal(
    endingOf(result([2, 3], { ...whole, bestStep: 2 })),
    "Kept are the weights of step 2, the best of the training, evaluation loss 2.0000, not those of its last " +
      "step, 4, whose loss is 3.0000.",
  );
  // A failure is another end, which is told as such.
  const failed = result([3], { earlyStoppingPatience: 1, diverged: "Step 3 was not made." });
  assert.equal(stoppedEarly(failed), undefined);
  assert.equal(stoppedEarly(result([3, 4])), undefined, "nobody asked for patience");
});

Deno.test("table and card tell of an early end and of the weights that were kept", async () => {
  const early = result([3, 2, 2.5, 2.25], { earlyStoppingPatience: 2, bestStep: 4 });
  const summary = summarise(early);
  const [heading, row, ending] = summaryTable([summary]).split("\n");
  assert.match(heading!, /best \(epoch\) {2}kept \(step\)/);
  assert.match(row!, /2\.2500\s+2\.0000 \(2\)\s+2\.0000 \(4\)/);
  assert.match(ending!, /^linear-none-seed0: Stopped early, after step 8 \(epoch 4 of 10\): /);
  assert.doesNotMatch(summaryTable([summarise(result([3, 2]))]), /kept|Stopped/);
  assert.doesNotMatch(summaryCsv([summary]), /Stopped/, "its figures say it: best_global_step");

  const config = { settings: {} as ExperimentSettings, environment: {} };
  const card = await modelCard(early, config, "mine");
  assert.match(card, /\n\nStopped early, after step 8 .*\n\nMeasured on/);
  assert.match(card, /\n\| epochs \| 4 of 10 \|\n/);
  assert.match(card, /after step 4 \|\n.*\n\| evaluation loss \| 5\.0+ \| 2\.0+ \|/);
  const steps = await modelCard(result([3, 2], { maxSteps: 4 }), config, "mine");
  assert.match(steps, /\| maxSteps \| 4 \|/);
  assert.doesNotMatch(steps, /\| epochs \|/, "the steps decide");
});

Deno.test("an epoch that was hardly begun is not that before the first step", () => {
  assert.deepEqual([0, 0.000018, 0.004, 0.416, 1, 2.5].map(shownEpoch), [
    ...["0", "0.00002", "0.004", "0.42", "1", "2.5"],
  ]);
});

Deno.test("the card says of which text its figures are", async () => {
  const config = { settings: {} as ExperimentSettings, environment: {} };
  const named = (text: string) => /dataset:\n {6}name: (.*)\n/.exec(text)?.[1];
  const data = "/a/mine.csv";
  assert.equal(
    named(await modelCard(result([3], { data, evalData: "/b/other.csv" }), config, "mine")),
    '"other.csv"',
  );
  assert.equal(named(await modelCard(result([3], { data }), config, "mine")), '"mine.csv"');
});

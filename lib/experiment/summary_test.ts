import assert from "node:assert/strict";
import { type EvaluationRecord, type LogRecord, METRICS } from "../training/mod.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { resultOf } from "./planned_run.ts";
import { resolveSettings } from "./settings/presets.ts";
import { bestEvaluation, summarise, SUMMARY_COLUMNS, summaryCsv } from "./summary.ts";
import { summaryTable } from "./summary_table.ts";

function step(step: number, epoch: number, rate: number, root: number | null): LogRecord {
  return {
    type: "step",
    step,
    epoch,
    loss: 3,
    grad_norm: 1,
    scheduled_learning_rate: 0.5,
    learning_rate: rate,
    gamma: root === null ? null : root ** 3,
    gamma_root: root,
    gamma_pairs: root === null ? 0 : 4,
    seconds: 0.25,
  };
}

function evaluation(epoch: number, loss: number, trainLoss: number | null): LogRecord {
  return {
    type: "evaluation",
    step: 2 * epoch,
    epoch,
    eval_loss: loss,
    eval_perplexity: Math.exp(loss),
    eval_accuracy: 0.25 * epoch,
    eval_masked_tokens: 100,
    train_loss: trainLoss,
    ...(epoch === 0 ? {} : { train_eval_loss: loss - 0.25 }),
  };
}

const [planned] = plannedRuns(
  resolveSettings({ overrides: { schedules: ["linear"], methods: ["SD"], seeds: [3] } }),
);

const run = {
  ...resultOf(planned!, { seconds: 12.5, diverged: null, bestStep: null, records: [] }),
  records: [
    evaluation(0, 4, null),
    step(0, 0.5, 0.25, 2),
    step(1, 1, 0.125, 4),
    evaluation(1, 2, 3.5),
    step(2, 1.5, 0.5, null),
    step(3, 2, 0.25, 3),
    evaluation(2, 2.5, 3.25),
  ],
};

Deno.test("summarise() takes the last, the least and the means of a run", () => {
  // Γ roots 2, 4 and 3: mean 3, the step without words left out. A″: (¼ + ⅛ + ½ + ¼) / 4 = 0.28125.
  assert.deepEqual(summarise(run), {
    run: "linear-SD-seed3",
    label: "SD",
    schedule: "linear",
    method: "SD",
    seed: 3,
    epochs: 2,
    steps: 4,
    initial_eval_loss: 4,
    final_eval_loss: 2.5,
    best_eval_loss: 2,
    best_epoch: 1,
    final_train_loss: 3.25,
    final_train_eval_loss: 2.25,
    final_eval_perplexity: Math.exp(2.5),
    final_eval_accuracy: 0.5,
    mean_gamma_root: 3,
    mean_scheduled_learning_rate: 0.5,
    mean_learning_rate: 0.28125,
    skipped_steps: 0,
    undefined_gamma_steps: 1,
    best_global_step: null,
    seconds: 12.5,
    diverged: null,
    metrics: {},
  });
});

Deno.test("summarise() takes the first of equal evaluations for the best", () => {
  const records = [evaluation(0, 4, null), evaluation(1, 2, 3), evaluation(2, 2, 3)];
  assert.equal(summarise({ ...run, records }).best_epoch, 1);
});

Deno.test("summarise() has no best among evaluations that are not numbers", () => {
  const diverged = { ...run, records: [evaluation(0, 4, null), evaluation(1, NaN, NaN)] };
  const summary = summarise(diverged);
  assert.equal(summary.best_eval_loss, 4);
  assert.equal(summary.best_epoch, 0);
  assert.ok(Number.isNaN(summary.final_eval_loss));
  assert.equal(summary.mean_gamma_root, null);
  assert.equal(summarise({ ...run, records: [] }).best_eval_loss, null);
});

Deno.test("summaryCsv() has a header, a row a run, and nothing where there is no figure", () => {
  const lines = summaryCsv([summarise(run), summarise({ ...run, records: [] })])
    .trimEnd().split(/\r?\n/);
  assert.equal(lines[0], SUMMARY_COLUMNS.join(","));
  assert.equal(
    lines[1],
    `linear,SD,3,2,4,4,2.5,2,1,3.25,2.25,${Math.exp(2.5)},0.5,3,0.5,0.28125,0,1,,12.5,`,
  );
  assert.equal(lines[2], "linear,SD,3,0,0,,,,,,,,,,,,0,0,,12.5,");
  assert.equal(lines.length, 3);
});

Deno.test("summaryTable() lines figures up under their headings", () => {
  const lines = summaryTable([summarise(run), summarise({ ...run, seed: 10 })]).split("\n");
  assert.equal(lines.length, 3);
  assert.match(
    lines[0]!,
    /^schedule {2}method {2}seed {2}train loss {2}eval loss {2}best \(epoch\)/,
  );
  assert.match(lines[1]!, /^linear {4}SD {9}3 {6}3\.2500 {5}2\.5000 {4}2\.0000 \(1\)/);
  assert.equal(new Set(lines.map((line) => line.length)).size, 1);
});

Deno.test("summaryTable() tells the usual training alone from no others", () => {
  const ended = summarise({ ...run, diverged: "Step 5 was not made." });
  const lines = summaryTable([ended], METRICS, true).split("\n");
  assert.match(lines[0]!, /^train loss {2}eval loss {2}best \(epoch\)/);
  assert.match(lines[1]!, /^ {4}3\.2500 {5}2\.5000 {4}2\.0000 \(1\)/);
  assert.equal(lines[2], "It diverged: Step 5 was not made.");
  assert.match(summaryTable([ended, ended], METRICS, true), /^schedule {2}method {2}seed/);
});

Deno.test("a skipped step counts as one of the schedule and has no part in the means", () => {
  const skipped: LogRecord = {
    type: "skipped",
    step: 5,
    epoch: 2.5,
    scheduled_learning_rate: 9,
    reason: "Step 5 was not made.",
    seconds: 0.1,
  };
  const { steps, skipped_steps, undefined_gamma_steps, ...rest } = summarise({
    ...run,
    records: [...run.records, skipped],
  });
  assert.deepEqual([steps, skipped_steps, undefined_gamma_steps], [5, 1, 1]);
  const whole = summarise(run);
  for (const [name, value] of Object.entries(rest)) {
    assert.deepEqual(value, whole[name as keyof typeof rest], name);
  }
});

Deno.test("summaryTable() has columns for skipped steps and those without Γ where there are any", () => {
  const heading = (runs: (typeof run)[]) => summaryTable(runs.map(summarise)).split("\n")[0]!;
  const sound = { ...run, records: run.records.slice(0, 4) };
  assert.match(heading([sound]), / {2}seconds$/);
  assert.match(heading([sound, run]), / {2}seconds {2}without Γ$/);
  const lines = summaryTable([summarise(sound), summarise(run)]).split("\n");
  assert.deepEqual(lines.slice(1).map((line) => line.split(" ").at(-1)), ["0", "1"]);
});

Deno.test("summaryTable() says below which runs diverged", () => {
  const lines = summaryTable([summarise({ ...run, diverged: "Step 5 was not made." })]).split("\n");
  assert.equal(lines[2], "linear-SD-seed3 diverged: Step 5 was not made.");
});

Deno.test("summaryCsv() writes no text that a spreadsheet takes for a formula", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]) {
    const csv = summaryCsv([{ ...summarise(run), diverged: text, final_eval_loss: -1.5 }]);
    const row = csv.slice(csv.indexOf("\n") + 1);
    assert.ok(row.includes(`'${text}`), JSON.stringify(row));
    assert.ok(row.includes(",-1.5,"), "a number below zero stays one");
  }
});

Deno.test("further metrics and what differs have columns after the usual ones", () => {
  const settings = resolveSettings({
    overrides: { schedules: ["linear"], methods: ["SD"], sweep: { epochs: [1, 2] } },
  });
  const [one, two] = plannedRuns(settings);
  const outcome = { seconds: 1, diverged: null, bestStep: null };
  const records = (extra: Record<`eval_${string}`, number | null>) => [
    evaluation(0, 4, null),
    { ...evaluation(1, 2, 3), ...extra },
  ];
  const summaries = [
    summarise(resultOf(one!, { ...outcome, records: records({ eval_mrr: 0.5 }) })),
    summarise(resultOf(two!, { ...outcome, records: records({ eval_ece: null }) })),
  ];
  assert.deepEqual(summaries.map(({ metrics }) => metrics), [{ eval_mrr: 0.5 }, {
    eval_ece: null,
  }]);
  const [header, first, second] = summaryCsv(summaries).split(/\r?\n/);
  assert.equal(header, `${SUMMARY_COLUMNS.join(",")},run,label,final_eval_mrr,final_eval_ece`);
  assert.match(first!, /,,linear-SD-epochs=1-seed0,SD epochs=1,0\.5,$/);
  assert.match(second!, /,,linear-SD-epochs=2-seed0,SD epochs=2,,$/);
  const table = summaryTable(summaries).split("\n");
  assert.match(table[0]!, / {2}accuracy {2}mean reciprocal rank {2}calibration error {2}Γ root/);
  assert.match(table[1]!, /^linear {4}SD epochs=1 .* {2}0\.5000 +– {7}–/);
});

Deno.test("of evaluations the first with the least finite loss is the best, and none of infinite ones", () => {
  const best = (...losses: number[]) =>
    bestEvaluation(
      losses.map((eval_loss, step) => ({ step, eval_loss } as unknown as EvaluationRecord)),
    )?.step;
  assert.equal(best(3, NaN, 2, 2, Infinity), 2);
  assert.equal(best(Infinity, 5), 1);
  assert.equal(best(Infinity, NaN), undefined);
  assert.equal(best(), undefined);
});

Deno.test("a run whose log begins later has no loss at the start", () => {
  const records = [evaluation(1, 2, 3.5), evaluation(2, 2.5, 3.25)];
  const { initial_eval_loss, final_eval_loss } = summarise({ ...run, records });
  assert.deepEqual([initial_eval_loss, final_eval_loss], [null, 2.5]);
});

Deno.test("the whole table of two runs, one of which went wrong", () => {
  const skipped: LogRecord = {
    ...{ type: "skipped", step: 5, epoch: 2.5, scheduled_learning_rate: 9 },
    ...{ reason: "Step 5 was not made.", seconds: 0.1 },
  };
  const bad = {
    ...{ ...run, records: [skipped], seconds: 1234.56, otherBits: "threads 2 instead of 1" },
    ...{ diverged: "It diverged.", label: "SD slow" },
  };
  assert.equal(
    summaryTable([summarise(run), summarise(bad)]),
    "schedule  method   seed  train loss  eval loss  best (epoch)  perplexity  accuracy  Γ root  " +
      "mean A″  seconds  skipped  without Γ              other bits\n" +
      "linear    SD          3      3.2500     2.5000    2.0000 (1)       12.18    0.5000   3.000  " +
      "2.81e-1     12.5        0          1\n" +
      "linear    SD slow     3           –          –             –           –         –       –  " +
      "      –   1234.6        1          0  threads 2 instead of 1\n" +
      "linear-SD-seed3 diverged: It diverged.",
  );
});

Deno.test("what an older version wrote of a fault drives no terminal", () => {
  assert.equal(summarise({ ...run, diverged: "a\u001b[2J" }).diverged, "a\\u001b[2J");
  const { other_bits } = summarise({ ...run, otherBits: "threads 2" });
  assert.equal(other_bits, "threads 2");
});

Deno.test("the further columns are the label's, then the other bits', then the metrics'", () => {
  const plain = summarise(run), metrics = { eval_mrr: 0.5 };
  const columns = (...summaries: (typeof plain)[]) =>
    summaryCsv(summaries).split(/\r?\n/).slice(0, -1)
      .map((line) => line.split(",").slice(SUMMARY_COLUMNS.length).join());
  assert.deepEqual(columns(plain), ["", ""]);
  const other = { ...plain, label: "SD slow", other_bits: "threads 2", metrics };
  assert.deepEqual(columns(plain, other), [
    "run,label,other_bits,final_eval_mrr",
    "linear-SD-seed3,SD,,",
    "linear-SD-seed3,SD slow,threads 2,0.5",
  ]);
  assert.deepEqual(columns({ ...plain, other_bits: "threads 2" }), ["other_bits", "threads 2"]);
});

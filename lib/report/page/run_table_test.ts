import assert from "node:assert/strict";
import { runTableHtml } from "./run_table.ts";
import { planOf, testResult, testRun } from "../_test_runs.ts";

const run = { schedule: "linear", evalLosses: [4, 3, 2], trainLosses: [3.5, 2.5] };
const sound = testRun({ ...run, method: "SD", roots: [1.2, 1.1] });
const withoutGamma = testRun({ ...run, method: "SD2", roots: [1.2, null] });

Deno.test("skipped steps and those without Γ have a column only where there are any", () => {
  const html = runTableHtml([sound]);
  assert.ok(!html.includes("without Γ") && !html.includes("skipped"));
  const both = runTableHtml([sound, withoutGamma]);
  assert.match(both, /<th>seconds<\/th><th>without Γ<\/th>/);
  assert.match(both, /SD<\/td>.*<td>0<\/td><\/tr>\n.*SD2<\/td>.*<td>1<\/td><\/tr>/);
  const skipped = {
    ...sound,
    records: [...sound.records, {
      type: "skipped" as const,
      step: 3,
      epoch: 3,
      scheduled_learning_rate: 0.1,
      reason: "Step 3 was not made.",
      seconds: 1,
    }],
  };
  assert.match(runTableHtml([skipped]), /<th>skipped<\/th>.*<td>1<\/td><\/tr>/);
});

Deno.test("each metric that was measured has a column, by its definition", () => {
  const metrics = { "eval_further": [0.1, null, 0.3], "eval_lost": [0.1, null, null] } as const;
  const html = runTableHtml([testRun({ ...run, method: "SD", metrics: metrics as never })]);
  assert.match(html, /<th>perplexity<\/th><th>accuracy<\/th><th>further<\/th><th>lost<\/th>/);
  assert.match(html, /<td>7\.39<\/td><td>0\.5000<\/td><td>0\.3000<\/td><td>–<\/td>/);
});

Deno.test("the difference is that from the run of the baseline that is equal in all else", () => {
  const runs = planOf({
    schedules: ["linear"],
    methods: ["none", "SD"],
    sweep: { epochs: [2, 4] },
    conditions: [{ name: "tuned", learningRate: 1e-4, method: "none" }],
  }).map((planned, i) => testResult(planned, { evalLosses: [4, 3 + i / 4], trainLosses: [4] }));
  const html = runTableHtml(runs, { baseline: "none" });
  assert.ok(html.includes(">condition</th>") && html.includes(">minus that of none</th>"));
  // none at 2 and 4 epochs end at 3 and 3.25, SD at 3.5 and 3.75.
  assert.equal([...html.matchAll(/<td>\+0\.5000<\/td>/g)].length, 2);
});

Deno.test("the training loss that is measured as the evaluation loss is, and the steps' own are two", () => {
  const older = runTableHtml([sound]);
  assert.ok(older.includes("<th>mean step loss of last epoch</th>"));
  assert.ok(!older.includes("training loss at end"));
  const settings = { ...sound.run.settings, evalSteps: 1 };
  const often = runTableHtml([{ ...sound, run: { ...sound.run, settings } }]);
  assert.ok(often.includes("<th>mean step loss between the last evaluations</th>"));
  const records = sound.records.map((record) =>
    record.type === "evaluation" ? { ...record, train_eval_loss: 1.75 } : record
  );
  const html = runTableHtml([{ ...sound, records }]);
  assert.match(
    html,
    /<th>training loss at end<\/th><th>mean step loss of last epoch<\/th>.*<td>1\.7500<\/td><td>2\.5000<\/td>/s,
  );
});

Deno.test("what matters stands first, and seeds do where there are several", () => {
  const headings = (html: string) =>
    [...html.matchAll(/<th(?: [^>]*)?>(.*?)<\/th>/g)].map((th) => th[1]);
  const first = ["evaluation loss at end", "minus that of none", "mean A″ ÷ mean A′"];
  assert.deepEqual(headings(runTableHtml([sound])).slice(0, 6), [
    ...["schedule", "method", ...first, "seed"],
  ]);
  const two = [sound, testRun({ ...run, method: "SD", seed: 1, roots: [1.2, 1.1] })];
  assert.deepEqual(headings(runTableHtml(two)).slice(0, 6), [
    ...["schedule", "method", "seed", ...first],
  ]);
});

Deno.test("a label stands in one line, and brings the style that keeps it in view", () => {
  const html = runTableHtml([sound]);
  assert.match(html, /class="name label" style="text-align:left;white-space:nowrap"><span/);
  assert.match(html, /<style>[^<]*\.label \{ position: sticky; left: 0;[^<]*<\/style>/);
});

import assert from "node:assert/strict";
import { runTableHtml } from "./run_table.ts";
import { testRun } from "../_test_runs.ts";

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

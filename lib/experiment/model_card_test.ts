import assert from "node:assert/strict";
import type { LogRecord } from "../training/mod.ts";
import { modelCard } from "./model_card.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { resultOf } from "./planned_run.ts";
import { resolveSettings } from "./settings/presets.ts";

const settings = resolveSettings({ overrides: { schedules: ["constant"], methods: ["none"] } });
const [run] = plannedRuns(settings);

function evaluation(step: number, eval_loss: number): LogRecord {
  const metrics = { eval_loss, eval_masked_tokens: 9, train_loss: null };
  return { type: "evaluation", step, epoch: step, ...metrics } as LogRecord;
}

const step = (step: number) => ({ type: "step", step, epoch: step, loss: 1 }) as LogRecord;

async function card(
  records: LogRecord[],
  { diverged = null, bestStep = null }: { diverged?: string | null; bestStep?: number | null } = {},
): Promise<string> {
  const result = resultOf(run!, { seconds: 1, diverged, bestStep, records });
  return await modelCard(result, { settings, environment: {} }, "my-model");
}

const RECORDS = [evaluation(0, 5), step(1), evaluation(1, 3), step(2), evaluation(2, 4)];

Deno.test("the card has the figures of the step whose weights the model has", async () => {
  const last = await card(RECORDS);
  assert.match(
    last,
    /\n\| \| before \| after step 2 \|\n\| --- .*\n\| evaluation loss \| 5\.0+ \| 4\.0+ \|\n/,
  );
  assert.match(last, /\n {6}value: 4\n---\n/);
  assert.doesNotMatch(last, /ended early/);
  const best = await card(RECORDS, { bestStep: 1 });
  assert.match(best, /after step 1 \|\n.*\n\| evaluation loss \| 5\.0+ \| 3\.0+ \|/);
});

Deno.test("after a failure the card says so, and gives no figures of another step", async () => {
  const diverged = "Step 3 was not made.";
  const made = await card([...RECORDS.slice(0, 3), step(2)], { diverged });
  assert.match(
    made,
    /\n\nThe training ended early: Step 3 was not made\. These are the weights after step 2\.\n\n\|/,
  );
  assert.doesNotMatch(made, /metrics:|model-index|value:|evaluation loss|Measured on/);
  // Those of its own step stay.
  const whole = await card(RECORDS, { diverged });
  assert.match(whole, /The training ended early/);
  assert.match(whole, /\n {6}value: 4\n/);
});

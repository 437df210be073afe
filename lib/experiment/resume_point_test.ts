import assert from "node:assert/strict";
import type { LogRecord } from "../training/mod.ts";
import { parseRecords } from "./metrics.ts";
import { resumePoint } from "./resume_point.ts";

const STEP = {
  ...{ type: "step", step: 1, epoch: 0.5, loss: 3, grad_norm: 1, scheduled_learning_rate: 1 },
  ...{ learning_rate: 1, gamma: 8, gamma_root: 2, gamma_pairs: 3, seconds: 1 },
};
const EVALUATION = {
  ...{ type: "evaluation", step: 0, epoch: 0, eval_loss: 4, eval_masked_tokens: 9 },
  train_loss: null,
};

const read = (first: object): LogRecord[] =>
  parseRecords([first, STEP].map((record) => JSON.stringify(record)), "metrics.jsonl", "");

Deno.test("what Γ is compared with is read from the log, to the last bit", () => {
  const reference = 1.1620991663886261;
  const records = read({ ...EVALUATION, gamma_reference: reference });
  assert.equal(resumePoint(records, 2)!.gammaReference, reference);
  assert.ok(!("gammaReference" in resumePoint(read(EVALUATION), 2)!));
});

import assert from "node:assert/strict";
import type { LogRecord } from "../training/mod.ts";
import { parseRecords } from "./metrics.ts";
import { isAtRest, resumePoint } from "./resume_point.ts";

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

Deno.test("an epoch under way has its losses, those skipped as null, and a whole one has none", () => {
  const at = (step: number) => ({ ...STEP, step, loss: step } as LogRecord);
  const skipped = (
    step: number,
  ) => ({ ...{ type: "skipped", step, epoch: 1, reason: "x", seconds: 1 } } as LogRecord);
  const first = { ...EVALUATION } as LogRecord, end = { ...EVALUATION, step: 3 } as LogRecord;
  const records = [first, at(1), skipped(2), at(3), end, skipped(4), at(5)];
  assert.deepEqual(resumePoint(records, 3), {
    stepsDone: 5,
    stepsSkipped: 2,
    epochLosses: [null, 5],
    evalLosses: [4],
  });
  assert.deepEqual(resumePoint(records.slice(0, 5), 3), {
    stepsDone: 3,
    stepsSkipped: 1,
    epochLosses: [],
    evalLosses: [4],
  });
  // Stopped amid the evaluation, which is still to be made of the steps before it.
  assert.deepEqual(resumePoint(records.slice(0, 4), 3)!.epochLosses, [1, null, 3]);
  // After the last evaluation, though its last steps were fewer.
  assert.deepEqual(resumePoint([first, at(1), { ...EVALUATION, step: 1 } as LogRecord], 3), {
    ...{ stepsDone: 1, stepsSkipped: 0, evalLosses: [4], epochLosses: [] },
  });
  assert.equal(resumePoint([first], 3), undefined);
  assert.equal(resumePoint([], 3), undefined);
});

Deno.test("training goes on after an evaluation, and after a step that ends no epoch", () => {
  const at = (type: string, step: number) => isAtRest({ type, step } as LogRecord, 3);
  assert.deepEqual([at("evaluation", 3), at("step", 2), at("step", 3), at("step", 4)], [
    ...[true, true, false, true],
  ]);
});

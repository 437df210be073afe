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

Deno.test("training goes on with the losses since the last evaluation, skipped steps among them", () => {
  const log: LogRecord[] = parseRecords(
    [
      EVALUATION,
      STEP,
      { type: "skipped", step: 2, epoch: 1, scheduled_learning_rate: 1, reason: "x", seconds: 1 },
      { ...STEP, step: 3, loss: 5 },
      { ...EVALUATION, step: 3, eval_loss: 2 },
      { ...STEP, step: 4, loss: 6 },
      { ...STEP, step: 5, loss: 7 },
    ].map((record) => JSON.stringify(record)),
    "metrics.jsonl",
    "",
  );
  const at = (records: number) => resumePoint(log.slice(0, records), 3);
  assert.equal(at(0), undefined);
  assert.equal(at(1), undefined, "before the first step");
  const before = { stepsSkipped: 0, evalLosses: [] };
  assert.deepEqual(at(2), { ...before, stepsDone: 1, epochLosses: [3] });
  assert.deepEqual(at(3), { ...before, stepsDone: 2, stepsSkipped: 1, epochLosses: [3, null] });
  const after = { stepsSkipped: 1, evalLosses: [2] };
  assert.deepEqual(at(5), { ...after, stepsDone: 3, epochLosses: [] });
  assert.deepEqual(at(6), { ...after, stepsDone: 4, epochLosses: [6] });
  assert.deepEqual(at(7), { ...after, stepsDone: 5, epochLosses: [6, 7] });
  // A step that is to be evaluated is not at rest before it is.
  assert.deepEqual(log.map((record) => isAtRest(record, 3)), [
    ...[true, true, true, false],
    ...[true, true, true],
  ]);
});

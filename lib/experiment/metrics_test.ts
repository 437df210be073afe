import assert from "node:assert/strict";
import type { SkippedRecord } from "../training/mod.ts";
import { type FieldsOf, parseRecords } from "./metrics.ts";

const EVALUATION = {
  ...{ type: "evaluation", step: 0, epoch: 0, eval_loss: 4, eval_masked_tokens: 10 },
  train_loss: null,
};

const parsed = (record: object) => parseRecords([JSON.stringify(record)], "log", "Mend it")[0];

function refused(record: object): void {
  assert.throws(() => parsed(record), /^InputError: log, line 1: this is not a log record/);
}

Deno.test("an evaluation has any metrics, those of older logs and those of later ones", () => {
  assert.deepEqual(parsed(EVALUATION), EVALUATION);
  const old = { ...EVALUATION, eval_perplexity: 54.6, eval_accuracy: 0.25 };
  assert.deepEqual(parsed(old), old);
  const later = { ...EVALUATION, eval_mrr: 0.5, "eval_ece:bins=10": null };
  assert.deepEqual(parsed({ ...later, colour: "red" }), later, "what is no metric is left out");
  refused({ ...EVALUATION, eval_mrr: "0.5" });
  const { eval_loss: _, ...without } = EVALUATION;
  refused(without);
});

Deno.test("the loss of training chunks is there or not, and nothing but a number", () => {
  const measured = { ...EVALUATION, train_eval_loss: 3.5 };
  assert.deepEqual(parsed(measured), measured);
  assert.ok(!Object.hasOwn(parsed(EVALUATION)!, "train_eval_loss"), "as in older logs");
  const wild = parsed({ ...EVALUATION, train_eval_loss: null }) as { train_eval_loss: number };
  assert.ok(Number.isNaN(wild.train_eval_loss));
  refused({ ...EVALUATION, train_eval_loss: "3.5" });
  const step = parsed({
    ...{ type: "step", step: 1, epoch: 0.5, loss: 4, grad_norm: 1, seconds: 1 },
    ...{ scheduled_learning_rate: 1, learning_rate: 1 },
    ...{ gamma: null, gamma_root: null, gamma_pairs: 0, train_eval_loss: 1 },
  });
  assert.ok(!Object.hasOwn(step!, "train_eval_loss"), "a step has none");
});

Deno.test("what a step made smaller is there where it is not the loss", () => {
  const step = {
    ...{ type: "step", step: 1, epoch: 0.5, loss: 4, grad_norm: 1, seconds: 1 },
    ...{ scheduled_learning_rate: 1, learning_rate: 1, gamma: null, gamma_root: null },
    gamma_pairs: 0,
  };
  assert.deepEqual(parsed(step), step, "as in older logs");
  assert.deepEqual(parsed({ ...step, objective: 4.5 }), { ...step, objective: 4.5 });
  refused({ ...step, objective: "4.5" });
  assert.ok(!Object.hasOwn(parsed({ ...EVALUATION, objective: 1 })!, "objective"));
});

Deno.test("a field that is new in a record is one that is read, or does not compile", () => {
  interface Later extends SkippedRecord {
    attempts: number | null;
  }
  const now: FieldsOf<SkippedRecord> = {
    step: "number",
    epoch: "number",
    scheduled_learning_rate: "number",
    reason: "text",
    seconds: "number",
  };
  // @ts-expect-error: the new field is missing.
  const forgotten: FieldsOf<Later> = now;
  const later: FieldsOf<Later> = { ...now, attempts: "number or null" };
  assert.ok(now === forgotten && later.attempts !== undefined);
});

Deno.test("numbers that JSON has not were written as null", () => {
  const wild = parsed({ ...EVALUATION, eval_loss: null }) as { eval_loss: number };
  assert.ok(Number.isNaN(wild.eval_loss));
});

Deno.test("records go on after those before them", () => {
  const step = {
    ...{ type: "step", step: 1, epoch: 0.5, loss: 4, grad_norm: 1, seconds: 1 },
    ...{ scheduled_learning_rate: 1, learning_rate: 1 },
    ...{ gamma: null, gamma_root: null, gamma_pairs: 0 },
  };
  const first = parsed(EVALUATION)!;
  const line = JSON.stringify(step);
  assert.equal(parseRecords([line], "log", "", [first]).length, 1);
  assert.throws(
    () => parseRecords([line, line], "log", "", [first]),
    /log, line 3: this is step 1, but step 2 comes here/,
  );
  const third = JSON.stringify({ ...step, step: 3 });
  assert.throws(
    () => parseRecords([line, third], "log", "", [first]),
    /log, line 3: this is step 3, but step 2 comes here/,
  );
});

/** How long a training is, when it is evaluated, and when it ends early. */
import assert from "node:assert/strict";
import { collect, isStep, openModel, options, withoutTime } from "./_tiny_training.ts";
import type { EvaluationRecord, LogRecord } from "./records.ts";
import { constant } from "../schedule/mod.ts";
import { train } from "./trainer.ts";
import type { TrainOptions } from "./options.ts";

async function trained(more: Partial<TrainOptions>): Promise<LogRecord[]> {
  const model = await openModel();
  const records = withoutTime(await collect(model, more));
  model.dispose();
  return records;
}
const evaluations = (records: readonly LogRecord[]): EvaluationRecord[] =>
  records.filter((record) => record.type === "evaluation");

Deno.test("steps may be fewer or more than those of the epochs, which they do not change", async () => {
  const whole = await trained({ epochs: 3 });
  const three = await trained({ epochs: 1, maxSteps: 3 });
  assert.deepEqual(three.filter(isStep), whole.filter(isStep).slice(0, 3));
  assert.deepEqual(evaluations(three).map(({ step, epoch }) => [step, epoch]), [
    ...[[0, 0], [2, 1], [3, 1.5]],
  ]);
  // The last evaluation is after half an epoch, and its training loss is that of the one step.
  assert.equal(evaluations(three).at(-1)!.train_loss, three.filter(isStep)[2]!.loss);
  assert.deepEqual(await trained({ epochs: 9, maxSteps: 6 }), whole);
});

Deno.test("evaluations may come after other steps than an epoch's", async () => {
  const whole = await trained({ epochs: 3 });
  const often = await trained({ epochs: 3, evalSteps: 4 });
  assert.deepEqual(often.filter(isStep), whole.filter(isStep));
  const made = evaluations(often);
  assert.deepEqual(made.map(({ step, epoch }) => [step, epoch]), [[0, 0], [4, 2], [6, 3]]);
  const losses = often.filter(isStep).map(({ loss }) => loss);
  const mean = (some: number[]) => some.reduce((a, b) => a + b) / some.length;
  assert.equal(made[1]!.train_loss, mean(losses.slice(0, 4)));
  assert.equal(made[2]!.train_loss, mean(losses.slice(4)));
  assert.equal(made[2]!.eval_loss, evaluations(whole).at(-1)!.eval_loss);
});

Deno.test("training that goes on between two evaluations ends with the same bits", async () => {
  const more = { epochs: 3, evalSteps: 4 };
  const whole = await openModel();
  const expected = withoutTime(await collect(whole, more));
  const first = await openModel();
  for await (const { step } of train(first, options(more))) if (step === 3) break;
  const second = await openModel();
  await second.restore(await first.tensors(), await first.moments());
  const epochLosses = expected.filter(isStep).slice(0, 3).map(({ loss }) => loss);
  const rest = withoutTime(await collect(second, { ...more, stepsDone: 3, epochLosses }));
  assert.deepEqual(rest, expected.slice(-rest.length));
  assert.equal(rest.length, 5);
  assert.deepEqual(await second.tensors(), await whole.tensors());
  for (const model of [whole, first, second]) model.dispose();
});

/** A rate at which each step makes the model worse. */
const WORSE = { epochs: 4, schedule: constant(0.5), method: options().method };

Deno.test("training ends after so many evaluations that are not below the best one", async () => {
  const whole = evaluations(await trained(WORSE));
  for (const patience of [1, 2]) {
    const made = evaluations(await trained({ ...WORSE, earlyStoppingPatience: patience }));
    const after = whole.slice(1);
    const stop = after.findIndex((_, i) => {
      const best = Math.min(
        ...after.slice(0, Math.max(0, i - patience + 1)).map((e) => e.eval_loss),
      );
      return i >= patience &&
        after.slice(i - patience + 1, i + 1).every((e) => e.eval_loss >= best);
    });
    assert.ok(stop >= 0, "it gets worse");
    assert.deepEqual(made, whole.slice(0, stop + 2));
  }
  // Who is patient enough trains to the end.
  assert.deepEqual(evaluations(await trained({ ...WORSE, earlyStoppingPatience: 9 })), whole);
});

Deno.test("what goes on after its early end makes no step, and what it was told counts", async () => {
  const done = { ...WORSE, earlyStoppingPatience: 2, stepsDone: 4 };
  assert.deepEqual(await trained({ ...done, evalLosses: [3, 3.5, 3.2] }), []);
  // The one before training is none of them, so one evaluation that is no better ends it.
  const made = evaluations(await trained({ ...done, evalLosses: [0.1, 0.2] }));
  assert.equal(made.length, 1);
});

Deno.test("an evaluation that ends a training early has what the last one has", async () => {
  const more = {
    ...WORSE,
    earlyStoppingPatience: 1,
    metricsAt: "last",
    trainEval: "last",
  } as const;
  const made = evaluations(await trained(more));
  const last = made.at(-1)!;
  assert.ok(last.step < 8);
  assert.ok("eval_accuracy" in last && last.train_eval_loss !== undefined);
  assert.ok(made.slice(0, -1).every((one) => !("eval_accuracy" in one)));
});

Deno.test("lengths out of range are refused", async () => {
  for (const more of [{ maxSteps: 0 }, { maxSteps: 1.5 }, { evalSteps: 0 }]) {
    await assert.rejects(trained(more), RangeError);
  }
});

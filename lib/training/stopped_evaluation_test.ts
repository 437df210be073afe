import assert from "node:assert/strict";
import type { Chunks } from "../data/mod.ts";
import { chunks, collect, openModel, options, withoutTime } from "./_tiny_training.ts";
import { evaluate } from "./evaluate.ts";
import type { LogRecord } from "./records.ts";
import { train } from "./trainer.ts";

const EVALUATED = chunks(24, "eval");

/** So many chunks, each of which takes as long to read as one of a large model takes to measure. */
function slow(length: number, onRead: (i: number) => void): Chunks {
  const at = (i: number) => {
    onRead(i);
    for (const end = performance.now() + 10; performance.now() < end;);
    return EVALUATED[i % EVALUATED.length]!;
  };
  function* all() {
    for (let i = 0; i < length; i++) yield at(i);
  }
  return { length, at, [Symbol.iterator]: all, lengths: [16] };
}

Deno.test("a training that is stopped amid an evaluation goes on with it, to the same records and weights", async () => {
  const whole = await openModel();
  const more = { epochs: 3, evalChunks: EVALUATED, batchSize: 2 };
  const wanted = withoutTime(await collect(whole, more));
  const model = await openModel();
  const records: LogRecord[] = [];
  // The second time: amid the evaluation of the first epoch, after its three steps.
  const stop = new AbortController(), { signal } = stop;
  let rounds = 0;
  const evalChunks = slow(EVALUATED.length, (i) => i === 2 && ++rounds === 2 && stop.abort());
  await assert.rejects(async () => {
    for await (const record of train(model, options({ ...more, evalChunks, signal }))) {
      records.push(record);
    }
  }, { name: "AbortError" });
  assert.deepEqual(records.map(({ type, step }) => [type, step]), [
    ...[["evaluation", 0], ["step", 1], ["step", 2], ["step", 3]],
  ]);
  const epochLosses = records.flatMap((record) => record.type === "step" ? record.loss : []);
  records.push(...await collect(model, { ...more, stepsDone: 3, epochLosses, evalLosses: [] }));
  assert.deepEqual(withoutTime(records), wanted);
  assert.deepEqual(await model.tensors(), await whole.tensors());
  for (const each of [whole, model]) each.dispose();
});

Deno.test("an evaluation tells how far it is, and lets timers have their turn", async () => {
  const model = await openModel();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const told: (readonly [string, { done: number; total: number }])[] = [];
  try {
    await evaluate(model, {
      ...options({ evalChunks: slow(240, () => {}), batchSize: 2 }),
      onProgress: (...said) => told.push(said),
    });
  } finally {
    clearInterval(timer);
    model.dispose();
  }
  assert.ok(turns > 10, `${turns}`);
  const [[message, { done, total }]] = told as [typeof told[0]];
  assert.equal(message, "Evaluating");
  assert.equal(total, 240);
  assert.ok(done > 0 && done < 240 && done % 2 === 0, `${done}`);
});

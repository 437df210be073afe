/** What a run that goes on is given of what it was, and who may go on with it. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { RunStore } from "../lib/experiment/run_store.ts";
import type { ResumePoint } from "../lib/experiment/resume_point.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  interruptAfter,
  namesIn,
  runFolder,
  training,
} from "./_fake_experiment.ts";
import { assertRefused } from "./_files.ts";

inFolder("a run that goes on has the losses of its epoch, not those before", async (settings) => {
  // Two steps an epoch, each with its number as loss. Behind the last of them nothing is evaluated any more.
  const expected = { 1: [1], 2: [1, 2], 3: [3], 4: [3, 4], 5: [5], 6: [5, 6] };
  // After the epochs, the one before training left out.
  const evaluated = { 1: [], 2: [], 3: [3], 4: [3], 5: [3, 2], 6: [3, 2] } as Record<
    string,
    number[]
  >;
  for (const [at, epochLosses] of Object.entries(expected)) {
    const own = { ...settings, epochs: 3, out: join(settings.out, at) };
    await interruptAfter(Number(at), own, fakeTrainer().prepare);
    const given: (ResumePoint | undefined)[] = [];
    const prepare = training(fakeTrainer().prepare, (_, open) => (options) => {
      given.push(options.resume);
      return open.train(options);
    });
    await collect(own, { prepare });
    const [run] = await readRuns(own.out);
    assert.deepEqual(
      run!.records.map(({ type, step }) => [type, step]),
      [0, 2, 4, 6].flatMap((step) => [
        ...(step === 0 ? [] : [["step", step - 1], ["step", step]]),
        ["evaluation", step],
      ]),
    );
    assert.deepEqual(given, [
      { stepsDone: Number(at), stepsSkipped: 0, epochLosses, evalLosses: evaluated[at] },
    ]);
  }
});

inFolder("a run's seconds are those before it was stopped and those after", async (settings) => {
  const { now } = performance;
  let ahead = 0;
  performance.now = () => now.call(performance) + ahead;
  try {
    const slow = (milliseconds: number) =>
      training(fakeTrainer().prepare, (_, open) =>
        async function* (options) {
          for await (const record of open.train(options)) {
            ahead += milliseconds;
            yield record;
          }
        });
    // Records of the first part: evaluation 0, steps 1 to 3; of the second: three steps and two
    // evaluations, that of step 4 and of step 6.
    await interruptAfter(3, settings, slow(100_000));
    await collect(settings, { prepare: slow(1_000) });
  } finally {
    performance.now = now;
  }
  const [run] = await readRuns(settings.out);
  assert.equal(Math.round(run!.seconds / 10) * 10, 510, `${run!.seconds} s`);
});

inFolder("a helper claims no run once its leader is gone", async (settings) => {
  const leader = await RunStore.open(settings, { plugins: [] });
  await leader.begin({});
  await leader.announce("session");
  assert.equal(await RunStore.join(settings, "another", { plugins: [] }), undefined);
  const helper = (await RunStore.join(settings, "session", { plugins: [] }))!;
  const [run] = plannedRuns(settings), claim = join(settings.out, "runs", `${run!.name}.lock`);
  const held = await helper.claim(run!);
  assert.ok(held !== undefined && existsSync(claim));
  assert.equal(await leader.claim(run!), undefined, "it is the helper's");
  await held[Symbol.asyncDispose]();
  await leader.unlock();
  assert.equal(await helper.claim(run!), undefined);
  assert.ok(!existsSync(claim));
});

inFolder("a finished run whose log is gone is not begun anew without a word", async (settings) => {
  const saving = { ...settings, saveModels: true };
  await collect(saving, { prepare: fakeTrainer().prepare });
  const log = join(runFolder(settings), "metrics.jsonl");
  await Deno.rename(log, `${log}.away`);
  const { log: { begun }, prepare } = fakeTrainer();
  await assertRefused(
    collect(saving, { prepare }).then(() => {}),
    /metrics\.jsonl: this run is finished, but its log is gone\. Put the log back, or delete the folder/,
  );
  assert.deepEqual(begun, []);
  assert.deepEqual(namesIn(runFolder(settings)), ["done.json", "metrics.jsonl.away", "model"]);
  await Deno.rename(`${log}.away`, log);
  await collect(saving, { prepare });
});

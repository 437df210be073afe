/** Everything that an experiment tells of, event by event: what is asked for, what there is already. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { ExperimentEvent, ReadyEvent } from "../lib/experiment/events.ts";
import { claimFile } from "../lib/experiment/remove_own.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { tryLockFile } from "../lib/io/mod.ts";
import { collect, fakeTrainer, inFolder, interruptAfter, runFolder } from "./_fake_experiment.ts";

/** Events in a line each. */
const told = (events: readonly ExperimentEvent[]) =>
  events.map((event) => {
    switch (event.type) {
      case "setup":
        return event.message;
      case "ready":
        return `ready ${event.runs.map(({ name }) => name).join(" ")}`;
      case "run-start": {
        const { run, index, total, steps, stepsDone } = event;
        return `${run.name}: ${index} of ${total}, ${stepsDone} of ${steps}`;
      }
      case "record":
        return `${event.run.name}: ${event.record.type} ${event.record.step}`;
      case "run-end":
        return `${event.run.name} ended: ${event.summary.steps} steps`;
      case "interrupted":
        return `${event.left} left`;
      case "done":
        return `done: ${event.results.length} results, ${event.summaries.length} summaries`;
    }
  });

const [SD, NONE] = ["constant-SD-seed0", "constant-none-seed0"];

inFolder(
  "a run's records come between its start and its end, an interruption last",
  async (one) => {
    const settings = { ...one, methods: ["SD", "none"] };
    const controller = new AbortController();
    const options = { prepare: fakeTrainer().prepare, signal: controller.signal };
    const events = await collect(settings, options, (event) => {
      if (event.type === "record" && event.run.name === NONE && event.record.step === 3) {
        controller.abort();
      }
    });
    assert.deepEqual(told(events), [
      `ready ${SD} ${NONE}`,
      `${SD}: 0 of 2, 0 of 6`,
      ...["evaluation 0", "step 1", "step 2", "evaluation 2", "step 3", "step 4", "evaluation 4"]
        .concat("step 5", "step 6", "evaluation 6").map((record) => `${SD}: ${record}`),
      `${SD} ended: 6 steps`,
      `${NONE}: 1 of 2, 0 of 6`,
      ...["evaluation 0", "step 1", "step 2", "evaluation 2", "step 3"]
        .map((record) => `${NONE}: ${record}`),
      "1 left",
    ]);

    const rest = await collect(settings, { prepare: fakeTrainer().prepare });
    assert.deepEqual(told(rest), [
      `ready ${NONE}`,
      `${NONE} goes on after step 3.`,
      `${NONE}: 0 of 1, 3 of 6`,
      ...["step 4", "evaluation 4", "step 5", "step 6", "evaluation 6"]
        .map((record) => `${NONE}: ${record}`),
      `${NONE} ended: 6 steps`,
      "done: 2 results, 2 summaries",
    ]);
    const { steps, finished, before, saved, environment } = rest[0] as ReadyEvent;
    assert.deepEqual({ steps, finished, saved, backend: environment["backend"] }, {
      ...{ steps: [6], finished: 1, saved: [3], backend: "fake" },
    });
    assert.deepEqual(
      before!.map(({ run, summary, stepLoss }) => [run.name, summary.final_eval_loss, stepLoss]),
      [[SD, 5, 6]],
    );
  },
);

inFolder("after an interruption no further run begins", async (one) => {
  const controller = new AbortController();
  const options = { prepare: fakeTrainer().prepare, signal: controller.signal };
  const events = await collect({ ...one, seeds: [0, 1, 2] }, options, ({ type }) => {
    if (type === "record") controller.abort();
  });
  assert.deepEqual(told(events).slice(1), [
    ...[`${SD}: 0 of 3, 0 of 6`, `${SD}: evaluation 0`, "3 left"],
  ]);
});

inFolder("what diverged before its first step has no loss of one", async (settings) => {
  await collect({ ...settings, seeds: [0] }, { prepare: fakeTrainer(1).prepare });
  const events = await collect({ ...settings, seeds: [0, 1] }, { prepare: fakeTrainer().prepare });
  const { before, saved } = events[0] as ReadyEvent;
  assert.deepEqual([before![0]!.stepLoss, saved], [null, [0]]);
});

inFolder(
  "a checkpoint that cannot be used is told of, and the one before is taken",
  async (settings) => {
    await interruptAfter(5, settings, fakeTrainer().prepare);
    const file = join(runFolder(settings), "checkpoint-5", "trainer_state.json");
    await Deno.writeTextFile(file, "{}");
    const events = await collect(settings, { prepare: fakeTrainer().prepare });
    const lines = told(events);
    assert.match(lines[1]!, /^A checkpoint is passed over\. .*checkpoint-5\/trainer_state\.json: /);
    assert.deepEqual(lines.slice(2, 5), [
      "The training goes on after step 4.",
      `${SD}: 0 of 1, 4 of 6`,
      `${SD}: step 5`,
    ]);
  },
);

inFolder(
  "a run's first evaluation is judged, once, and what is said of it is told",
  async (settings) => {
    const judged: number[] = [];
    const judging = fakeTrainer().prepare;
    const prepare: typeof judging = async (...args) => ({
      ...await judging(...args),
      judge(_, { step }) {
        judged.push(step);
        return Promise.resolve(judged.length === 1 ? "It knows nothing." : undefined);
      },
    });
    const events = await collect({ ...settings, seeds: [0, 1] }, { prepare });
    assert.deepEqual(judged, [0, 0]);
    const lines = told(events);
    assert.equal(lines.indexOf("It knows nothing."), lines.indexOf(`${SD}: evaluation 0`) + 1);
    assert.equal(lines.filter((line) => line === "It knows nothing.").length, 1);
  },
);

inFolder(
  "a run keeps when it was made, and the hash of its weights where there is one",
  async (settings) => {
    const hashing = fakeTrainer().prepare;
    const prepare: typeof hashing = async (...args) => {
      const prepared = await hashing(...args);
      return {
        ...prepared,
        open: async (run) => ({
          ...await prepared.open(run),
          weightsSha256: () => Promise.resolve("ab".repeat(32)),
        }),
      };
    };
    const begun = Date.now();
    await interruptAfter(3, settings, prepare);
    const [paused] = [Date.now()];
    await collect(settings, { prepare });
    const done = join(runFolder(settings), "done.json");
    const { spans, weights_sha256, records } = JSON.parse(await Deno.readTextFile(done));
    assert.deepEqual([weights_sha256, records], ["ab".repeat(32), 10]);
    assert.equal(spans.length, 2, "it was taken up twice");
    const [[from, to], [again, end]] = spans as [[number, number], [number, number]];
    assert.ok(begun <= from && from <= to && to <= paused && paused <= again && again <= end);
    const [run] = await readRuns(settings.out);
    assert.equal(run!.weightsSha256, "ab".repeat(32));
  },
);

inFolder("a run that another process gave up is made here, and told of once", async (one) => {
  const settings = { ...one, seeds: [0, 1, 2] };
  await collect({ ...one, seeds: [9] }, { prepare: fakeTrainer().prepare });
  const names = [0, 1, 2].map((seed) => `constant-SD-seed${seed}`);
  const [first, , last] = names as [string, string, string];
  const held: AsyncDisposable[] = [];
  for (const name of [first, last]) held.push((await tryLockFile(claimFile(settings.out, name)))!);
  const events = await collect(settings, { prepare: fakeTrainer().prepare }, ({ type }) => {
    // The first is let go a while after the second is made, and the last a while after the first.
    const lock = type === "run-end" ? held.shift() : undefined;
    if (lock !== undefined) setTimeout(() => void lock[Symbol.asyncDispose](), 600);
  });
  const ended = events.flatMap((event) => event.type === "run-end" ? [event.run.name] : []);
  assert.deepEqual(ended, [names[1], first, last]);
  const records = events.flatMap((event) =>
    event.type === "record" ? [`${event.run.name} ${event.record.type} ${event.record.step}`] : []
  );
  assert.equal(new Set(records).size, 30);
  assert.equal(records.length, 30, "each record once");
});

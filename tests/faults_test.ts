/** What an experiment does when steps, folders and clocks fail it: with a trainer without a model. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { disk } from "../lib/disk.ts";
import { InputError } from "../lib/errors.ts";
import { resolveSettings } from "../lib/experiment/presets.ts";
import { readRuns } from "../lib/experiment/results.ts";
import {
  type DoneEvent,
  type ExperimentEvent,
  type Prepare,
  runExperiment,
  type RunExperimentOptions,
} from "../lib/experiment/run.ts";
import type { ExperimentSettings } from "../lib/experiment/settings.ts";
import type { LogRecord } from "../lib/training/records.ts";
import { NonFiniteError } from "../lib/training/step.ts";

/** Evaluation losses before training and after each of three epochs of two steps. */
const LOSSES = [4, 3, 2, 5];
const STEPS = 6;
const RUN = "constant-SD-seed0";

function evaluation(epoch: number): LogRecord {
  return {
    type: "evaluation",
    step: 2 * epoch,
    epoch,
    eval_loss: LOSSES[epoch]!,
    eval_perplexity: 1,
    eval_accuracy: 0.5,
    eval_masked_tokens: 10,
    train_loss: null,
  };
}

/** Step 2 has no Γ; step `faulty` is not finite. */
function step(number: number, faulty: number | undefined, skip: boolean): LogRecord {
  const place = { step: number, epoch: number / 2, scheduled_learning_rate: 1, seconds: 0.1 };
  const reason = `Step ${number} was not made.`;
  if (number === faulty && skip) return { type: "skipped", ...place, reason };
  if (number === faulty) throw new NonFiniteError(reason);
  const gamma = number === 2 ? null : 8;
  return {
    type: "step",
    ...place,
    loss: number,
    grad_norm: 1,
    learning_rate: 1,
    gamma,
    gamma_root: gamma && 2,
    gamma_pairs: gamma === null ? 0 : 3,
  };
}

/** A trainer whose weight is the number of steps that it made; `faulty` is one it cannot make. */
function fakeTrainer(faulty?: number) {
  let weight = 0;
  const log = { begun: [] as number[], skipped: [] as number[] };
  const prepare: Prepare = (settings) =>
    Promise.resolve({
      environment: { backend: "fake", model_sha256: "", chunks_sha256: "", scores_sha256: "" },
      stepsPerRun: STEPS,
      async *train(_run, signal, resume) {
        let { stepsDone } = resume ?? { stepsDone: 0 };
        log.begun.push(stepsDone);
        if (resume !== undefined) log.skipped.push(resume.stepsSkipped);
        if (stepsDone === 0) weight = 0;
        if (stepsDone === 0) yield evaluation(0);
        while (stepsDone < STEPS) {
          await Promise.resolve();
          signal?.throwIfAborted();
          const record = step(++stepsDone, faulty, settings.onNonfinite === "skip");
          if (record.type === "step") weight++;
          yield record;
          if (stepsDone % 2 === 0) yield evaluation(stepsDone / 2);
        }
      },
      checkpoints: {
        async fill(folder, state) {
          await disk.writeFile(join(folder, "weight"), String(weight));
          await disk.writeFile(join(folder, "trainer_state.json"), JSON.stringify(state));
        },
        async restore(folder) {
          weight = Number(await Deno.readTextFile(join(folder, "weight")));
        },
      },
      async save(folder) {
        await Deno.mkdir(folder, { recursive: true });
        await Deno.writeTextFile(join(folder, "weight"), String(weight));
      },
      dispose() {},
    });
  return { log, prepare };
}

async function collect(
  settings: ExperimentSettings,
  options: RunExperimentOptions,
  each: (event: ExperimentEvent) => void = () => {},
): Promise<ExperimentEvent[]> {
  const events: ExperimentEvent[] = [];
  for await (const event of runExperiment(settings, options)) {
    events.push(event);
    each(event);
  }
  return events;
}

function inFolder(
  name: string,
  test: (settings: ExperimentSettings) => Promise<void>,
) {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const grid = { schedules: ["constant" as const], methods: ["SD"] };
      await test(resolveSettings({ overrides: { ...grid, out: `${folder}/out` } }));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Ends an experiment after a step of its run, as an interruption does. */
async function interruptAfter(at: number, settings: ExperimentSettings, prepare: Prepare) {
  const controller = new AbortController();
  await collect(settings, { prepare, signal: controller.signal }, (event) => {
    if (event.type === "record" && event.record.step === at) controller.abort();
  });
}

const runFolder = (settings: ExperimentSettings) => join(settings.out, "runs", RUN);
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const messagesOf = (events: ExperimentEvent[]) =>
  events.flatMap((event) => event.type === "setup" ? event.message : []);

inFolder("loadBestModelAtEnd ends with the best model, and says whose step it is", async (base) => {
  const settings = { ...base, saveModels: true };
  const ending = async (settings: ExperimentSettings) => {
    const [summary] = ((await collect(settings, { prepare: fakeTrainer().prepare }))
      .at(-1) as DoneEvent).summaries;
    return {
      weight: await Deno.readTextFile(join(runFolder(settings), "model", "weight")),
      mark: JSON.parse(await Deno.readTextFile(join(runFolder(settings), "done.json"))),
      step: summary!.best_global_step,
      names: namesIn(runFolder(settings)),
    };
  };
  const last = await ending(settings);
  assert.deepEqual([last.weight, last.mark.best_global_step, last.step], ["6", null, null]);
  const best = { ...settings, out: `${settings.out}-best`, loadBestModelAtEnd: true };
  const loaded = await ending(best);
  assert.deepEqual([loaded.weight, loaded.mark.best_global_step, loaded.step], ["4", 4, 4]);
  assert.deepEqual(loaded.names, ["done.json", "metrics.jsonl", "model"]);
  assert.equal((await readRuns(best.out))[0]!.bestStep, 4);
  assert.match(await Deno.readTextFile(`${best.out}/summary.csv`), /,0,1,4,[\d.e-]+,\r?\n$/);
  // The same after an interruption at any step, with one checkpoint kept besides the best.
  for (const at of [1, 2, 3, 4, 5, 6]) {
    const again = { ...best, out: `${best.out}-${at}`, saveTotalLimit: 1 };
    await interruptAfter(at, again, fakeTrainer().prepare);
    assert.deepEqual((await ending(again)).weight, "4", `interrupted after step ${at}`);
  }
});

Deno.test("loadBestModelAtEnd needs a checkpoint after each evaluation", () => {
  for (const saveStrategy of ["no", "steps"] as const) {
    assert.throws(
      () => resolveSettings({ overrides: { loadBestModelAtEnd: true, saveStrategy } }),
      {
        name: "InputError",
        message:
          `loadBestModelAtEnd cannot be used with saveStrategy ${saveStrategy}: models are ` +
          "evaluated after each epoch, and the best one must have been saved. " +
          "Set saveStrategy (--save-strategy) to epoch.",
      },
    );
  }
});

inFolder("a run that diverges keeps its checkpoints and names the last one", async (settings) => {
  const events = await collect(settings, { prepare: fakeTrainer(5).prepare });
  assert.equal(events.at(-1)!.type, "done");
  const [run] = await readRuns(settings.out);
  assert.equal(run!.diverged, "Step 5 was not made. checkpoint-4 is kept.");
  const names = ["checkpoint-2", "checkpoint-4", "done.json", "metrics.jsonl"];
  assert.deepEqual(namesIn(runFolder(settings)), names);
  await collect(settings, { prepare: fakeTrainer().prepare });
  assert.deepEqual(namesIn(runFolder(settings)), names, "it counts as finished");
});

inFolder("a skipped step is logged, counted, and gone on after", async (base) => {
  const settings = { ...base, onNonfinite: "skip" as const, saveModels: true };
  const whole = { ...settings, out: `${settings.out}-whole` };
  const done = (await collect(whole, { prepare: fakeTrainer(3).prepare })).at(-1) as DoneEvent;
  const { steps, skipped_steps, undefined_gamma_steps, diverged } = done.summaries[0]!;
  assert.deepEqual([steps, skipped_steps, undefined_gamma_steps, diverged], [6, 1, 1, null]);
  assert.match(await Deno.readTextFile(`${whole.out}/summary.csv`), /,1,1,,[\d.e-]+,\r?\n$/);
  const log = await Deno.readTextFile(join(runFolder(whole), "metrics.jsonl"));
  assert.match(log, /\n{"type":"skipped","step":3,.*"reason":"Step 3 was not made\."}\n/);

  for (const at of [3, 4, 5]) {
    const again = { ...settings, out: `${settings.out}-${at}` };
    await interruptAfter(at, again, fakeTrainer(3).prepare);
    const rest = fakeTrainer(3);
    await collect(again, { prepare: rest.prepare });
    assert.deepEqual(rest.log, { begun: [at], skipped: [1] });
    assert.equal(await Deno.readTextFile(join(runFolder(again), "metrics.jsonl")), log);
    assert.equal(await Deno.readTextFile(join(runFolder(again), "model", "weight")), "5");
  }
});

inFolder("an experiment goes on with another onNonfinite and the like", async (settings) => {
  await interruptAfter(3, settings, fakeTrainer().prepare);
  const { prepare, log } = fakeTrainer(5);
  await collect({ ...settings, onNonfinite: "skip", loadBestModelAtEnd: true }, { prepare });
  assert.deepEqual(log.begun, [3]);
  const [run] = await readRuns(settings.out);
  assert.equal(run!.records.filter(({ type }) => type === "skipped").length, 1);
});

inFolder("restart says first which runs it removes", async (settings) => {
  const restart = async (grid: Partial<ExperimentSettings>) => {
    const options = { prepare: fakeTrainer().prepare, restart: true };
    return messagesOf(await collect({ ...settings, ...grid }, options))
      .filter((message) => message.startsWith("Begins anew"));
  };
  assert.deepEqual(await restart({}), [], "there was nothing");
  assert.deepEqual(await restart({}), [
    `Begins anew: removes 1 finished run from ${settings.out}.`,
  ]);
  await collect({ ...settings, seeds: [1] }, { prepare: fakeTrainer().prepare });
  await interruptAfter(3, { ...settings, seeds: [2] }, fakeTrainer().prepare);
  await Deno.mkdir(join(settings.out, "runs", "linear-SD-seed0"));
  assert.deepEqual(await restart({ seeds: [3] }), [
    "Begins anew: removes 2 finished runs and 2 unfinished runs (constant-SD-seed2 at step 3, " +
    `linear-SD-seed0 without a checkpoint) from ${settings.out}.`,
  ]);
  assert.deepEqual(namesIn(join(settings.out, "runs")), ["constant-SD-seed3"]);
});

/** Makes the operations on the disk fail from the n-th on, as on one that became read-only. */
async function readOnlyFrom(operation: number, work: () => Promise<unknown>): Promise<unknown> {
  const whole = { ...disk };
  let count = 0;
  for (const [name, original] of Object.entries(whole)) {
    (disk as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
      if (++count < operation) return (original as (...args: unknown[]) => unknown)(...args);
      return Promise.reject(
        Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" }),
      );
    };
  }
  try {
    return await work().then(() => undefined, (error) => error);
  } finally {
    Object.assign(disk, whole);
  }
}

inFolder(
  "a folder that becomes read-only at any moment is one sentence, and the run goes on later",
  async (settings) => {
    const whole = { ...settings, out: `${settings.out}-whole` };
    await collect(whole, { prepare: fakeTrainer().prepare });
    const expected = await Deno.readTextFile(join(runFolder(whole), "metrics.jsonl"));
    let operation = 0, refused = true;
    while (refused) {
      const { prepare } = fakeTrainer();
      const error = await readOnlyFrom(++operation, () => collect(settings, { prepare }));
      refused = error !== undefined;
      if (refused) {
        assert.ok(error instanceof InputError, `operation ${operation}: ${error}`);
        assert.match(
          error.message,
          /: (it|nothing) can(not)? be written( in this folder)? \(EROFS\)/,
        );
        assert.ok(error.file?.startsWith(settings.out));
      }
      await collect(settings, { prepare: fakeTrainer().prepare });
      const log = await Deno.readTextFile(join(runFolder(settings), "metrics.jsonl"));
      assert.equal(log, expected, `operation ${operation}`);
      await Deno.remove(settings.out, { recursive: true });
    }
    assert.ok(operation > 30, `${operation} operations`);
  },
);

// Nobody may write there, root neither; other systems have no such place.
const isLinux = Deno.build.os === "linux";
if (!isLinux) console.log("Folders of the system that refuse even root are tried on Linux only.");
for (const out of ["/sys", "/sys/sdtrainer-test"]) {
  Deno.test({
    name: `results in ${out}, where the system lets nobody write, are refused`,
    ignore: !isLinux,
    async fn() {
      const settings = resolveSettings({ overrides: { out } });
      await assert.rejects(collect(settings, { prepare: fakeTrainer().prepare }), {
        name: "InputError",
        message: new RegExp(
          `^${out}: (it|nothing) can(not)? be written.* \\(E(PERM|ACCES|ROFS)\\)\\. Choose `,
        ),
      });
      assert.ok(!existsSync("/sys/sdtrainer-test"));
    },
  });
}

inFolder("a lock's file that cannot be removed spoils nothing", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare }, (event) => {
    if (event.type !== "record" || event.record.step !== 3) return;
    const lock = `${settings.out}/.lock`;
    if (existsSync(lock)) Deno.removeSync(lock);
    Deno.mkdirSync(`${lock}/held`, { recursive: true });
  });
  assert.equal((await readRuns(settings.out)).length, 1);
});

inFolder("a clock that jumps, back or ahead, changes nothing", async (settings) => {
  const RealDate = Date;
  let jump = 0;
  // Each look at the clock finds it a day earlier, or a year later.
  const now = () => RealDate.now() + (++jump % 3 === 0 ? 365 : -jump) * 86_400_000;
  globalThis.Date = class extends RealDate {
    constructor(...args: [] | [number]) {
      super(args.length === 0 ? now() : args[0]);
    }
    static override now = now;
  } as DateConstructor;
  try {
    await interruptAfter(3, settings, fakeTrainer().prepare);
    await collect(settings, { prepare: fakeTrainer().prepare });
  } finally {
    globalThis.Date = RealDate;
  }
  assert.ok(jump > 0, "the clock was looked at");
  const whole = { ...settings, out: `${settings.out}-whole` };
  await collect(whole, { prepare: fakeTrainer().prepare });
  const [[run], [expected]] = [await readRuns(settings.out), await readRuns(whole.out)];
  assert.deepEqual({ ...run, seconds: 0 }, { ...expected, seconds: 0 });
  assert.ok(run!.seconds >= 0 && run!.seconds < 60, `${run!.seconds} s`);
});

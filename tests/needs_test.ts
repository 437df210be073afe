/** Runs that read others, methods that keep something, and what decided a run. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import { helpExperiment } from "../lib/experiment/help.ts";
import { pluginOf } from "../lib/experiment/plugins.ts";
import type { RunResult } from "../lib/experiment/planned_run.ts";
import type { Prepare } from "../lib/experiment/prepared.ts";
import { readRuns } from "../lib/experiment/results.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { defineMethod } from "../lib/schedule/mod.ts";
import { NonFiniteError } from "../lib/training/mod.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  interruptAfter,
  runFolder,
  training,
} from "./_fake_experiment.ts";
import { assertRefused } from "./_files.ts";

/** The fake trainer, told of the factors that each run was given. */
function readingTrainer() {
  const factors = new Map<string, readonly (number | null)[] | undefined>();
  const prepare = training(fakeTrainer().prepare, (run, open) =>
    async function* (more) {
      factors.set(run.name, more.factors);
      for await (const record of open.train(more)) {
        await setTimeout(1);
        yield record.type === "step"
          ? { ...record, scheduled_learning_rate: 2, learning_rate: record.step }
          : record;
      }
    });
  return { factors, prepare };
}

const CONTROLLED = {
  schedules: ["linear"],
  // The one that reads comes first.
  methods: ["replay:of=SD", "SD"],
  conditions: [{ name: "same_mean", method: "mean:of=SD:from=next" }],
  seeds: [0, 1],
};

const ends = (events: readonly ExperimentEvent[]) =>
  events.flatMap((event) => event.type === "run-end" ? [event.run.name] : []);

inFolder("a run that reads another is made after it, with its factors", async (base) => {
  const settings = { ...base, ...CONTROLLED };
  const { factors, prepare } = readingTrainer();
  const order = ends(await collect(settings, { prepare }));
  // Those that read are passed over in the first round, but for those whose other run is made.
  assert.deepEqual(order, [
    ...["linear-SD-seed0", "linear-SD-seed1", "linear-same_mean-seed0", "linear-same_mean-seed1"],
    ...["linear-replay+of=SD-seed0", "linear-replay+of=SD-seed1"],
  ]);
  assert.equal(factors.get("linear-SD-seed0"), undefined);
  // A″ ÷ A′ of the steps 1 to 6.
  const halves = [1, 2, 3, 4, 5, 6].map((step) => step / 2);
  assert.deepEqual(factors.get("linear-replay+of=SD-seed0"), halves);
  assert.deepEqual(factors.get("linear-same_mean-seed1"), halves);
  const done = JSON.parse(
    await Deno.readTextFile(join(settings.out, "runs", "linear-same_mean-seed1", "done.json")),
  );
  assert.equal(done.needs, "linear-SD-seed0");
  assert.equal((await readRuns(settings.out)).length, 6);
});

inFolder("what a run needs is made with it, whichever process makes either", async (base) => {
  const settings = { ...base, ...CONTROLLED };
  const trainers = [readingTrainer(), readingTrainer(), readingTrainer()];
  const session = "a";
  const [events] = await Promise.all([
    collect(settings, { prepare: trainers[0]!.prepare, session }),
    helpExperiment(settings, { prepare: trainers[1]!.prepare, session }),
    helpExperiment(settings, { prepare: trainers[2]!.prepare, session }),
  ]);
  assert.equal(new Set(ends(events)).size, 6);
  const made = trainers.flatMap(({ factors }) => [...factors.keys()]);
  assert.equal(made.length, 6, "each once");
  const given = new Map(trainers.flatMap(({ factors }) => [...factors]));
  assert.equal(given.get("linear-replay+of=SD-seed0")?.length, 6);
  // Who asked is told of all records, each once and in order, whoever made them.
  const runs = await readRuns(settings.out);
  for (const { run, records } of runs) {
    const told = events.flatMap((event) =>
      event.type === "record" && event.run.name === run.name ? [event.record] : []
    );
    assert.deepEqual(told, records, run.name);
  }
});

inFolder("a run may read one that reads another, also after an interruption", async (base) => {
  const read = { name: "read", method: "mean:of=SD" };
  const reading = { name: "reading", method: "replay:of=read" };
  const settings = { ...base, schedules: ["linear"], methods: ["SD"], conditions: [read, reading] };
  const controller = new AbortController();
  const { prepare } = readingTrainer();
  await collect(settings, { prepare, signal: controller.signal }, (event) => {
    if (event.type !== "record" || event.run.condition !== "reading") return;
    if (event.record.step === 3) controller.abort();
  });
  const { factors, prepare: again } = readingTrainer();
  const events = await collect(settings, { prepare: again });
  assert.deepEqual(ends(events), ["linear-reading-seed0"]);
  assert.deepEqual(factors.get("linear-reading-seed0"), [1, 2, 3, 4, 5, 6].map((n) => n / 2));
  assert.match(JSON.stringify(events), /goes on after step 3/);
  assert.equal((await readRuns(settings.out)).length, 3);
  assert.equal((await collect(settings, { prepare })).at(-1)!.type, "done");
  const only = await readRuns(settings.out, ["linear-reading-seed0"]);
  assert.deepEqual(only.map(({ run }) => run.name), ["linear-reading-seed0"]);
});

inFolder("a run whose other one ended early ends so, too", async (base) => {
  const settings = {
    ...{ ...base, ...CONTROLLED, seeds: [0], conditions: [], saveModels: true },
    methods: ["none", ...CONTROLLED.methods],
  };
  const prepare = training(
    fakeTrainer().prepare,
    (run, open) => run.method === "SD" ? diverging : open.train,
  );
  await collect(settings, { prepare });
  const [none, replay, sd] = await readRuns(settings.out);
  const isSaved = ({ run }: RunResult) => existsSync(join(settings.out, "runs", run.name, "model"));
  assert.ok(isSaved(none!));
  assert.ok(!isSaved(replay!), "these were the weights of another run");
  assert.equal(sd!.diverged, "Step 1 was not made.");
  assert.equal(replay!.diverged, "The run linear-SD-seed0, whose rates it reads, ended early.");
  assert.deepEqual(replay!.records, []);
});

// deno-lint-ignore require-yield
async function* diverging() {
  await Promise.resolve();
  throw new NonFiniteError("Step 1 was not made.");
}

inFolder("what does not go together is said before anything is loaded", async (base) => {
  let prepared = 0;
  const prepare: Prepare = (...args) => {
    prepared++;
    return fakeTrainer().prepare(...args);
  };
  const refused = (more: Partial<ExperimentSettings>, message: RegExp) =>
    assertRefused(collect({ ...base, ...more }, { prepare }), message);
  for (const method of ["replay:of=SD", "mean:of=SD"]) {
    const longer = { name: "longer", method, epochs: base.epochs * 2 };
    await refused(
      { methods: ["SD"], conditions: [longer] },
      /^constant-longer-seed0: \w+ needs a rate of SD for each of its (\d+) steps, and that has/,
    );
  }
  await refused(
    { methods: ["none", "greedy:minLr=1:maxLr=0.1"] },
    /-greedy.*: minLr 1 of greedy is above its maxLr 0\.1\. Give it bounds/,
  );
  await refused(
    { schedules: ["constant", "cosine_with_min_lr:minLr=0:minLrRate=0"] },
    /given both minLr and minLrRate/,
  );
  await refused(
    { methods: ["none", "SD"], baseline: "SD2" },
    /^no run of this experiment is what baseline "SD2" names\. Those to compare with are none, SD\.$/,
  );
  await refused(
    { baseline: "slow", conditions: [{ name: "slower", method: "SD" }] },
    /^baseline: there is no method or condition "slow"\. The conditions are slower, the methods none,/,
  );
  assert.equal(prepared, 0);
  // Nobody asked for the usual one, and a run that is finished counts.
  await collect({ ...base, methods: ["SD"] }, { prepare });
  await collect({ ...base, methods: ["SD2"], baseline: "SD" }, { prepare });
});

inFolder("what cannot be read is one sentence, before anything is loaded", async (base) => {
  let prepared = 0;
  const prepare: Prepare = (...args) => {
    prepared++;
    return fakeTrainer().prepare(...args);
  };
  const refused = (more: Partial<ExperimentSettings>, message: RegExp) =>
    assertRefused(collect({ ...base, ...more }, { prepare }), message);
  await refused({ methods: ["replay:of=SD"] }, /needs one by SD, and the experiment has none\./);
  await refused({
    methods: ["none"],
    conditions: [{ name: "a", method: "mean:of=b" }, { name: "b", method: "mean:of=a" }],
  }, /these runs need each other: constant-a-seed0 → constant-b-seed0 → constant-a-seed0\./);
  await refused({ methods: ["SD", "mean:of=SD:from=next"] }, /needs one of another seed by SD/);
  await refused({ methods: ["SD3"] }, /^methods: there is no method "SD3"/);
  assert.equal(prepared, 0);
  assert.ok(!existsSync(base.out));
});

inFolder("only what a run needs is made besides what was asked for", async (base) => {
  const whole = { ...base, ...CONTROLLED };
  await interruptAfter(3, { ...whole, seeds: [0], conditions: [] }, fakeTrainer().prepare);
  const { prepare } = readingTrainer();
  // SD was not asked for again: it is unfinished, and read.
  const events = await collect(
    { ...whole, methods: ["replay:of=SD"], seeds: [0], conditions: [] },
    {
      prepare,
    },
  );
  assert.deepEqual(ends(events), ["linear-SD-seed0", "linear-replay+of=SD-seed0"]);
});

/** A method that counts its steps in what it keeps, and a trainer that keeps for it. */
const counting = defineMethod({
  name: "counting",
  description: "the number of steps",
  create: () => ({ initial: 0, rate: () => 1, keep: (_, kept) => (kept as number) + 1 }),
});

inFolder("what a method keeps stands in the checkpoint", async (base) => {
  const settings = { ...base, methods: ["counting"] };
  const plugins = [pluginOf({ counting })];
  const kept: unknown[] = [];
  const prepare = training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      if (more.resume === undefined) more.memory.kept = { steps: 0 };
      else kept.push(more.memory.kept);
      for await (const record of open.train(more)) {
        if (record.type === "step") more.memory.kept = { steps: record.step };
        yield record;
      }
    });
  const controller = new AbortController();
  await collect(settings, { prepare, plugins, signal: controller.signal }, (event) => {
    if (event.type === "record" && event.record.step === 3) controller.abort();
  });
  await collect(settings, { prepare, plugins });
  assert.deepEqual(kept, [{ steps: 3 }]);
});

inFolder("a plugin that changed is another one", async (base) => {
  const settings = { ...base, methods: ["none", "counting"] };
  const { prepare } = fakeTrainer();
  await collect(settings, { prepare, plugins: [pluginOf({ counting })] });
  const other = defineMethod({ ...counting, description: "the number of steps made" });
  await assertRefused(
    collect({ ...settings, seeds: [1] }, { prepare, plugins: [pluginOf({ other })] }),
    /were made otherwise \(plugin method counting was [0-9a-f]{12}…, is [0-9a-f]{12}…\)/,
  );
  // Without it the folder is read, and goes on with what needs no plugin.
  const config = JSON.parse(await Deno.readTextFile(join(settings.out, "config.json")));
  assert.deepEqual(config.plugins[0].defines, ["method counting"]);
  await collect({ ...settings, methods: ["none"], seeds: [1] }, { prepare });
  assert.deepEqual((await readRuns(settings.out)).map(({ run }) => run.name), [
    ...["constant-none-seed0", "constant-counting-seed0", "constant-none-seed1"],
  ]);
});

inFolder("a run that was made otherwise than config.json says is refused", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const file = join(settings.out, "config.json");
  const whole = await Deno.readTextFile(file);
  const changes = [
    ['"epochs": 6', '"epochs": 5'],
    ['"model_sha256": ""', '"model_sha256": "other"'],
  ] as const;
  for (const [before, after] of changes) {
    assert.ok(whole.includes(before));
    await Deno.writeTextFile(file, whole.replace(before, after));
    await assertRefused(
      readRuns(settings.out),
      new RegExp(
        `^${
          runFolder(settings)
        }/done\\.json: this run was made otherwise than config\\.json says\\. ` +
          "Delete the folder",
      ),
    );
  }
});

inFolder("who prepares while another begins looks again before writing", async (settings) => {
  const during = (others: ExperimentSettings): Prepare => async (...args) => {
    // The folder was not there when this process looked.
    await collect(others, { prepare: fakeTrainer().prepare });
    return await fakeTrainer().prepare(...args);
  };
  const other = { ...settings, epochs: 9 };
  await assertRefused(
    collect(settings, { prepare: during(other) }),
    /config\.json: the runs of this folder were made otherwise \(epochs was 9, is 6\)/,
  );
  assert.equal((await readRuns(settings.out))[0]!.run.settings.epochs, 9);
  // With the same settings, what the other one finished is not made again.
  const same = { ...settings, out: `${settings.out}-same` };
  const events = await collect(same, { prepare: during(same) });
  assert.deepEqual(events.map(({ type }) => type).filter((type) => type === "run-start"), []);
  assert.equal(events.at(-1)!.type, "done");
});

/** An experiment that a file stops: when, and what becomes of the file. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import type { Prepare } from "../lib/experiment/prepared.ts";
import type { RunExperimentOptions } from "../lib/experiment/run.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { runStoppable } from "../lib/experiment/stoppable.ts";
import { fakeTrainer, inFolder, training } from "./_fake_experiment.ts";

/** A trainer that takes a while for each record. */
const slow = () =>
  training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        await setTimeout(60);
        yield record;
      }
    });

async function collect(
  settings: ExperimentSettings,
  options: RunExperimentOptions,
  each: (event: ExperimentEvent) => void = () => {},
): Promise<string[]> {
  const told: string[] = [];
  for await (const event of runStoppable(settings, options)) {
    each(event);
    told.push(event.type === "record" ? `${event.record.type} ${event.record.step}` : event.type);
  }
  return told;
}

inFolder("a file stops it after the step under way, and is removed", async (settings) => {
  const file = join(settings.out, "STOP");
  // One that was left stops nothing.
  await Deno.mkdir(settings.out);
  await Deno.writeTextFile(file, "");
  const stopped = await collect(settings, { prepare: slow() }, (event) => {
    if (event.type === "ready") assert.ok(!existsSync(file), "it is gone before anything begins");
    if (event.type === "record" && event.record.step === 1) Deno.writeTextFileSync(file, "");
  });
  assert.deepEqual(stopped.slice(0, 4), ["ready", "run-start", "evaluation 0", "step 1"]);
  assert.equal(stopped.at(-1), "interrupted");
  assert.ok(stopped.length < 12, stopped.join());
  assert.ok(!existsSync(file));
  const rest = await collect(settings, { prepare: slow() });
  assert.equal(rest.at(-1), "done");
  assert.deepEqual(
    [...stopped, ...rest].filter((type) => type.startsWith("step ")),
    [1, 2, 3, 4, 5, 6].map((step) => `step ${step}`),
  );
});

inFolder("a signal stops it too, and a file that comes only then stays", async (settings) => {
  const controller = new AbortController();
  const options = { prepare: slow(), signal: controller.signal };
  const file = join(settings.out, "STOP");
  const stopped = await collect(settings, options, (event) => {
    if (event.type === "record") controller.abort();
    if (event.type === "interrupted") Deno.writeTextFileSync(file, "");
  });
  assert.equal(stopped.at(-1), "interrupted");
  assert.ok(existsSync(file));
});

inFolder("stopped while all is made ready it ends without a word", async (settings) => {
  const controller = new AbortController();
  const prepare: Prepare = async (_, say, signal) => {
    say("Reading");
    controller.abort();
    await setTimeout(1);
    signal!.throwIfAborted();
    throw new RangeError("it was not stopped");
  };
  const options = { prepare, signal: controller.signal };
  assert.deepEqual(await collect(settings, options), ["setup"]);
  assert.ok(!existsSync(settings.out));
});

inFolder("an error is told, also of what was stopped meanwhile", async (settings) => {
  const controller = new AbortController();
  for (const stops of [false, true]) {
    const prepare: Prepare = () => {
      if (stops) controller.abort();
      return Promise.reject(new RangeError("no model"));
    };
    await assert.rejects(collect(settings, { prepare, signal: controller.signal }), {
      name: "RangeError",
      message: "no model",
    });
  }
});

inFolder("restart reaches the experiment", async (settings) => {
  const made: string[] = [];
  const prepare = training(fakeTrainer().prepare, (run, open) => (more) => {
    made.push(run.name);
    return open.train(more);
  });
  for (const restart of [false, false, true]) await collect(settings, { prepare, restart });
  assert.equal(made.length, 2);
});

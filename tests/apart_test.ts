/** An experiment in a process of its own tells what one in this process does. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  type ExperimentEvent,
  type ExperimentSettings,
  resolveSettings,
  runExperiment,
  runExperimentApart,
} from "../lib/experiment/mod.ts";
import { InputError, lockFolder } from "../lib/io/mod.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";

function settingsOf(folder: string, out: string, more: Partial<ExperimentSettings> = {}) {
  return resolveSettings({
    overrides: {
      ...{ model: `${folder}/model`, data: `${folder}/text.txt`, evalSplit: "train" },
      ...{ beta: "table", dataConstruction: "passages", backend: "tensorflow" },
      ...{ schedules: ["linear"], methods: ["none", "mean:of=none"], epochs: 3, batchSize: 2 },
      ...{ chunkLength: 16, trainChunks: 20, evalChunks: 4, out: join(folder, out), ...more },
    },
  });
}

/** What was told, without what differs from call to call. */
async function collect(events: AsyncIterable<ExperimentEvent>): Promise<unknown[]> {
  const told = await Array.fromAsync(events);
  const text = JSON.stringify(told, (name, value) => name === "seconds" ? 0 : value);
  return JSON.parse(text.replaceAll(/"out":"[^"]*"/g, '"out":""')) as unknown[];
}

Deno.test("a process of its own tells of the same events", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const here = await collect(runExperiment(settingsOf(folder, "here")));
    const apart = await collect(runExperimentApart(settingsOf(folder, "apart")));
    assert.ok(here.length > 2 * (30 + 4));
    assert.deepEqual(apart, here);
    // Nothing is left to do.
    assert.deepEqual(
      await collect(runExperimentApart(settingsOf(folder, "apart"))),
      await collect(runExperiment(settingsOf(folder, "here"))),
    );
  }));

Deno.test("stopped and started again, it tells of each record once", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const settings = settingsOf(folder, "out", { methods: ["none"], epochs: 60 });
    const stop = new AbortController();
    const steps: number[] = [];
    const types: string[] = [];
    const take = async (signal?: AbortSignal) => {
      const options = signal === undefined ? {} : { signal };
      for await (const event of runExperimentApart(settings, options)) {
        types.push(event.type);
        if (event.type !== "record") continue;
        if (event.record.type === "step") steps.push(event.record.step);
        if (steps.length > 20) stop.abort();
      }
    };
    await take(stop.signal);
    assert.equal(types.at(-1), "interrupted");
    assert.ok(steps.length < 600, `${steps.length} steps`);
    await take();
    assert.equal(types.at(-1), "done");
    assert.deepEqual(steps, Array.from({ length: 600 }, (_, i) => i + 1));
  }));

Deno.test("who stops listening stops it", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const settings = settingsOf(folder, "out", { methods: ["none"], epochs: 5000 });
    for await (const event of runExperimentApart(settings)) {
      if (event.type === "record" && event.record.step > 0) break;
    }
    const run = join(settings.out, "runs", "linear-none-seed0");
    const names = (await Array.fromAsync(Deno.readDir(run))).map(({ name }) => name);
    assert.ok(names.some((name) => name.startsWith("checkpoint-")), names.join());
  }));

Deno.test("what cannot be used is the same sentence", () =>
  withFolder(async (folder) => {
    const settings = settingsOf(folder, "out");
    const why = (events: AsyncIterable<ExperimentEvent>) =>
      Array.fromAsync(events).then(() => "", (error) => {
        assert.ok(error instanceof InputError);
        return error.message;
      });
    const here = await why(runExperiment(settings));
    assert.match(here, /model/);
    assert.equal(await why(runExperimentApart(settings)), here);
  }));

Deno.test("it waits a moment for who is still at work in the folder, and says so once", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const settings = settingsOf(folder, "out", { methods: ["none"], epochs: 1 });
    await Deno.mkdir(settings.out);
    const lock = await lockFolder(settings.out);
    const messages: string[] = [];
    for await (const event of runExperimentApart(settings)) {
      if (event.type !== "setup") continue;
      messages.push(event.message);
      // It looks again five times a second.
      if (messages.length === 1) delay(700).then(() => lock[Symbol.asyncDispose]());
    }
    const waits = `Waits a moment: another process is at work in ${settings.out}.`;
    assert.equal(messages[0], waits);
    assert.equal(messages.filter((message) => message === waits).length, 1);
  }));

Deno.test("what a plugin prints is printed, and what it is not told from is told all the same", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const file = join(folder, "x.ts");
    const library = new URL("../lib/mod.ts", import.meta.url).href;
    await Deno.writeTextFile(
      file,
      `import { defineMethod } from ${JSON.stringify(library)};\n` +
        'console.log("printed\\n");\n' +
        'await Deno.stdout.write(new TextEncoder().encode("half a line"));\n' +
        'export const late = defineMethod({ name: "late", power: 1 });\n',
    );
    const printed: string[] = [], { log } = console;
    console.log = (...words: unknown[]) => void printed.push(words.join(" "));
    try {
      const settings = settingsOf(folder, "out", { methods: ["late"], epochs: 1, plugins: [file] });
      const types = (await Array.fromAsync(runExperimentApart(settings))).map(({ type }) => type);
      assert.deepEqual([types[0], types.at(-1)], ["setup", "done"]);
    } finally {
      console.log = log;
    }
    // Empty lines are not printed again.
    assert.deepEqual(printed, ["printed", "half a line"]);
  }));

Deno.test("an exit in a plugin is no success", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const file = join(folder, "x.ts");
    await Deno.writeTextFile(file, "Deno.exit(0);");
    await assert.rejects(
      collect(runExperimentApart(settingsOf(folder, "out", { plugins: [file] }))),
      { name: "InputError", message: /the process that trained was ended with exit code 0\./ },
    );
  }));

Deno.test("what ended the process is told: a signal, or an error as it was", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const ended = async (code: string) => {
      const file = join(folder, `${crypto.randomUUID()}.ts`);
      await Deno.writeTextFile(file, code);
      const events = collect(runExperimentApart(settingsOf(folder, "out", { plugins: [file] })));
      return await events.then(() => assert.fail("no error"), (error: Error) => error);
    };
    const mend = "Started again, it goes on after its last checkpoint; where it happens again, " +
      "take a smaller model, batchSize or chunkLength.";
    for (const [signal, more] of [["SIGKILL", true], ["SIGTERM", false]] as const) {
      const { name, message } = await ended(
        `Deno.kill(Deno.pid, "${signal}"); await new Promise((done) => setTimeout(done, 60_000));`,
      );
      const memory = more ? ", perhaps by the system because memory ran out" : "";
      assert.deepEqual([name, message], [
        "InputError",
        `the process that trained was ended by ${signal}${memory}. ${mend}`,
      ]);
    }
    const code = await ended("Deno.exit(3);");
    assert.equal(code.message, `the process that trained was ended with exit code 3. ${mend}`);
    // An error that is not meant for people keeps its message, and the place where it came about.
    const { out } = settingsOf(folder, "out");
    await Deno.mkdir(join(out, "STOP"), { recursive: true });
    const error = await ended("export const none = 1;");
    assert.ok(!(error instanceof InputError));
    assert.match(error.message, /directory/i);
    assert.doesNotMatch(error.stack!, /apart_test|apart\.ts/);
  }));

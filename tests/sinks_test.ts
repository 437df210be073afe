/** Where a run's records go, in whichever process makes it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { helpExperiment } from "../lib/experiment/help.ts";
import { pluginOf } from "../lib/experiment/plugins.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { callbackSink, defineSink, type Sink } from "../lib/experiment/sinks/define_sink.ts";
import { MetricsWriter } from "../lib/experiment/sinks/jsonl.ts";
import { RunSinks, SINKS } from "../lib/experiment/sinks/sinks.ts";
import { TENSORBOARD } from "../lib/experiment/sinks/tensorboard.ts";
import type { PlannedRun } from "../lib/experiment/planned_run.ts";
import type { LogRecord } from "../lib/training/mod.ts";
import { text } from "../lib/definition/mod.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  interruptAfter,
  namesIn,
  runFolder,
  training,
} from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";

/** A sink that notes what is asked of it. */
function noting() {
  const notes: string[] = [];
  const sink = defineSink({
    name: "noting",
    description: "what is asked of it",
    parameters: { word: { description: "said before each note", rule: text, default: "note" } },
    open({ run, records, folder, out, parameters: { word } }) {
      const note = (what: string) => void notes.push(`${word} ${what}`);
      assert.equal(folder, join(out, "runs", run.name));
      note(`open ${run.name} ${records.length}`);
      return {
        write: ({ type, step }) => note(`${type} ${step}`),
        flush: () => note("flush"),
        close: () => note("close"),
      };
    },
  });
  return { notes, plugins: [pluginOf({ sink })] };
}

inFolder("a sink is given a run's records, flushed at checkpoints and closed", async (base) => {
  const settings = { ...base, reportTo: ["noting:word=x"] };
  const { notes, plugins } = noting();
  await collect(settings, { prepare: fakeTrainer().prepare, plugins });
  assert.deepEqual(notes, [
    ...["x open constant-SD-seed0 0", "x evaluation 0"],
    ...["x step 1", "x step 2", "x evaluation 2", "x flush"],
    ...["x step 3", "x step 4", "x evaluation 4", "x flush"],
    ...["x step 5", "x step 6", "x evaluation 6", "x flush", "x close"],
  ]);
});

inFolder("a sink of a run that goes on is told what was logged before", async (base) => {
  const settings = { ...base, reportTo: ["noting"] };
  const first = noting(), second = noting();
  const controller = new AbortController();
  await collect(
    settings,
    { prepare: fakeTrainer().prepare, plugins: first.plugins, signal: controller.signal },
    (event) => {
      if (event.type === "record" && event.record.step === 3) controller.abort();
    },
  );
  assert.deepEqual(first.notes.slice(-3), ["note step 3", "note flush", "note close"]);
  await collect(settings, { prepare: fakeTrainer().prepare, plugins: second.plugins });
  // Steps 1 to 3, and the evaluations before and after the first epoch.
  assert.deepEqual(second.notes.slice(0, 2), ["note open constant-SD-seed0 5", "note step 4"]);
});

inFolder("helpers give the records of their runs to the sinks themselves", async (base) => {
  const settings = { ...base, methods: ["none", "SD", "SD2"], reportTo: ["callback"] };
  const told: string[] = [];
  const sink = (who: string) => [
    pluginOf({
      sink: callbackSink((record, run) => void told.push(`${who} ${run.name} ${record.step}`)),
    }),
  ];
  const slow = () =>
    training(fakeTrainer().prepare, (_, open) =>
      async function* (more) {
        for await (const record of open.train(more)) {
          await setTimeout(30);
          yield record;
        }
      });
  const session = "a";
  await Promise.all([
    collect(settings, { prepare: slow(), session, plugins: sink("leader") }),
    helpExperiment(settings, { prepare: slow(), session, plugins: sink("helper") }),
  ]);
  assert.equal(new Set(told.map((line) => line.split(" ")[0])).size, 2);
  assert.equal(new Set(told).size, 3 * 7, "each run's steps 0 to 6");
  assert.equal(told.length, 3 * 10, "each record once, by who made it");
});

inFolder("a sink that fails ends the experiment, and all are closed", async (base) => {
  const closed: string[] = [];
  const failing = (when: "open" | "write" | "close") =>
    defineSink({
      name: `fails_to_${when}`,
      description: "fails",
      open: () => {
        if (when === "open") throw new RangeError(when);
        return {
          write: () => {
            if (when === "write") throw new RangeError(when);
          },
          close: () => {
            if (when === "close") throw new RangeError(when);
          },
        };
      },
    });
  const last = defineSink({
    name: "last",
    description: "notes that it was closed",
    open: ({ run }) => ({ write() {}, close: () => void closed.push(run.name) }),
  });
  for (const when of ["open", "write", "close"] as const) {
    const settings = {
      ...base,
      out: `${base.out}-${when}`,
      reportTo: ["last", `fails_to_${when}`],
    };
    const plugins = [pluginOf({ last, sink: failing(when) })];
    await assert.rejects(
      collect(settings, { prepare: fakeTrainer().prepare, plugins }),
      (error) => error instanceof RangeError && error.message === when,
    );
    assert.deepEqual(closed.splice(0), ["constant-SD-seed0"], when);
    assert.deepEqual(await readRuns(settings.out), [], "it does not count as finished");
    await collect({ ...settings, reportTo: [] }, { prepare: fakeTrainer().prepare });
    assert.equal((await readRuns(settings.out)).length, 1);
  }
});

inFolder("a sink may take its time to open, and is looked at once it is open", async (base) => {
  const settings = { ...base, reportTo: ["late"] };
  const steps: number[] = [];
  const late = (sink: Sink) =>
    defineSink({
      name: "late",
      description: "opens after a moment",
      open: async () => {
        await setTimeout(5);
        return sink;
      },
    });
  const whole = late({ write: async ({ step }) => void steps.push(await step), close() {} });
  await collect(settings, { prepare: fakeTrainer().prepare, plugins: [pluginOf({ whole })] });
  assert.deepEqual(steps, [0, 1, 2, 2, 3, 4, 4, 5, 6, 6]);
  const lacking = late({ write() {} } as unknown as Sink);
  const anew = { ...settings, out: `${base.out}-lacking` };
  const plugins = [pluginOf({ lacking })];
  await assert.rejects(collect(anew, { prepare: fakeTrainer().prepare, plugins }), /close/);
});

inFolder("jsonl is always there, once; an unknown sink is refused", async (base) => {
  await collect({ ...base, reportTo: ["jsonl"] }, { prepare: fakeTrainer().prepare });
  assert.deepEqual(namesIn(runFolder(base)), ["done.json", "metrics.jsonl"]);
  await assertRefused(
    collect({ ...base, reportTo: ["tensorbord"] }, { prepare: fakeTrainer().prepare }),
    /^reportTo: there is no sink "tensorbord"\. Perhaps tensorboard is meant/,
  );
  const [result] = await readRuns(base.out);
  const { run } = result!, folder = runFolder(base);
  const sinks = await RunSinks.open([], SINKS, { out: base.out, run, folder, records: [] });
  await sinks.close();
  await sinks.close();
});

inFolder("reporting may begin and end with any call", async (base) => {
  await interruptAfter(3, { ...base, reportTo: ["tensorboard"] }, fakeTrainer().prepare);
  await collect(base, { prepare: fakeTrainer().prepare });
  const names = namesIn(runFolder(base)).map((name) => name.replace(/\d{10}/, "N"));
  assert.deepEqual(names, ["done.json", "events.out.tfevents.N.sdtrainer", "metrics.jsonl"]);
});

Deno.test("a log is flushed to the disk, and what cannot be is told", () =>
  withFolder(async (folder) => {
    const writer = await MetricsWriter.open(join(folder, "metrics.jsonl"));
    writer.flush();
    writer.close();
    // The system knows no such file any more: only who asks it hears that.
    assert.throws(() => writer.flush(), /metrics\.jsonl: it cannot be written \(EBADF\)/);
  }));

Deno.test("TensorBoard is told from which step a run goes on, so that it forgets those made twice", () =>
  withFolder(async (folder) => {
    const records = [1, 2, 3].map((step) =>
      ({ type: "step", step, loss: 5 }) as unknown as LogRecord
    );
    const open = (records: readonly LogRecord[]) =>
      TENSORBOARD.open({ out: folder, run: {} as PlannedRun, folder, records, parameters: {} });
    for (const known of [[], records]) await (await open(known)).close();
    const [first, second] = namesIn(folder).map((name) =>
      new TextDecoder("latin1").decode(Deno.readFileSync(join(folder, name)))
    );
    // Event {2: step, 7: SessionLog {1: START = 1}}, in the second file alone, at step 4.
    const start = (step: number) => `\x10${String.fromCharCode(step)}\x3a\x02\x08\x01`;
    assert.deepEqual([first!.includes("\x3a\x02\x08\x01"), second!.includes(start(4))], [
      false,
      true,
    ]);
  }));

Deno.test("TensorBoard's file has its version and a message for each record, and is closed", () =>
  withFolder(async (folder) => {
    const sink = await TENSORBOARD.open({
      ...{ out: folder, run: {} as PlannedRun, folder, records: [], parameters: {} },
    });
    await sink.write({ type: "step", step: 3, loss: 0.5 } as unknown as LogRecord);
    await sink.close();
    const [name] = namesIn(folder);
    const bytes = await Deno.readFile(join(folder, name!));
    const view = new DataView(bytes.buffer);
    const events: string[] = [];
    // Each record: its length in eight bytes, their CRC in four, the message, its CRC in four.
    for (let at = 0; at < bytes.length;) {
      const length = Number(view.getBigUint64(at, true));
      const message = bytes.subarray(at + 12, at + 12 + length);
      // Field 1 of an event, a double: seconds since 1970.
      assert.equal(message[0], 0x09);
      const seconds = view.getFloat64(at + 13, true);
      assert.ok(Math.abs(seconds - Date.now() / 1000) < 60);
      events.push(message.subarray(9).toHex());
      at += 16 + length;
    }
    const ascii = (text: string) => new TextEncoder().encode(text).toHex();
    // Field 2: the step; 3: the version; 5: a summary of values, each with a tag (1) and a float (2).
    assert.deepEqual(events, [
      `10001a0d${ascii("brain.Event:2")}`,
      `1003${"2a13"}${"0a11"}0a0a${ascii("train/loss")}150000003f`,
    ]);
    if (Deno.build.os !== "linux") return;
    const open = [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name: fd }) => {
      try {
        return [Deno.readLinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    assert.deepEqual(open.filter((path) => path.startsWith(folder)), []);
  }));

Deno.test("TensorBoard's files are numbered by the clock, and after those that are there", () =>
  withFolder(async (folder) => {
    const records = [1, 2, 3].map((step) =>
      ({ type: "step", step, loss: 5 }) as unknown as LogRecord
    );
    const numbered = async (known: readonly LogRecord[]) => {
      const before = namesIn(folder);
      const context = { out: folder, run: {} as PlannedRun, folder, parameters: {} };
      await (await TENSORBOARD.open({ ...context, records: known })).close();
      const [name] = namesIn(folder).filter((name) => !before.includes(name));
      const text = new TextDecoder("latin1").decode(await Deno.readFile(join(folder, name!)));
      return [Number(/\d{10}/.exec(name!)![0]), text.split("train/loss").length - 1] as const;
    };
    // Another program's is not counted, nor one of another length.
    await Deno.writeTextFile(join(folder, "events.out.tfevents.5000000000.host"), "");
    await Deno.writeTextFile(join(folder, "events.out.tfevents.60000000000.sdtrainer"), "");
    const now = Math.floor(Date.now() / 1000);
    const [first, shown] = await numbered(records);
    assert.ok(first >= now && first <= now + 5, String(first));
    assert.equal(shown, 3, "a run that was begun without it is shown from its first step");
    const [second, again] = await numbered(records);
    assert.ok(second > first && second <= now + 6);
    assert.equal(again, 0, "and not twice");
    await Deno.writeTextFile(join(folder, "events.out.tfevents.4000000000.sdtrainer"), "");
    assert.equal((await numbered([]))[0], 4_000_000_001);
  }));

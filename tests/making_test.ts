/** In which order a run is trained, saved, flushed, measured and marked, and what an interruption changes. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { readCheckpointState } from "../lib/training/mod.ts";
import type { OpenRun, Prepare } from "../lib/experiment/prepared.ts";
import { pluginOf } from "../lib/experiment/plugins.ts";
import { claimFile } from "../lib/experiment/remove_own.ts";
import { helpExperiment } from "../lib/experiment/help.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { RunStore } from "../lib/experiment/run_store.ts";
import { runExperiment } from "../lib/experiment/run.ts";
import { disk, isLocked } from "../lib/io/mod.ts";
import { defineSink } from "../lib/experiment/sinks/define_sink.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  namesIn,
  runFolder,
  training,
} from "./_fake_experiment.ts";

/** A trainer, a sink and a disk that note what is asked of them, and whether the run was marked by then. */
function noting({ out }: ExperimentSettings) {
  const notes: string[] = [];
  const note = (what: string) =>
    void notes.push(
      existsSync(join(out, "runs", "constant-SD-seed0", "done.json")) ? `${what} too late` : what,
    );
  const sink = defineSink({
    name: "noting",
    description: "what is asked of it",
    open: () => {
      note("open");
      return {
        write: ({ type, step }) => note(`${type} ${step}`),
        flush: () => note("flush"),
        close: () => note("close"),
      };
    },
  });
  const fake = fakeTrainer().prepare;
  const prepare: Prepare = async (...args) => {
    const prepared = await fake(...args);
    const open = async (...of: Parameters<typeof prepared.open>): Promise<OpenRun> => {
      const opened = await prepared.open(...of), checkpoints = opened.checkpoints!;
      note("ready");
      return {
        ...opened,
        checkpoints: {
          ...checkpoints,
          restore: (folder) => {
            note(`restore ${/\d+$/.exec(folder)![0]}`);
            return checkpoints.restore(folder);
          },
        },
        weightsSha256: () => {
          note("hash");
          return Promise.resolve("ab".repeat(32));
        },
        save: (folder) => {
          note("save");
          return opened.save(folder);
        },
      };
    };
    return { ...prepared, open, dispose: () => note("dispose") };
  };
  const { writeFile } = disk;
  disk.writeFile = async (path, content) => {
    if (basename(path) === "trainer_state.json") {
      const { global_step, log_history } = JSON.parse(String(content));
      note(`fill ${global_step} of ${log_history.length} records`);
    }
    await writeFile(path, content);
  };
  const plugins = [pluginOf({ sink })];
  return { notes, prepare, plugins, [Symbol.dispose]: () => void (disk.writeFile = writeFile) };
}

inFolder("a run is flushed before it is saved, and marked last", async (base) => {
  const settings = { ...base, reportTo: ["noting"], saveModels: true, loadBestModelAtEnd: true };
  using noted = noting(settings);
  const { notes, prepare, plugins } = noted;
  await collect(settings, { prepare, plugins });
  assert.deepEqual(notes, [
    ...["ready", "open", "evaluation 0", "step 1", "step 2", "evaluation 2"],
    ...["flush", "fill 2 of 4 records", "step 3", "step 4", "evaluation 4"],
    // The last evaluation is not saved: what is best then is in memory.
    ...["flush", "fill 4 of 7 records", "step 5", "step 6", "evaluation 6", "flush", "close"],
    // The best loss is that after step 4: its weights are those that are hashed and saved.
    ...["restore 4", "hash", "save", "dispose too late"],
  ]);
  const [{ weightsSha256, bestStep } = {}] = await readRuns(settings.out);
  assert.deepEqual([weightsSha256, bestStep], ["ab".repeat(32), 4]);
});

inFolder("checkpoints by steps, and none", async (base) => {
  for (
    const [strategy, saveSteps, expected] of [
      ["steps", 1, [1, 3, 5]],
      // Where a step is evaluated, it is saved after its evaluation.
      ["steps", 2, [2, 4]],
      ["steps", 3, [3]],
      ["steps", 7, []],
      ["no", 1, []],
      ["epoch", 1, [2, 4]],
    ] as const
  ) {
    const out = `${base.out}-${strategy}-${saveSteps}`;
    const settings = { ...base, out, saveStrategy: strategy, saveSteps };
    using noted = noting(settings);
    const { notes, prepare } = noted;
    await collect(settings, { prepare });
    const filled = notes.flatMap((note) => /^fill (\d+)/.exec(note)?.[1] ?? []).map(Number);
    const all = strategy === "steps" && saveSteps === 1 ? [1, 2, 3, 4, 5] : expected;
    assert.deepEqual(filled, all, `${strategy} ${saveSteps}`);
  }
});

inFolder("what is aborted before a run is made leaves no trace of it", async (settings) => {
  const controller = new AbortController();
  const { prepare } = fakeTrainer();
  const aborting: Prepare = async (...args) => {
    const prepared = await prepare(...args);
    return {
      ...prepared,
      open: (run) => {
        controller.abort();
        return prepared.open(run);
      },
    };
  };
  const events = await collect(settings, { prepare: aborting, signal: controller.signal });
  assert.deepEqual(events.map(({ type }) => type), ["ready", "run-start", "interrupted"]);
  assert.deepEqual(namesIn(join(settings.out, "runs")), []);
});

inFolder("a training that is aborted between two steps is saved as it is", async (base) => {
  for (const at of [0, 1, 2, 3]) {
    const settings = { ...base, out: `${base.out}-${at}` };
    const controller = new AbortController();
    const prepare = training(fakeTrainer().prepare, (_, open) =>
      async function* (more) {
        for await (const record of open.train(more)) {
          yield record;
          if (record.step !== at || record.type === "step" && at === 2) continue;
          controller.abort();
          throw controller.signal.reason;
        }
      });
    const events = await collect(settings, { prepare, signal: controller.signal });
    assert.deepEqual(events.at(-1), { type: "interrupted", left: 1 }, String(at));
    const folder = runFolder(settings), saved = join(folder, `checkpoint-${at}`);
    assert.equal(existsSync(saved), at > 0, "before the first step there is nothing to save");
    assert.ok(!existsSync(join(folder, "done.json")));
    if (at === 0) continue;
    const state = await readCheckpointState(saved);
    assert.equal(state["global_step"], at);
    assert.equal((state["log_history"] as unknown[]).length, [1, 2, 4, 5][at]);
    assert.equal(state["kept"], null);
  }
});

inFolder("another error is one, also after an abort", async (settings) => {
  const controller = new AbortController();
  const prepare = training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        yield record;
        if (record.step < 1) continue;
        controller.abort();
        throw new RangeError("broken");
      }
    });
  await assert.rejects(collect(settings, { prepare, signal: controller.signal }), {
    name: "RangeError",
    message: "broken",
  });
  assert.deepEqual(namesIn(runFolder(settings)), ["metrics.jsonl"]);
});

inFolder("who holds a run is told of once it says who it is", async (settings) => {
  await collect({ ...settings, seeds: [9] }, { prepare: fakeTrainer().prepare });
  const file = claimFile(settings.out, "constant-SD-seed0");
  const held = await Deno.open(file, { create: true, write: true });
  await held.lock(true);
  const messages: string[] = [];
  const making = collect(settings, { prepare: fakeTrainer().prepare }, (event) => {
    if (event.type === "setup") messages.push(event.message);
  });
  await setTimeout(500);
  assert.deepEqual(messages, []);
  await held.write(new TextEncoder().encode('{"pid": 7, "host": "there", "since": "1970"}'));
  await setTimeout(700);
  held.close();
  assert.equal((await making).at(-1)!.type, "done");
  assert.deepEqual(messages, [
    'Waits for another process (process 7 on "there", since "1970"), which makes ' +
    "constant-SD-seed0. Ctrl-C ends the wait.",
  ]);
});

inFolder(
  "what is made ready are the runs that are left, with the folder's threads",
  async (base) => {
    const settings = { ...base, seeds: [0, 1] };
    const asked: Parameters<Prepare>[0][] = [];
    const prepare: Prepare = async (preparation, ...more) => {
      asked.push(preparation);
      const prepared = await fakeTrainer().prepare(preparation, ...more);
      return { ...prepared, environment: { ...prepared.environment, threads: "3" } };
    };
    await collect({ ...settings, seeds: [0] }, { prepare });
    await collect(settings, { prepare });
    const names = asked.map(({ runs }) => runs.map(({ name }) => name));
    const [first, second] = ["constant-SD-seed0", "constant-SD-seed1"];
    assert.deepEqual(names, [[first], [second]]);
    assert.deepEqual(asked.map((preparation) => preparation.threads), [undefined, 3]);
    assert.ok(!("threads" in asked[0]!));
    assert.deepEqual(asked[1]!.settings, settings);
    assert.ok(asked[1]!.definitions.methods.has("SD"));
    // What is named by another path must be what it was for each run that is there.
    await collect({ ...settings, model: "elsewhere" }, { prepare });
    assert.deepEqual(asked[2]!.runs.map(({ name }) => name), [first, second]);
  },
);

inFolder("a helper makes ready what is left of what its leader was asked for", async (base) => {
  const settings = { ...base, seeds: [0, 1] };
  const asked: Parameters<Prepare>[0][] = [];
  const preparing = (): Prepare => async (preparation, ...more) => {
    asked.push(preparation);
    const prepared = await fakeTrainer().prepare(preparation, ...more);
    return { ...prepared, environment: { ...prepared.environment, threads: "3" } };
  };
  await collect({ ...settings, seeds: [0] }, { prepare: preparing() });
  asked.length = 0;
  const store = await RunStore.open(settings, { plugins: [] });
  const { prepare } = fakeTrainer();
  const { environment } = await prepare({} as never, () => {});
  await store.begin({ ...environment, threads: "3" });
  await store.announce("a");
  let freed = 0;
  const helping = preparing();
  await helpExperiment(settings, {
    session: "a",
    prepare: async (...args) => ({ ...await helping(...args), dispose: () => void freed++ }),
  });
  await store.unlock();
  assert.deepEqual(asked.map(({ runs }) => runs.map(({ name }) => name)), [["constant-SD-seed1"]]);
  assert.equal(asked[0]!.threads, 3);
  assert.equal(freed, 1);
  assert.equal((await readRuns(settings.out)).length, 2);
  // Nothing is left: nothing is made ready, and who is told to stop does not wait for a leader.
  const again = await RunStore.open(settings, { plugins: [] });
  await again.begin({ ...environment, threads: "3" });
  await again.announce("b");
  await helpExperiment(settings, { session: "b", prepare: helping });
  await again.unlock();
  await helpExperiment(settings, { session: "c", prepare: helping, signal: AbortSignal.abort() });
  assert.equal(asked.length, 1);
});

inFolder(
  "who stops listening leaves nothing open, nothing taken and nothing in memory",
  async (base) => {
    const settings = { ...base, reportTo: ["noting"] };
    using noted = noting(settings);
    const { notes, prepare, plugins } = noted;
    for await (const event of runExperiment(settings, { prepare, plugins })) {
      if (event.type !== "record") continue;
      assert.ok(await isLocked(settings.out));
      assert.ok(existsSync(claimFile(settings.out, "constant-SD-seed0")));
      if (event.record.step === 1) break;
    }
    assert.deepEqual(notes, ["ready", "open", "evaluation 0", "step 1", "close", "dispose"]);
    assert.ok(!await isLocked(settings.out));
    assert.deepEqual(namesIn(settings.out), ["config.json", "runs"]);
    assert.deepEqual(namesIn(join(settings.out, "runs")), ["constant-SD-seed0"]);
    assert.deepEqual(namesIn(runFolder(settings)), ["metrics.jsonl"]);
    // The same where something fails.
    notes.length = 0;
    const failing = training(prepare, () =>
      // deno-lint-ignore require-yield
      async function* () {
        await Promise.resolve();
        throw new RangeError("broken");
      });
    const failed = Array.fromAsync(runExperiment(settings, { prepare: failing, plugins }));
    await assert.rejects(failed, { message: "broken" });
    assert.deepEqual(notes, ["ready", "open", "close", "dispose"]);
    assert.ok(!await isLocked(settings.out));
    assert.deepEqual(namesIn(join(settings.out, "runs")), ["constant-SD-seed0"]);
  },
);

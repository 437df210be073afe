/** Threads, oneDNN and the processor are part of what a run is: they decide its last bits. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DoneEvent, ExperimentEvent } from "../lib/experiment/events.ts";
import type { Prepare } from "../lib/experiment/prepared.ts";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { writeReport } from "../lib/report/mod.ts";
import { planOf } from "../tasks/_plans.ts";
import { collect, fakeTrainer, inFolder } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";

const BITS = {
  threads: "1",
  onednn: "on",
  processor: "x86_64, avx2",
  tensorflow: "2.21.0",
  variables: "none",
};

/** The fake trainer on a machine of other threads or another processor. */
function on(bits: Partial<typeof BITS>): Prepare {
  return async (...args) => {
    const prepared = await fakeTrainer().prepare(...args);
    return { ...prepared, environment: { ...prepared.environment, ...bits } };
  };
}

/** Stops after a step of the run. */
async function interrupt(settings: ExperimentSettings, prepare: Prepare): Promise<void> {
  const controller = new AbortController();
  await collect(settings, { prepare, signal: controller.signal }, (event) => {
    if (event.type === "record" && event.record.step === 3) controller.abort();
  });
}

const messagesOf = (events: ExperimentEvent[]) =>
  events.flatMap((event) => event.type === "setup" ? event.message : []);

const OTHERS = [{ threads: "2" }, { onednn: "off" }, { processor: "x86_64, avx2 avx512f" }, {
  tensorflow: "2.22.0",
}, { variables: "XLA_FLAGS=--xla" }];

inFolder(
  "a run that was begun with other threads or elsewhere is not gone on",
  async (settings) => {
    await interrupt(settings, on(BITS));
    for (const other of OTHERS) {
      const [[name, value]] = Object.entries(other) as [[keyof typeof BITS, string]];
      await assertRefused(
        collect(settings, { prepare: on({ ...BITS, ...other }) }),
        new RegExp(`other last bits.*\\(${name} was "${BITS[name]}", is "${value}"\\)\\. Go on as`),
      );
    }
    await collect(settings, { prepare: on(BITS) });
    await assertRefused(
      collect({ ...settings, seeds: [1] }, { prepare: on({ ...BITS, threads: "2" }) }),
      /threads was "1", is "2"\)\. Go on as it was begun, with the threads 1, or accept .*allowOther/,
    );
    assert.equal((await readRuns(settings.out))[0]!.otherBits, undefined);
  },
);

inFolder("a folder that does not name its TensorFlow or variables goes on", async (settings) => {
  const { tensorflow: _, variables: __, ...older } = BITS;
  await interrupt(settings, on(older));
  const events = await collect(settings, { prepare: on(BITS) });
  assert.deepEqual(messagesOf(events).filter((message) => /bits|taken to be/.test(message)), []);
});

inFolder("other bits that are allowed are told of by run, summary and report", async (settings) => {
  await interrupt(settings, on(BITS));
  const allowed = { ...settings, allowOtherBits: true };
  const events = await collect(allowed, { prepare: on({ ...BITS, threads: "2" }) });
  assert.ok(messagesOf(events).some((message) => /other last bits: threads 2 inst/.test(message)));
  const phrase = "threads 1, then 2 instead of 1";
  const [run] = await readRuns(settings.out);
  assert.equal(run!.otherBits, phrase);
  assert.equal((events.at(-1) as DoneEvent).summaries[0]!.other_bits, phrase);
  const csv = await Deno.readTextFile(join(settings.out, "summary.csv"));
  assert.match(csv, /,other_bits\r?\n.*"threads 1, then 2 instead of 1"\r?\n$/);
  const { report } = await writeReport(settings.out);
  assert.match(await Deno.readTextFile(report), /threads 1, then 2 instead of 1/);
  // What the folder was begun with stays what later runs are compared with.
  assert.equal((await readConfig(settings.out)).environment["threads"], "1");
  await collect({ ...settings, seeds: [1] }, { prepare: on(BITS) });
  assert.equal((await readRuns(settings.out))[1]!.otherBits, undefined);
});

inFolder("a checkpoint that was made with other bits is told apart, too", async (settings) => {
  await collect({ ...settings, seeds: [1] }, { prepare: on(BITS) });
  await interrupt({ ...settings, allowOtherBits: true }, on({ ...BITS, threads: "2" }));
  await assertRefused(collect(settings, { prepare: on(BITS) }), /threads was "2", is "1"/);
});

inFolder("a folder that does not say is gone on in, with a word", async (settings) => {
  await interrupt(settings, on({}));
  const said = messagesOf(await collect(settings, { prepare: on(BITS) }));
  assert.equal(
    said.filter((message) => /^The folder does not say with how/.test(message)).length,
    1,
  );
  assert.equal((await readRuns(settings.out))[0]!.otherBits, undefined);
  const again = messagesOf(await collect({ ...settings, seeds: [1] }, { prepare: on(BITS) }));
  assert.ok(!again.some((message) => /does not say/.test(message)), "now it does");
});

Deno.test("the task goes on with the threads that a folder was begun with", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const args = (...more: string[]) => [
      ...[`--model=${folder}/model`, `--data=${folder}/text.txt`, "--eval-split=train"],
      ...["--data-construction=passages", "--beta=table", "--backend=tensorflow", "--jobs=1"],
      ...["--schedules=linear", "--methods=SD", "--chunk-length=16", "--train-chunks=4"],
      ...["--eval-chunks=2", "--batch-size=2", "--epochs=1", `--out=${folder}/out`, ...more],
    ];
    const run = async (args: readonly string[], env: Record<string, string> = {}) => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "--quiet", "reproduce", ...args],
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        env,
        stdin: "null",
        stdout: "null",
      }).output();
      return { code, err: new TextDecoder().decode(stderr) };
    };
    const threads = async (...more: string[]) =>
      (await planOf("reproduce", args(...more))).shared!.asked.threads;
    assert.equal(await threads(), undefined);
    assert.equal((await run(args("--threads=2"))).code, 0);
    const { environment } = await readConfig(`${folder}/out`);
    assert.equal(environment["threads"], "2");
    assert.match(environment["processor"]!, /^\w+, ./);
    assert.deepEqual([await threads(), await threads("--threads=1")], [2, 1]);
    assert.equal(await threads("--restart"), undefined);
    const refused = await run(args("--threads=1", "--seeds=1"));
    assert.equal(refused.code, 1, refused.err);
    assert.match(
      refused.err,
      /\(threads was "2", is "1"\)\. Go on as it was begun, with --threads 2/,
    );
    assert.match(refused.err, /with --allow-other-bits\./);
    for (const value of ["0", "False"]) {
      const off = await run(args("--seeds=1"), { TF_ENABLE_ONEDNN_OPTS: value });
      assert.match(off.err, /onednn was "on", is "off"/);
    }
    // A task may not look at this variable, but TensorFlow does.
    const told = await run(args("--seeds=1"), { XLA_FLAGS: "--xla_cpu_enable_fast_math=true" });
    assert.match(told.err, /variables was "none", is "XLA_FLAGS=--xla_cpu_enable_fast_math=true"/);
    const narrow = await run(args("--seeds=1"), { ONEDNN_MAX_CPU_ISA: "SSE41" });
    assert.match(narrow.err, /onednn was "on", is "on, at most SSE41"/);
    assert.equal((await run(args("--seeds=1"))).code, 0);
    assert.equal((await run(args("--seeds=2", "--threads=1", "--allow-other-bits"))).code, 0);
    const bits = (await readRuns(`${folder}/out`)).map(({ otherBits }) => otherBits);
    assert.deepEqual(bits, [undefined, undefined, "threads 1 instead of 2"]);
  }));

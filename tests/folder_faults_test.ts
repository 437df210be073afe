/** What an experiment does where its folder or the clock fails it, and what `restart` removes. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { disk } from "../lib/io/disk.ts";
import { InputError } from "../lib/io/errors.ts";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import { describeRuns } from "../lib/experiment/left_behind.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { readRuns } from "../lib/experiment/results.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  interruptAfter,
  namesIn,
  runFolder,
} from "./_fake_experiment.ts";
import { refuseLinks } from "../tasks/_links.ts";
import { assertRefused } from "./_files.ts";
import { notTested } from "./_not_tested.ts";

const messagesOf = (events: ExperimentEvent[]) =>
  events.flatMap((event) => event.type === "setup" ? event.message : []);

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

inFolder(
  "what a restart removes, and what it leaves, is said where there is any",
  async ({ out }) => {
    assert.equal(await describeRuns(out), undefined, "no folder");
    const run = (name: string) => join(out, "runs", name);
    await Deno.mkdir(run(""), { recursive: true });
    assert.equal(await describeRuns(out), undefined, "no runs");
    await Deno.mkdir(run("mine-seed1"));
    await Deno.writeTextFile(join(run("mine-seed1"), "notes.txt"), "mine");
    const leaves = "leaves runs/mine-seed1, which it did not write";
    assert.equal(await describeRuns(out), leaves);
    await Deno.mkdir(run("linear-SD-seed0"));
    assert.equal(
      await describeRuns(out),
      `removes 1 unfinished run (linear-SD-seed0 without a checkpoint) from ${out}; ${leaves}`,
    );
  },
);

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
if (!isLinux) notTested("folders that refuse even root", "Linux alone has them");
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

inFolder("results where a file, a pipe or a device is are one sentence", async (settings) => {
  const folder = dirname(settings.out);
  await Deno.writeTextFile(`${folder}/file`, "mine");
  const places = [`${folder}/file`];
  if (Deno.build.os !== "windows") {
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    places.push(`${folder}/pipe`, "/dev/null");
  }
  for (const out of places) {
    for (const restart of [false, true]) {
      await assertRefused(
        collect({ ...settings, out }, { prepare: fakeTrainer().prepare, restart }),
        /: this is not a folder\. Choose another folder/,
      );
    }
    assert.throws(() => refuseLinks(out), { name: "InputError", message: /this is not a folder/ });
  }
  assert.equal(await Deno.readTextFile(`${folder}/file`), "mine");
});

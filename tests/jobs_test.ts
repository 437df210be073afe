/** Runs of one experiment made by several processes: each once, and to the same bits. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { helpExperiment } from "../lib/experiment/help.ts";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { METHODS } from "../lib/schedule/mod.ts";
import { runChildren } from "../tasks/_children.ts";
import { mostAtOnce, refusedCount, shareMachine } from "../tasks/_jobs.ts";
import { planOf } from "../tasks/_plans.ts";
import { processes } from "../tasks/launch.ts";
import { collect, fakeTrainer, training } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { LONG_MS } from "./_waiting.ts";
import config from "../deno.json" with { type: "json" };

const GIB = 2 ** 30;
const MINI = { weights: 0.02 * GIB, singleThreaded: false, gpu: false };
const BASE = { ...MINI, weights: 0.41 * GIB };

Deno.test("a task ends as its leader does, also where the others end at the same moment", async () => {
  const children = Array.from({ length: 4 }, () => ({ args: ["eval", "Deno.exit(2)"] }));
  for (let i = 0; i < 8; i++) {
    const [code] = await runChildren(children);
    assert.equal(code, 2);
  }
});

Deno.test("jobs and threads come from the cores, the memory and the model", () => {
  const of = (cores: number, memory: number, work = MINI, asked = {}) => {
    const { jobs, threads } = shareMachine(work, { cores, memory: memory * GIB }, asked);
    return [jobs, threads];
  };
  // One after the other 9 · 2^-0.83 = 5.06; by two 5 (nothing beside the last), by three 9 ÷ 2.
  assert.deepEqual(of(2, 16), [3, 1]);
  // 9 · 4^-0.83 = 2.85; by five 5 ÷ 4 + 1, as good as by nine.
  assert.deepEqual(of(4, 16), [5, 1]);
  assert.deepEqual(of(8, 64), [9, 1]);
  // All at once 7^-0.83 = 0.2; one after the other 9 · 64^-0.83 = 0.29.
  assert.deepEqual(of(64, 256), [9, 7]);
  assert.deepEqual(of(1, 16), [1, 1]);
  // 0.8 · 8 GiB ÷ (1 + 8 · 0.41) GiB = 1.5; of 16 GiB 2.99, but two do not save 5 %.
  assert.deepEqual(of(2, 8, BASE), [1, 2]);
  assert.deepEqual(of(2, 16, BASE), [1, 2]);
  assert.deepEqual(of(2, 32, BASE), [3, 1]);
  // Whatever number of jobs is asked for does not change the threads, and so the bits.
  assert.deepEqual(of(2, 16, MINI, { jobs: 1 }), [1, 1]);
  assert.deepEqual(of(64, 256, MINI, { jobs: 2 }), [2, 7]);
  assert.deepEqual(of(2, 16, MINI, { threads: 2 }), [1, 2]);
  assert.deepEqual(of(16, 64, MINI, { threads: 4 }), [4, 4]);
  assert.deepEqual(of(4, 16, { ...MINI, singleThreaded: true }), [4, undefined]);
  assert.deepEqual(of(16, 64, { ...MINI, gpu: true }), [1, undefined]);
});

Deno.test("on a GPU there is one process, unless more are asked for", async () => {
  const count = async (gpu: boolean, ...args: string[]) =>
    processes(await planOf("reproduce", ["--offline", ...args]), args, {}, gpu).length;
  assert.equal(await count(true), 1);
  assert.equal(await count(true, "--jobs=4"), 4);
  assert.equal(await count(false, "--jobs=4"), 4);
});

Deno.test("no more threads or jobs are asked for than make sense on the machine", async () => {
  assert.equal(refusedCount(32, 2), undefined);
  assert.match(refusedCount(33, 2)!, /^must be from 1 to 32, 16 for each .* 2 cores: got 33\.$/);
  assert.match(refusedCount(0, 1)!, /^must be from 1 to 16, 16 for its one core: got 0\.$/);
  const most = mostAtOnce();
  for (const name of ["threads", "jobs"]) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "tasks/reproduce.ts", `--${name}`, String(most + 1)],
      cwd: fileURLToPath(new URL("../", import.meta.url)),
      stdout: "null",
      stderr: "piped",
    }).output();
    assert.equal(code, 2);
    assert.match(
      new TextDecoder().decode(stderr),
      new RegExp(`^--${name} must be from 1 to ${most}, .*: got ${most + 1}\\.\nSee: [^\n]*\n$`),
    );
    // Nor are helpers or threads made for them while the task is about to refuse.
    const plan = await planOf("reproduce", ["--offline", `--${name}=${most + 1}`]);
    assert.deepEqual(plan.shared!.asked, {});
  }
});

/** The fake trainer, slowed down so that others get their share. */
function slowTrainer() {
  const made: string[] = [];
  const prepare = training(fakeTrainer().prepare, (run, open) =>
    async function* (more) {
      made.push(run.name);
      for await (const record of open.train(more)) {
        await setTimeout(5);
        yield record;
      }
    });
  return { made, prepare };
}

function inFolder(name: string, test: (settings: ExperimentSettings) => Promise<void>) {
  Deno.test(name, () =>
    withFolder(async (folder) => {
      await test(resolveSettings({ overrides: { out: `${folder}/out` } }));
    }));
}

const names = (events: readonly ExperimentEvent[], type: "run-start" | "run-end") =>
  events.flatMap((event) => event.type === type ? [event.run.name] : []);

inFolder("helpers make their share, and the one that leads tells of all runs", async (settings) => {
  const leader = slowTrainer(), first = slowTrainer(), second = slowTrainer();
  const session = "a";
  const [events] = await Promise.all([
    collect(settings, { prepare: leader.prepare, session }),
    helpExperiment(settings, { prepare: first.prepare, session }),
    helpExperiment(settings, { prepare: second.prepare, session }),
  ]);
  const made = [leader.made, first.made, second.made];
  assert.equal(new Set(made.flat()).size, 9, "all runs");
  assert.equal(made.flat().length, 9, "each once");
  assert.ok(made.every((names) => names.length > 0), JSON.stringify(made));
  assert.deepEqual(names(events, "run-start"), leader.made);
  assert.deepEqual(names(events, "run-end").sort(), made.flat().sort());
  assert.equal(events.at(-1)?.type, "done");
  assert.equal((await readRuns(settings.out)).length, 9);
});

inFolder("a helper waits for its own session", async (settings) => {
  const controller = new AbortController();
  const helper = slowTrainer();
  const helping = helpExperiment(settings, {
    prepare: helper.prepare,
    session: "b",
    signal: controller.signal,
  });
  await collect(settings, { prepare: slowTrainer().prepare, session: "a" });
  controller.abort();
  await helping;
  assert.deepEqual(helper.made, []);
});

inFolder("a helper ends where its leader has nothing to make, or is gone", async (settings) => {
  await collect(settings, { prepare: slowTrainer().prepare });
  const signal = AbortSignal.timeout(LONG_MS);
  const help = { prepare: slowTrainer().prepare, session: "a", signal };
  await Promise.all([
    collect(settings, { prepare: slowTrainer().prepare, session: "a" }),
    helpExperiment(settings, help),
  ]);
  assert.ok(!signal.aborted, "nothing to make");
  const other = { ...settings, out: `${settings.out}-other` };
  const failing = training(slowTrainer().prepare, () =>
    // deno-lint-ignore require-yield
    async function* () {
      await setTimeout(1000);
      throw new RangeError("gone");
    });
  const leading = collect(other, { prepare: failing, session: "b" });
  await Promise.all([assert.rejects(leading, /gone/), helpExperiment(other, help)]);
  assert.ok(!signal.aborted, "gone before it was ready for this session");
});

inFolder("a helper does not wait for a run that nobody makes any more", async (settings) => {
  const needy = { ...settings, schedules: ["linear"], methods: ["SD", "replay:of=SD"] };
  const signal = AbortSignal.timeout(LONG_MS);
  const gone = training(slowTrainer().prepare, () =>
    // deno-lint-ignore require-yield
    async function* () {
      // Until the helper has found that SD is taken.
      await setTimeout(1500);
      throw new RangeError("gone");
    });
  const leading = collect(needy, { prepare: gone, session: "a" });
  await Promise.all([
    assert.rejects(leading, /gone/),
    helpExperiment(needy, { prepare: slowTrainer().prepare, session: "a", signal }),
  ]);
  assert.ok(!signal.aborted);
});

inFolder("a helper with other settings is refused", async (settings) => {
  const leader = slowTrainer();
  const leading = collect(settings, { prepare: leader.prepare, session: "a" });
  const other = { ...settings, epochs: 99 };
  await assertRefused(
    helpExperiment(other, { prepare: slowTrainer().prepare, session: "a" }),
    /epochs was 6, is 99/,
  );
  await leading;
  assert.equal(leader.made.length, 9);
});

inFolder("a run whose maker is gone is made by the one that leads", async (settings) => {
  const controller = new AbortController();
  const stopping = training(slowTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        if (record.step === 3) controller.abort();
        yield record;
      }
    });
  const leader = slowTrainer();
  const [events] = await Promise.all([
    collect(settings, { prepare: leader.prepare, session: "a" }),
    helpExperiment(settings, { prepare: stopping, session: "a", signal: controller.signal }),
  ]);
  assert.equal(leader.made.length, 9);
  assert.equal(names(events, "run-end").length, 9);
});

/** What a run came to, without its times. */
async function hashes(out: string): Promise<Record<string, string>> {
  const entries = (await readRuns(out)).map(({ schedule, method, records }) => {
    const timeless = records.map((record) => ({ ...record, seconds: 0 }));
    const digest = createHash("sha256").update(JSON.stringify(timeless)).digest("hex");
    return [`${schedule} ${method}`, digest] as const;
  });
  return Object.fromEntries(entries);
}

/** The real command, small; what it prints on standard error, its exit code, and `out`. */
async function start(folder: string, jobs: number, epochs: number) {
  const text = await Deno.readTextFile(new URL("../data/addresses/passages.txt", import.meta.url));
  await Deno.writeTextFile(`${folder}/text.txt`, text.slice(0, 6000));
  const [, ...launcher] = config.tasks.reproduce.command.split(" ");
  const out = `${folder}/out`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...launcher,
      ...[`--model=${fileURLToPath(new URL("fixtures/tiny-bert", import.meta.url))}`],
      ...[`--data=${folder}/text.txt`, "--eval-split=train", "--beta=table", "--backend=cpu"],
      ...["--data-construction=passages", "--chunk-length=16", "--train-chunks=16"],
      ...["--eval-chunks=4", "--batch-size=4", "--schedules=linear", "--methods=none,SD"],
      ...[`--epochs=${epochs}`, `--out=${out}`, `--jobs=${jobs}`],
    ],
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdout: "null",
    stderr: "piped",
  }).spawn();
  return { out, end: child.output() };
}

/** The process that has a lock whose holder is one that is looked for, once there is one. */
async function holder(folder: string, name: RegExp, isWanted: (pid: number) => boolean) {
  for (;;) {
    await setTimeout(20);
    try {
      for (
        const entry of [...Deno.readDirSync(folder)].filter(({ name: file }) => name.test(file))
      ) {
        const { pid } = JSON.parse(Deno.readTextFileSync(`${folder}/${entry.name}`));
        if (isWanted(pid)) return pid as number;
      }
    } catch {
      // Not there yet, or just written.
    }
  }
}

Deno.test("a helper that is killed is told of, and the others make its run", () =>
  withFolder(async (folder) => {
    const { out, end } = await start(folder, 2, 10);
    const leader = await holder(out, /^\.lock$/, () => true);
    Deno.kill(await holder(`${out}/runs`, /\.lock$/, (pid) => pid !== leader), "SIGKILL");
    const { code, stderr } = await end;
    const err = new TextDecoder().decode(stderr);
    assert.equal(code, 0, err);
    assert.match(
      err,
      /One of the 2 processes that make runs was ended by SIGKILL, perhaps by the system because memory ran out: this machine has \d+\.\d GiB; 2 runs like these need about \d+\.\d GiB.* The others go on and make its run\. .*lower --jobs, --batch-size or --chunk-length\./,
    );
    assert.equal((await readRuns(out)).length, 2);
  }));

Deno.test("a task that is killed is told of, with the memory and what to lower", () =>
  withFolder(async (folder) => {
    const { out, end } = await start(folder, 1, 40);
    Deno.kill(await holder(out, /^\.lock$/, () => true), "SIGKILL");
    const { code, stderr } = await end;
    assert.equal(code, 137);
    assert.match(
      new TextDecoder().decode(stderr),
      /The task was ended by SIGKILL.*a run like this needs about .* The same command goes on .* lower --batch-size or --chunk-length\.\n$/,
    );
  }));

Deno.test("the task comes to the same bits with one process and with three", () =>
  withFolder(async (folder) => {
    const text = await Deno.readTextFile(
      new URL("../data/addresses/passages.txt", import.meta.url),
    );
    await Deno.writeTextFile(`${folder}/text.txt`, text.slice(0, 6000));
    const [, ...launcher] = config.tasks.reproduce.command.split(" ");
    const run = async (out: string, jobs: string) => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...launcher,
          ...[`--model=${fileURLToPath(new URL("fixtures/tiny-bert", import.meta.url))}`],
          ...[`--data=${folder}/text.txt`, "--eval-split=train", "--beta=table"],
          ...["--data-construction=passages", "--backend=tensorflow", "--threads=1"],
          ...["--chunk-length=16", "--train-chunks=16", "--eval-chunks=4", "--batch-size=4"],
          ...["--epochs=6", `--out=${folder}/${out}`, `--jobs=${jobs}`],
        ],
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        stdout: "null",
        stderr: "piped",
      }).output();
      const err = new TextDecoder().decode(stderr);
      assert.equal(code, 0, err);
      return { err, hashes: await hashes(`${folder}/${out}`) };
    };
    const alone = await run("alone", "1"), together = await run("together", "3");
    assert.equal(Object.keys(alone.hashes).length, 9);
    // Whoever makes a run, its last evaluation is told, and told once.
    for (const { err } of [alone, together]) {
      assert.doesNotMatch(err, /another process/);
      const ends = [...err.matchAll(/^\[\d\/9\] (\S+-seed0) {2}epoch 6\/6 {2}/gm)];
      const names = Object.keys(alone.hashes).map((key) => `${key.replace(" ", "-")}-seed0`);
      assert.deepEqual(ends.map(([, name]) => name).sort(), names.sort(), err);
    }
    assert.deepEqual(together.hashes, alone.hashes);
    const left = [...Deno.readDirSync(`${folder}/together/runs`)].map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.endsWith(".lock")), [], "no lock stays");
  }));

Deno.test("a mistake is told once, however many processes there are", async () => {
  const err = async (...args: string[]) => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "reproduce", "--jobs", "3", ...args],
      stdin: "null",
    }).output();
    return [code, new TextDecoder().decode(stderr).trim()];
  };
  assert.deepEqual(await err("--methods", "SD3"), [
    2,
    '--methods: there is no method "SD3". Perhaps SD is meant. The methods are ' +
    `${METHODS.names.join(", ")}.\nSee: deno task reproduce --help`,
  ]);
  assert.deepEqual(await err("--plugin", "nowhere.ts"), [
    1,
    "nowhere.ts: there is no such file. Give the path of a module of definitions.",
  ]);
  const [code, text] = await err("--offline", "--out", "/proc/none");
  assert.equal(code, 1);
  assert.equal(`${text}`.match(/was not given the permission/g)?.length, 1, `${text}`);
});

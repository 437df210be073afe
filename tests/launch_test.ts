/** The options that have runs made elsewhere, and the real commands with them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { launcherOf, type RunProgress } from "../lib/launch/mod.ts";
import { JOB_OPTIONS, parseCommandLine } from "../tasks/_options.ts";
import { LAUNCH_OPTIONS, onlyNames, wayOf, withoutLaunch } from "../tasks/_launch.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { ended, inFolder, reproduce, reproducing } from "./_reproduce.ts";
import { becomes } from "./_waiting.ts";

/** What a command line asks for. */
function way(...args: string[]) {
  const restart = { type: "boolean", description: "" } as const;
  const options = { ...LAUNCH_OPTIONS, jobs: JOB_OPTIONS.jobs, restart };
  const command = { name: "reproduce", description: "", options };
  return wayOf(parseCommandLine(command, args).options);
}

Deno.test("a command line leads, makes some runs, collects, or has runs made elsewhere", () => {
  assert.deepEqual(way(), { way: "lead" });
  assert.deepEqual(way("--launcher=local", "--jobs=2", "--restart"), { way: "lead" });
  assert.deepEqual(way("--only-run", "0-3,7", "--jobs=1"), { way: "only", runs: "0-3,7" });
  assert.deepEqual(way("--collect"), { way: "collect" });
  const slurm = way("--launcher=slurm", "--slurm-options", "--time=1 -p x", "--slurm-dry-run");
  assert.ok(slurm.way === "launch" && slurm.launcher.name === "slurm");
  const command = way("--launcher=command", "--launch-command=sh -c {command}", "--max-at-once=3");
  assert.ok(command.way === "launch" && command.launcher.name === "command");
});

Deno.test("what does not go together is refused in a sentence", () => {
  const refused = (args: string[], message: RegExp) =>
    assert.throws(() => way(...args), { name: "UsageError", message });
  refused(["--launcher=pbs"], /^--launcher is one of local, slurm, command: got "pbs"\.$/);
  refused(["--only-run=0", "--collect"], /^Give --only-run or --collect, not both\.$/);
  refused(
    ["--only-run=0", "--launcher=slurm"],
    /^Give --only-run or --launcher slurm, not both\.$/,
  );
  refused(
    ["--only-run=0", "--restart"],
    /^--only-run leaves what is there: give --restart without/,
  );
  refused(["--launcher=slurm", "--restart"], /^--launcher slurm leaves what is there/);
  refused(["--only-run=0", "--jobs=2"], /^--only-run makes no runs side by side .* --jobs out\.$/);
  refused(["--slurm-options=-p x"], /^--slurm-options is for --launcher slurm\.$/);
  refused(["--slurm-dry-run"], /^--slurm-dry-run is for --launcher slurm\.$/);
  refused(
    ["--launcher=slurm", "--launch-command=x"],
    /^--launch-command is for --launcher command/,
  );
  refused(["--max-at-once=2"], /^--max-at-once is for --launcher slurm or command\.$/);
  refused(
    ["--launcher=slurm", "--max-at-once=0"],
    /^--max-at-once takes a whole number, at least 1/,
  );
  refused(["--launcher=command"], /^--launcher command takes --launch-command, as in 'ssh /);
});

Deno.test("runs that there are not are refused with the option's name", () => {
  assert.deepEqual(onlyNames("1,0", ["a", "b"]), ["a", "b"]);
  assert.throws(() => onlyNames("2", ["a", "b"]), {
    name: "UsageError",
    message: "--only-run: there is no run 2: the experiment has 2. Give places from 0 to 1.",
  });
});

Deno.test("what makes one run is told all but where runs are made", () => {
  assert.deepEqual(
    withoutLaunch([
      ...["--epochs", "-1", "--launcher", "slurm", "--slurm-options", "--partition=x", "--jobs=2"],
      ...["--offline", "--out", "a b", "--slurm-dry-run", "--max-at-once", "2", "--sweep=a=1"],
      ...["--launch-command=ssh {command}", "--save-models", "--launcher=command"],
    ]),
    ["--epochs=-1", "--out", "a b", "--sweep=a=1", "--save-models"],
  );
});

const GRID = ["--methods=none,SD"];

async function status(folder: string): Promise<RunProgress[]> {
  const { code, out, err } = ended(
    await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "--cwd", PROJECT_FOLDER, "status", `--out=${folder}`, "--json"],
    }).output(),
  );
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

inFolder("a command line for each run makes them all, and the report", async (_, folder) => {
  await prepareSweep(folder);
  const launch = (line: string) =>
    reproduce(folder, ...GRID, "--launcher=command", `--launch-command=${line}`, "--max-at-once=2");
  const lost = await launch("test {index} = 0 && sh -c {command} || echo the node is gone");
  assert.equal(lost.code, 1, lost.err);
  assert.match(
    lost.err,
    /Not finished, exit code 0: linear-SD-seed0\. The end of .*1\.log:\n {2}the node is/,
  );
  assert.match(lost.err, /1 of 2 runs is not finished: linear-SD-seed0\. Make them, and the same/);
  assert.deepEqual(
    (await status(`${folder}/out`)).map(({ name, state, step }) => [name, state, step]),
    [
      ["linear-none-seed0", "finished", 4],
      ["linear-SD-seed0", "left", undefined],
    ],
  );
  const whole = await launch("sh -c {command}");
  assert.equal(whole.code, 0, whole.err);
  assert.doesNotMatch(whole.err, /Started linear-none/);
  assert.ok(existsSync(join(folder, "out", "report.html")));
});

inFolder(
  "a training is launched as the one run that it is, and its model is there",
  async (_, folder) => {
    await prepareSweep(folder);
    const train = (...more: string[]) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "train", `--model=${folder}/model`],
          ...[`--data=${folder}/text.txt`, "--beta=table", "--backend=cpu", "--chunk-length=16"],
          ...[
            "--train-chunks=4",
            "--eval-chunks=2",
            "--epochs=1",
            `--out=${folder}/trained`,
            ...more,
          ],
        ],
      }).output();
    const several = ended(await train("--only-run=1"));
    assert.equal(several.code, 2);
    assert.match(several.err, /^--only-run: there is no run 1: the experiment has 1\./);
    const early = ended(await train("--collect"));
    assert.match(early.err, /: 1 of 1 run is not finished: linear-none-seed0\. Make them/);
    const { code, out, err } = ended(
      await train("--launcher=command", "--launch-command=sh -c {command}"),
    );
    assert.equal(code, 0, err);
    assert.match(out, /\nModel: .*\/trained\nReport: .*\/trained\/run\/report\.html\n$/);
    assert.ok(existsSync(`${folder}/trained/README.md`));
    assert.deepEqual((await status(`${folder}/trained`)).map(({ name, state }) => [name, state]), [
      ["run/linear-none-seed0", "finished"],
    ]);
  },
);

inFolder("the study's runs are launched, those of main after those of rates", async (_, folder) => {
  await prepareSweep(folder);
  const study = async (...more: string[]) =>
    ended(
      await new Deno.Command(Deno.execPath(), {
        args: [
          ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "study", `--model=${folder}/model`],
          ...[`--data=${folder}/text.txt`, "--data-construction=passages", "--eval-split=train"],
          ...["--chunk-length=16", "--train-chunks=4", "--eval-chunks=2", "--batch-size=2"],
          ...["--epochs=1", "--seeds=0,1", "--backend=cpu", `--out=${folder}/out`, ...more],
        ],
      }).output(),
    );
  // All are started, and one is made.
  const line = `echo {name} >> '${folder}/started'; test {index} != 0 || sh -c {command}`;
  const { code, err } = await study("--launcher=command", `--launch-command=${line}`);
  assert.equal(code, 1, err);
  assert.match(err, /\/rates: 29 of 30 runs are not finished: .* and 28 more\. Make them, and the/);
  const started = (await Deno.readTextFile(`${folder}/started`)).trimEnd().split("\n");
  const experiments = started.map((name) => name.split("/")[0]!);
  assert.deepEqual(
    Map.groupBy(experiments, (name) => name).entries().toArray()
      .map(([name, { length }]) => [name, length]).sort(),
    [["main", 84], ["rates", 30], ["sizes", 24]],
  );
  assert.ok(experiments.lastIndexOf("rates") < experiments.indexOf("main"));
  const finished = (await status(`${folder}/out`)).filter(({ state }) => state === "finished");
  assert.deepEqual(finished.map(({ name }) => name), started.slice(0, 1));
  const early = await study("--only-run", started.at(-1)!);
  assert.match(
    early.err,
    /\/rates: these runs have what those of the experiment rates say is best/,
  );
});

inFolder("told to end, a run saves, ends with 143, and goes on", async (_, folder) => {
  await prepareSweep(folder);
  const only = [...GRID, "--only-run=linear-SD-seed0", "--save-strategy=no", "--epochs=400"];
  const process = reproducing(folder, ...only).spawn();
  const log = join(folder, "out", "runs", "linear-SD-seed0", "metrics.jsonl");
  assert.ok(await becomes(() => existsSync(log) && Deno.statSync(log).size > 999), "it trains");
  const [running] = (await status(`${folder}/out`)).filter(({ state }) => state === "running");
  assert.equal(running?.name, "linear-SD-seed0");
  process.kill("SIGTERM");
  const { code, err } = ended(await process.output());
  assert.equal(code, 143, err);
  const [, { state, step = 0, steps }] = await status(`${folder}/out`) as [unknown, RunProgress];
  assert.deepEqual([state, steps], ["left", 800]);
  assert.ok(step > 0);
  assert.ok(existsSync(join(log, "..", `checkpoint-${step}`)));
});

inFolder("without Slurm there is one sentence, and nothing is loaded", async (_, folder) => {
  await prepareSweep(folder);
  await Deno.mkdir(`${folder}/bin`);
  const { code, err } = ended(
    await new Deno.Command(Deno.execPath(), {
      args: [
        ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "reproduce", `--model=${folder}/model`],
        ...[`--data=${folder}/text.txt`, "--backend=cpu", `--out=${folder}/out`],
        "--launcher=slurm",
      ],
      env: { PATH: `${folder}/bin` },
    }).output(),
  );
  assert.equal(code, 1);
  assert.equal(
    err,
    "there is no sbatch on the PATH. Give the command on a machine of the cluster from which jobs " +
      "are submitted.\n",
  );
  assert.ok(!existsSync(join(folder, "out")));
});

inFolder("a node without TensorFlow makes nothing, and says so once", async (_, folder) => {
  await Deno.mkdir(`${folder}/cache`);
  const { code, err } = ended(
    await new Deno.Command(Deno.execPath(), {
      args: [
        ...["task", "--quiet", "--cwd", PROJECT_FOLDER, "reproduce", `--out=${folder}/out`],
        ...["--offline", "--only-run=0"],
      ],
      env: { SDTRAINER_CACHE: `${folder}/cache` },
    }).output(),
  );
  assert.equal(code, 1);
  assert.match(err, /^[^\n]*TensorFlow's library is not there, and this process may not[^\n]*\n$/);
  assert.ok(!existsSync(`${folder}/out`));
});

Deno.test("scripts are written without a cluster, and nothing is begun", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const { code, err } = await reproduce(
      folder,
      ...[...GRID, "--seeds=0,1", "--launcher=slurm", "--slurm-dry-run", "--max-at-once=2"],
      ...["--slurm-options", "--partition=gpu --gres=gpu:1"],
    );
    assert.equal(code, 0, err);
    assert.match(
      err,
      /\njob0=\$\(sbatch --parsable --array=0-3%2 --comment=\S+ .*array\.sbatch 0\)\njob1=/,
    );
    assert.deepEqual([...Deno.readDirSync(join(folder, "out"))].map(({ name }) => name), ["slurm"]);
    const script = join(folder, "out", "slurm", "array.sbatch");
    assert.match(await Deno.readTextFile(script), /\n#SBATCH --gres=gpu:1\n/);
    const checked = await new Deno.Command("bash", { args: ["-n", script] }).output();
    assert.ok(checked.success);
    const { code: own, err: refused } = await reproduce(
      folder,
      ...[...GRID, "--launcher=slurm", "--slurm-dry-run", "--slurm-options=--array=1"],
    );
    assert.equal(own, 1);
    assert.equal(
      refused,
      '--slurm-options: "--array=1" is for the launcher to say. Leave it out.\n',
    );
  }));

/** Slurm's programs, which keep what they are told and give ids. */
async function withFakeSlurm(act: (told: () => string[][]) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const programs = {
      sbatch: `printf '%s\\n' "$@" "" >> '${folder}/told'; grep -c '^$' '${folder}/told'`,
      scontrol: "echo 'MaxArraySize = 1001'",
      squeue: ":",
    };
    for (const [name, line] of Object.entries(programs)) {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    }
    const path = Deno.env.get("PATH")!;
    Deno.env.set("PATH", `${folder}:${path}`);
    try {
      await act(() => {
        const calls = Deno.readTextFileSync(`${folder}/told`).trimEnd().split("\n\n");
        Deno.removeSync(`${folder}/told`);
        return calls.map((call) => call.split("\n"));
      });
    } finally {
      Deno.env.set("PATH", path);
    }
  });
}

Deno.test("what a dry run prints tells a shell to submit what is submitted", () =>
  withFakeSlurm((told) =>
    withFolder(async (folder) => {
      const run = (index: number, wave = 0) => ({
        index,
        wave,
        name: `run${index}`,
        folder: `runs/run${index}`,
      });
      const submit = async (out: string, isDry: boolean, atOnce?: number) => {
        const lines: string[] = [];
        // Two arrays of the first wave, as no array has both places.
        const runs = [run(0), run(1), run(2000), run(3, 1), run(4, 2)];
        const command = { make: ["make"], collect: ["collect"], look: "look", cwd: folder };
        const plan = { out, runs, ...command, atOnce, told: { isDry } };
        assert.equal(await launcherOf("slurm")!.submit(plan, (line) => lines.push(line)), false);
        return lines;
      };
      for (const [i, atOnce] of [undefined, 2].entries()) {
        const out = join(folder, `it's $HOME "${i}`), other = join(folder, `other ${i}`);
        const [said, ...lines] = await submit(out, true, atOnce);
        assert.match(said!, /^Written, and nothing submitted: /);
        const { success } = await new Deno.Command("sh", { args: ["-c", lines.join("\n")] })
          .output();
        assert.ok(success);
        const byHand = told();
        // They are known by what they say, whoever has submitted them.
        const comments = byHand.flatMap((words) =>
          words.filter((word) => /^--comment=/.test(word))
        );
        const { arrays } = JSON.parse(await Deno.readTextFile(join(out, "slurm", "jobs.json")));
        assert.deepEqual(
          comments,
          arrays.map(({ token }: { token: string }) => `--comment=${token}`),
        );
        await submit(other, false, atOnce);
        const plain = (calls: string[][], out: string) =>
          calls.map((call) =>
            call.map((word) => word.replace(out, "").replace(/^(--comment=).+/, "$1"))
          );
        assert.deepEqual(plain(byHand, out), plain(told(), other));
        assert.equal(byHand.length, 5);
      }
    })
  ));

Deno.test("where the cluster does not answer, the status is what the files say", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/slurm`);
    const runs = [{ name: "a", folder: "runs/a", index: 0, wave: 0 }];
    const jobs = { launcher: "slurm", arrays: [{ token: "t", id: "7", offset: 0, runs }] };
    await Deno.writeTextFile(`${folder}/slurm/jobs.json`, JSON.stringify(jobs));
    await Deno.writeTextFile(`${folder}/slurm.conf`, "Nothing=here\n");
    const look = async () =>
      ended(
        await new Deno.Command(Deno.execPath(), {
          args: ["task", "--quiet", "--cwd", PROJECT_FOLDER, "status", `--out=${folder}`],
          env: { SLURM_CONF: `${folder}/slurm.conf` },
        }).output(),
      );
    const { code, out, err } = await look();
    assert.equal(code, 0, err);
    assert.match(err, /^What is queued is not known: .*squeue.*\.$/m);
    assert.match(out, /1 run: 1 left\.$/m);
    await Deno.mkdir(`${folder}/runs/a`, { recursive: true });
    await Deno.writeTextFile(`${folder}/runs/a/done.json`, "{}");
    const finished = await look();
    assert.match(finished.out, /1 run: 1 finished\.$/m);
    assert.equal(finished.err.includes("queued"), false);
  }));

/** Runs on a real Slurm: submitted, disturbed, looked at, and what is said where it refuses. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import type { RunProgress } from "../lib/launch/mod.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { ended } from "./_reproduce.ts";
import { type Cluster, missingPrograms, startCluster } from "./_slurm/cluster.ts";
import { clusterTask, endings, makeDisrupted } from "./_slurm/disrupted.ts";
import { notTested } from "./_not_tested.ts";
import { becomes } from "./_waiting.ts";

const MISSING = await missingPrograms();
if (MISSING.length > 0) {
  notTested(
    "Slurm",
    `this machine has no ${MISSING.join(", ")}; ` +
      "Debian: apt-get install slurmctld slurmd slurm-client",
  );
}

/** A test on a cluster of its own, with a tiny model and text in the folder. */
function onCluster(
  name: string,
  test: (folder: string, cluster: Cluster) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: MISSING.length > 0,
    fn: () =>
      withFolder(async (folder) => {
        await prepareSweep(folder);
        await Deno.mkdir(join(folder, "slurm"));
        await using cluster = await startCluster(join(folder, "slurm"));
        await test(folder, cluster);
      }),
  });
}

const GRID = [
  "--backend=cpu",
  "--schedules=linear",
  "--methods=none,SD,replay:of=SD:order=shuffled",
  "--seeds=0,1",
];

async function status(folder: string, env: Record<string, string>): Promise<RunProgress[]> {
  const { code, out, err } = ended(
    await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "--cwd", PROJECT_FOLDER, "status", "--out=out", "--json"],
      cwd: folder,
      env: { ...env, INIT_CWD: folder },
    }).output(),
  );
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

/** Submits runs that do not end before they are cancelled; what was said. */
async function submitLong(folder: string, { env }: Cluster): Promise<string> {
  const long = ["--epochs=2000", "--save-strategy=no", "--launcher=slurm", "--max-at-once=2"];
  const { code, err } = ended(await clusterTask(folder, "out", [...GRID, ...long], env).output());
  assert.equal(code, 0, err);
  return err;
}

onCluster(
  "runs whose jobs are queued again and killed at random end as a serial run's do",
  async (folder, cluster) => {
    const options = [...GRID, "--epochs=6", "--save-strategy=steps", "--save-steps=5"];
    const serial = ended(await clusterTask(folder, "serial", [...options, "--jobs=1"]).output());
    assert.equal(serial.code, 0, serial.err);
    const done = await makeDisrupted(cluster, folder, "out", options, { most: 5, pause: 1500 });
    assert.ok(done.requeued + done.killed >= 3, JSON.stringify(done));
    const [expected, found] = [await endings(`${folder}/serial`), await endings(`${folder}/out`)];
    assert.equal(expected.size, 6);
    assert.deepEqual(found, expected);
    const summaries = ["serial", "out"].map((out) =>
      Deno.readTextFileSync(`${folder}/${out}/summary.csv`).split("\n").length
    );
    assert.equal(summaries[0], summaries[1]);
  },
);

onCluster(
  "what is queued is left alone, looked at, saves when it is told, and goes on",
  async (folder, cluster) => {
    const submit = () => submitLong(folder, cluster);
    const [, first = "", second = ""] =
      /Submitted 4 runs as job (\d+)\.\nSubmitted 2 runs as job (\d+)\.\nJob \d+ collects/
        .exec(await submit()) ?? [];
    let runs: RunProgress[] = [];
    const areUnderWay = async () => {
      runs = await status(folder, cluster.env);
      return runs.filter(({ step = 0 }) => step > 1).length === 2;
    };
    assert.ok(await becomes(areUnderWay, { everyMs: 500 }), JSON.stringify(runs));
    const running = runs.filter(({ state }) => state === "running");
    assert.equal(running.length, 2, JSON.stringify(runs));
    assert.ok(running.every(({ node, steps }) => node !== undefined && steps === 16000));
    // Those that read others wait for all of these.
    assert.equal(runs.find(({ name }) => name.includes("replay"))!.reason, "Dependency");
    // As if the command had been killed as soon as the cluster had taken the jobs.
    const file = `${folder}/out/slurm/jobs.json`;
    const jobs = JSON.parse(await Deno.readTextFile(file));
    const ids = jobs.arrays.map(({ id }: { id: string }) => id);
    for (const array of jobs.arrays) array.id = null;
    await Deno.writeTextFile(file, JSON.stringify(jobs));
    assert.match(await submit(), /Left alone, as queued or running: 6 runs in job \d+, \d+\./);
    const after = JSON.parse(await Deno.readTextFile(file));
    assert.deepEqual(after.arrays.map(({ id }: { id: string }) => id), ids);
    assert.equal((await cluster.ask("squeue", "--noheader")).trim().split("\n").length, 5);

    await cluster.ask("scancel", first, second);
    const isEmpty = async () => await cluster.ask("squeue", "--noheader") === "";
    assert.ok(await becomes(isEmpty, { everyMs: 500 }), "the queue is empty");
    const states = await status(folder, cluster.env);
    const cut = states.filter(({ state }) => state === "failed");
    assert.deepEqual(cut.map(({ name }) => name), running.map(({ name }) => name));
    for (const { step = 0, log = [], name } of cut) {
      assert.ok(step > 0);
      assert.match(log.join("\n"), /left to make\. The same command goes on there/);
      assert.ok(existsSync(`${folder}/out/runs/${name}/checkpoint-${step}`));
    }
    assert.ok(states.every(({ state }) => state === "failed" || state === "left"));
  },
);

onCluster("what is submitted as a dry run shows it is known", async (folder, cluster) => {
  const launch = (...more: string[]) =>
    clusterTask(
      folder,
      "out",
      [...GRID, "--launcher=slurm", "--slurm-options=-H", ...more],
      cluster.env,
    ).output().then(ended);
  const dry = await launch("--slurm-dry-run");
  const lines = dry.err.split("\n").filter((line) => /^job\d+=/.test(line));
  assert.equal(lines.length, 3, dry.err);
  assert.equal(await cluster.ask("squeue", "--noheader"), "");
  await cluster.ask("sh", "-c", `set -e; ${lines.join("; ")}`);
  const jobs = (await cluster.ask("squeue", "--noheader", "--format=%A %T %r %E")).trim();
  const [, first] = /^(\d+) PENDING JobHeldUser \(null\)$/m.exec(jobs) ?? [];
  assert.match(jobs, new RegExp(`^\\d+ .* afterany:${first}_\\*\\(unfulfilled\\)$`, "m"));
  const { code, err } = await launch();
  assert.equal(code, 0, err);
  assert.match(err, /Left alone, as queued or running: 6 runs in job \d+, \d+\.\nHow far/);
  assert.equal((await cluster.ask("squeue", "--noheader")).trim().split("\n").length, 3);
});

onCluster(
  "a task out of time is queued again alone, and what reads a run waits for it anew",
  async (folder, cluster) => {
    const submit = async () =>
      [...(await submitLong(folder, cluster)).matchAll(/Submitted \d runs? as job (\d+)/g)]
        .map(([, id]) => id!);
    const queue = async (format: string) =>
      (await cluster.ask("squeue", "--noheader", "--array", `--format=${format}`)).trim().split(
        "\n",
      );
    const until = async (isSo: () => Promise<boolean>) => {
      if (await becomes(isSo, { everyMs: 500 })) return;
      assert.fail((await queue("%i %T %E")).join("\n"));
    };
    const [first, second] = await submit();
    const places = async () =>
      (await status(folder, cluster.env)).filter(({ state, step = 0 }) =>
        state === "running" && step > 1
      )
        .map(({ job }) => job).join();
    await until(async () => await places() === `${first}_0,${first}_1`);
    await cluster.ask("scancel", `${first}_0`, `${first}_1`);
    await until(async () => await places() === `${first}_3,${first}_4`);
    // Only the last task has the id of the whole array as its own.
    await cluster.ask("scancel", "--signal=TERM", "--batch", `${first}_4`);
    await until(async () => (await queue("%i %T")).includes(`${first}_4 PENDING`));
    const left = (await queue("%i %T")).filter((line) => line.startsWith(`${first}_`));
    assert.deepEqual(left.sort(), [`${first}_3 RUNNING`, `${first}_4 PENDING`]);

    // What reads would begin as soon as these are gone, and before others are submitted.
    await cluster.ask("scontrol", "hold", second!);
    await cluster.ask("scancel", first!);
    await until(async () => !(await queue("%i")).some((id) => id.startsWith(`${first}_`)));
    const [again] = await submit();
    assert.ok(again !== undefined && again !== second);
    const reader = (await queue("%i %E")).filter((line) => line.startsWith(`${second}_`));
    assert.ok(
      reader.length === 2 && reader.every((line) => line.includes(`afterany:${again}`)),
      reader.join(),
    );
    await cluster.ask("scancel", "--user=root");
  },
);

onCluster("a refusal of the cluster is told in its words", async (folder, cluster) => {
  const methods = "--methods=none,SD,SD2", seeds = "--seeds=0,1,2,3,4,5";
  const grid = ["--backend=cpu", "--schedules=linear", methods, seeds, "--launcher=slurm"];
  const task = (...more: string[]) =>
    clusterTask(folder, "out", [...grid, ...more], cluster.env).output();
  const refused = ended(await task("--slurm-options", "--partition=none --time=1"));
  assert.equal(refused.code, 1);
  assert.match(refused.err, /\nsbatch refuses: .*nvalid partition.*Change what it refuses/);
  assert.equal(await cluster.ask("squeue", "--noheader"), "");
  const arrays = async () => {
    const { arrays } = JSON.parse(await Deno.readTextFile(`${folder}/out/slurm/jobs.json`));
    return arrays.map(({ id, offset }: { id: unknown; offset: number }) => [typeof id, offset]);
  };
  assert.deepEqual(await arrays(), [["object", 0]], "null: nobody knows that it was refused");
  // Places beyond an array's end: the cluster of these tests allows 16.
  const many = ended(
    await task("--slurm-options=-H"),
  );
  assert.equal(many.code, 0, many.err);
  assert.match(many.err, /Submitted 16 runs as job \d+\.\nSubmitted 2 runs as job \d+\./);
  assert.deepEqual(await arrays(), [["string", 0], ["string", 16]]);
});

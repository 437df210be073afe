import assert from "node:assert/strict";
import type { LaunchPlan } from "./launcher.ts";
import { arrayScript, collectScript, logOf, schedulerLines } from "./slurm_scripts.ts";

const plan: LaunchPlan = {
  out: "/my data/100%/out",
  runs: [],
  make: ["deno", "task", "reproduce", "--data=a b.csv", "--only-run"],
  collect: ["deno", "task", "reproduce", "--data=a b.csv", "--collect"],
  look: "deno task status",
  cwd: "/home/it's me",
  told: { scheduler: "--partition=gpu --gres=gpu:1 -t 4:00:00" },
};

/** What of a script Slurm reads, and what the shell does. */
function partsOf(script: string) {
  const lines = script.split("\n");
  const options = lines.filter((line) => line.startsWith("#SBATCH "));
  return {
    options: options.map((line) => line.slice("#SBATCH ".length)),
    commands: lines.filter((line) => line !== "" && !line.startsWith("#")),
  };
}

Deno.test("the array's script makes the run of its place, tells it to save, and is queued again", () => {
  const { options, commands } = partsOf(arrayScript(plan, "sdtrainer-1"));
  assert.deepEqual(options, [
    "--job-name=sdtrainer-1",
    // What Slurm fills in is in the log's name alone.
    '--output="/my data/100%%/out/slurm/logs/%A_%a.log"',
    "--open-mode=append",
    "--requeue",
    "--signal=B:TERM@120",
    // What the person gave comes last and so counts.
    ...["--partition=gpu", "--gres=gpu:1", "-t 4:00:00"],
  ]);
  assert.equal(commands[0], "cd '/home/it'\\''s me' || exit 1");
  assert.equal(commands[1], "place=$((SLURM_ARRAY_TASK_ID + ${1:-0}))");
  assert.equal(
    commands[3],
    `deno task reproduce '--data=a b.csv' --only-run "$place" &`,
  );
  assert.equal(commands.at(-1), 'exit "$code"');
});

Deno.test("the collecting job's script only collects", () => {
  const { options, commands } = partsOf(collectScript(plan, "sdtrainer-1-collect"));
  assert.equal(options[0], "--job-name=sdtrainer-1-collect");
  assert.equal(options.at(-1), "-t 4:00:00");
  assert.equal(commands.at(-1), "exec deno task reproduce '--data=a b.csv' --collect");
});

Deno.test("logs are where the scripts have them written", () => {
  assert.equal(logOf("/out", "17", 3), "/out/slurm/logs/17_3.log");
  assert.equal(logOf("/out", "18"), "/out/slurm/logs/18.log");
});

Deno.test("what Slurm would read otherwise in the path of a log is kept from it", () => {
  const output = (out: string) =>
    /^#SBATCH --output=(.*)$/m.exec(arrayScript({ ...plan, out }, "name"))![1];
  assert.equal(output("/a%b"), "/a%%b/slurm/logs/%A_%a.log");
  assert.throws(() => output("/a\nb"), {
    name: "InputError",
    message: /^out: sbatch reads no path of several lines: "\/a\\nb.*\. Choose another folder\.$/,
  });
  assert.equal(output('/a \\"'), String.raw`"/a \\\"/slurm/logs/%A_%a.log"`);
});

Deno.test("options of sbatch are parted, others and the launcher's own refused", () => {
  assert.deepEqual(schedulerLines(""), []);
  assert.deepEqual(schedulerLines(" --time=1  --gres=gpu:a100:1 -p x "), [
    ...["--time=1", "--gres=gpu:a100:1", "-p x"],
  ]);
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => schedulerLines(text), { name: "InputError", message });
  refused("partition=gpu", /^slurmOptions: "partition=gpu" is no option of sbatch\. Write/);
  refused("--time=1\nrm -rf x", /is no option of sbatch/);
  for (
    const own of [
      "--array=1",
      "--output=x",
      "-J x",
      "-d afterok:1",
      "--dependency=singleton",
      "--job-nam=x",
    ]
  ) {
    refused(own, /^slurmOptions: ".*" is for the launcher to say\. Leave it out\.$/);
  }
});

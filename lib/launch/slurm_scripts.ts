/** The scripts that Slurm runs: to be read, and edited. */
import { basename, join } from "node:path";
import { InputError, settingName, shown } from "../io/mod.ts";
import type { LaunchPlan } from "./launcher.ts";
import { commandLine, quoted } from "./shell.ts";

/** How long before a job's time limit its run is told to save, in seconds. */
const WARNING_SECONDS = 120;

/** Options of sbatch that decide what is known of a job afterwards. */
const OWN = ["array", "dependency", "job-name", "output", "error", "open-mode", "comment", "wrap"];
const OWN_LETTERS = ["a", "d", "J", "o", "e"];

/**
 * Options of sbatch, a line each, out of one text.
 *
 * @throws {InputError} If it holds something else, or an option that the launcher gives itself.
 */
export function schedulerLines(text: string): string[] {
  const place = settingName("slurmOptions");
  const options = text.trim().split(/\s+(?=-)/).filter((option) => option !== "");
  for (const option of options) {
    const [, long, letter] = /^--([a-z][\w-]*)|^-([A-Za-z])/.exec(option) ?? [];
    if (long === undefined && letter === undefined || /[\n\r]/.test(option)) {
      throw new InputError(`${shown(option)} is no option of sbatch`, {
        place,
        mend: "Write options as sbatch takes them, each with its dashes",
      });
    }
    // sbatch takes the beginning of a name for the name.
    const isOwn = long !== undefined && OWN.some((name) => name.startsWith(long));
    if (!isOwn && !OWN_LETTERS.includes(letter ?? "")) continue;
    throw new InputError(`${shown(option)} is for the launcher to say`, {
      place,
      mend: "Leave it out",
    });
  }
  return options;
}

/** Where the script and the logs of a results' folder are. */
export function slurmFolder(out: string): string {
  return join(out, "slurm");
}

/** The log of an array's task, or of another job. */
export function logOf(out: string, id: string, task?: number): string {
  return join(slurmFolder(out), "logs", task === undefined ? `${id}.log` : `${id}_${task}.log`);
}

function head(plan: LaunchPlan, name: string, log: string): string[] {
  return [
    `#SBATCH --job-name=${name}`,
    `#SBATCH --output=${quotedOption(join(slurmFolder(plan.out), "logs", log))}`,
    "#SBATCH --open-mode=append",
  ];
}

/** What the person gave, after what stands there anyway: the last one counts. */
function given(plan: LaunchPlan): string[] {
  return schedulerLines(plan.told.scheduler ?? "").map((option) => `#SBATCH ${option}`);
}

/** In the name of a log a `%` begins what Slurm fills in; an option ends with its line. */
function quotedOption(path: string): string {
  if (/[\n\r]/.test(path)) {
    throw new InputError(`sbatch reads no path of several lines: ${shown(path)}`, {
      place: settingName("out"),
      mend: "Choose another folder",
    });
  }
  const folder = path.slice(0, -basename(path).length).replaceAll("%", "%%");
  const whole = folder + basename(path);
  return /[\s"'\\]/.test(whole) ? `"${whole.replaceAll(/["\\]/g, "\\$&")}"` : whole;
}

/**
 * The script of the array: a run a task.
 *
 * @throws {InputError} If sbatch cannot be told where its logs go.
 */
export function arrayScript(plan: LaunchPlan, name: string): string {
  return [
    "#!/bin/bash",
    "# Makes one run for each task of a job array. Written anew at each submission; to submit it by hand,",
    "# choose the runs by their places:  sbatch --array=0-8%2 array.sbatch",
    "# A run that was interrupted goes on from its latest checkpoint and ends with the same bits.",
    ...head(plan, name, "%A_%a.log"),
    "# A task whose node fails, or that makes room for others, is queued again.",
    "#SBATCH --requeue",
    `# ${WARNING_SECONDS} s before the time limit this shell, and nobody else, is told to end.`,
    `#SBATCH --signal=B:TERM@${WARNING_SECONDS}`,
    ...given(plan),
    "",
    `cd ${quoted(plan.cwd)} || exit 1`,
    "# The places of a large array begin at 0 again: the first argument says where.",
    "place=$((SLURM_ARRAY_TASK_ID + ${1:-0}))",
    "",
    "# What this shell is told, it tells the run, which saves and ends with 143.",
    `trap 'told=yes; [ -z "$run" ] || kill -TERM "$run"' TERM`,
    `${commandLine(plan.make)} "$place" &`,
    "run=$!",
    '[ -z "$told" ] || kill -TERM "$run"',
    'wait "$run"',
    "code=$?",
    "# A signal ends the waiting; the run is still saving.",
    'while [ -n "$told" ]; do told=; wait "$run"; code=$?; done',
    "",
    "# Out of time, but neither cancelled nor queued again by Slurm itself: the rest is made later.",
    "# (The id of the last task is that of the whole array, so this one is named by its place.)",
    'task="${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"',
    'state=$(squeue -h -j "$task" -o %T)',
    'if [ "$code" -eq 143 ] && [ "$state" = RUNNING ]; then scontrol requeue "$task"; fi',
    'exit "$code"',
    "",
  ].join("\n");
}

/** The script of the job that comes after all. */
export function collectScript(plan: LaunchPlan, name: string): string {
  return [
    "#!/bin/bash",
    "# Says what the runs came to, once none is queued any more: the summary and the report. It makes no",
    "# run, and names those that are missing.",
    ...head(plan, name, "%j.log"),
    ...given(plan),
    "",
    `cd ${quoted(plan.cwd)} || exit 1`,
    `exec ${commandLine(plan.collect)}`,
    "",
  ].join("\n");
}

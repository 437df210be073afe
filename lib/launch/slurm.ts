/** Slurm: an array of jobs that make a run each, and one that collects them. */
import { join } from "node:path";
import { rangesOf } from "../experiment/mod.ts";
import { disk, InputError, lockFolder, makePath, replaceFile } from "../io/mod.ts";
import type { LaunchedRun, Launcher, LaunchPlan, Tell } from "./launcher.ts";
import { printed } from "./programs.ts";
import { commandLine } from "./shell.ts";
import {
  activeRuns,
  jobName,
  queuedJobs,
  readJobs,
  type SubmittedArray,
  writeJobs,
} from "./slurm_jobs.ts";
import { arrayScript, collectScript, schedulerLines, slurmFolder } from "./slurm_scripts.ts";

/** Slurm's own default, taken where it cannot be asked. */
const USUAL_ARRAY_SIZE = 1001;

/** One more than the greatest place in an array of this cluster. */
async function maxArraySize(): Promise<number> {
  const config = await printed("scontrol", ["show", "config"]);
  return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(config)?.[1] ?? USUAL_ARRAY_SIZE);
}

/** Runs as arrays: those of a wave together, as far as their places lie near enough. */
export function arraysOf(
  runs: readonly LaunchedRun[],
  size: number,
): { wave: number; offset: number; runs: LaunchedRun[] }[] {
  const arrays: { wave: number; offset: number; runs: LaunchedRun[] }[] = [];
  for (const run of runs.toSorted((a, b) => a.wave - b.wave || a.index - b.index)) {
    const last = arrays.at(-1);
    if (last?.wave === run.wave && run.index - last.offset < size) last.runs.push(run);
    // Places stay what they are as long as they fit: then a log's name says which run it is of.
    else arrays.push({ wave: run.wave, offset: run.index < size ? 0 : run.index, runs: [run] });
  }
  return arrays;
}

/** What sbatch is told of an array. */
function arrayArguments(
  plan: LaunchPlan,
  { token, offset, runs }: SubmittedArray,
  after: readonly string[],
): string[] {
  const places = rangesOf(runs.map(({ index }) => index - offset));
  return [
    "--parsable",
    `--array=${places}${plan.atOnce === undefined ? "" : `%${plan.atOnce}`}`,
    `--comment=${token}`,
    ...afterAny(after),
    join(slurmFolder(plan.out), "array.sbatch"),
    String(offset),
  ];
}

function afterAny(ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`--dependency=afterany:${ids.join(":")}`];
}

/** Writes the scripts and makes the folder of the logs. */
async function writeScripts(plan: LaunchPlan, name: string): Promise<void> {
  const folder = slurmFolder(plan.out);
  await makePath(join(folder, "logs"));
  await replaceFile(join(folder, "array.sbatch"), arrayScript(plan, name));
  await replaceFile(join(folder, "collect.sbatch"), collectScript(plan, `${name}-collect`));
}

/** Submits a script; gives the job's id. */
async function sbatch(args: readonly string[]): Promise<string> {
  const id = /^(\d+)(?:;|$)/m.exec((await printed("sbatch", args)).trim())?.[1];
  if (id !== undefined) return id;
  throw new InputError("sbatch does not say which job it has submitted", {
    mend: "Look for it with squeue",
  });
}

async function submitDry(plan: LaunchPlan, name: string, tell: Tell) {
  await writeScripts(plan, name);
  tell(`Written, and nothing submitted: ${slurmFolder(plan.out)}. To submit it:`);
  const ids: string[] = [];
  const arrays = arraysOf(plan.runs, USUAL_ARRAY_SIZE);
  for (const array of arrays) {
    const after = array.wave === 0 ? [] : ids;
    const args = arrayArguments(plan, { ...array, token: "", id: null }, after);
    ids.push(`$job${ids.length}`);
    const words = args.filter((word) => word !== "--comment=");
    tell(`${ids.at(-1)!.slice(1)}=$(${commandLine(["sbatch", ...words]).replaceAll("'", '"')})`);
  }
  const collect = ["sbatch", ...afterAny(ids), join(slurmFolder(plan.out), "collect.sbatch")];
  tell(commandLine(collect).replaceAll("'", '"'));
  return { ids: [], ended: false };
}

async function submit(plan: LaunchPlan, tell: Tell) {
  const { out } = plan, name = jobName(out), collecting = `${name}-collect`;
  if (plan.told.isDry) return await submitDry(plan, name, tell);
  // All that may refuse is asked before anything is written.
  const size = await maxArraySize();
  const queue = await queuedJobs([name, collecting]);
  await disk.makeFolder(out);
  await using _ = await lockFolder(out, true);
  const jobs = await readJobs(out);
  const active = activeRuns(jobs, queue);
  const unknown = queue.filter((job) =>
    job.name === name && !jobs.arrays.some(({ token }) => token === job.comment)
  );
  if (unknown.length > 0) {
    throw new InputError(
      `job ${unknown[0]!.job} makes runs for this folder, but jobs.json does not say which`,
      { file: slurmFolder(out), mend: "Wait until it is done, or cancel it" },
    );
  }
  const idOf = (job: string) => job.split("_")[0]!;
  for (const array of jobs.arrays) {
    const found = queue.find(({ comment }) => comment === array.token);
    if (found !== undefined) array.id = idOf(found.job);
  }
  const before = [...new Set(queue.filter((job) => job.name === name).map(({ job }) => idOf(job)))];
  if (before.length > 0) {
    tell(`Left alone, as queued or running: ${active.size} runs in job ${before.join(", ")}.`);
  }
  const left = plan.runs.filter(({ folder }) => !active.has(folder));
  await writeScripts(plan, name);
  const ids: string[] = [], lower: string[] = [...before];
  let wave = 0, waiting: string[] = [];
  for (const array of arraysOf(left, size)) {
    if (array.wave > wave) {
      lower.push(...waiting);
      [wave, waiting] = [array.wave, []];
    }
    const submitted: SubmittedArray = {
      token: crypto.randomUUID(),
      id: null,
      ...{ offset: array.offset, runs: array.runs },
    };
    // So many at once are meant of all.
    const after = [
      ...(wave === 0 ? [] : lower),
      ...(plan.atOnce === undefined ? [] : waiting.slice(-1)),
    ];
    jobs.arrays.push(submitted);
    // Known by its token, should this process end before it knows the id.
    await writeJobs(out, jobs);
    try {
      submitted.id = await sbatch(arrayArguments(plan, submitted, after));
    } catch (error) {
      jobs.arrays.pop();
      await writeJobs(out, jobs);
      throw error;
    }
    await writeJobs(out, jobs);
    ids.push(submitted.id);
    waiting.push(submitted.id);
    const { length } = array.runs;
    tell(`Submitted ${length} ${length === 1 ? "run" : "runs"} as job ${submitted.id}.`);
  }
  const collected = queue.some((job) => job.name === collecting);
  if (ids.length > 0 || !collected) {
    const after = [...before, ...ids].map((id) => `:${id}`).join("");
    // Of several that collect one is at it.
    const dependency = `--dependency=singleton${after === "" ? "" : `,afterany${after}`}`;
    const script = join(slurmFolder(out), "collect.sbatch");
    const id = await sbatch(["--parsable", dependency, script]);
    tell(`Job ${id} collects them afterwards.`);
    ids.push(id);
  }
  tell(`How far they are: ${plan.look}`);
  return { ids, ended: false };
}

/** Runs made by the jobs of a cluster that Slurm manages. */
export const SLURM: Launcher = {
  name: "slurm",
  description: "an array of jobs, and one that writes the report",
  async check({ scheduler = "", isDry }) {
    schedulerLines(scheduler);
    if (isDry) return;
    await printed("sbatch", ["--version"]);
    await maxArraySize();
  },
  submit,
  async states(out) {
    const jobs = await readJobs(out);
    if (jobs.arrays.length === 0) return new Map();
    return activeRuns(jobs, await queuedJobs([jobName(out)]));
  },
};

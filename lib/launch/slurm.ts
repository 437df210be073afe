/** Slurm: an array of jobs that make a run each, and one that collects them. */
import { join } from "node:path";
import { rangesOf } from "../experiment/mod.ts";
import { InputError, lockFolder, makePath, replaceFile } from "../io/mod.ts";
import {
  isRunFinished,
  type LaunchedRun,
  type Launcher,
  type LaunchPlan,
  type Tell,
} from "./launcher.ts";
import { printed } from "./programs.ts";
import { quoted } from "./shell.ts";
import {
  activeRuns,
  jobName,
  type QueuedJob,
  queuedJobs,
  readJobs,
  type SubmittedArray,
  type SubmittedJobs,
  submittedRuns,
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
    `--array=${places}${plan.atOnce === undefined ? "" : `%${plan.atOnce}`}`,
    `--comment=${token}`,
    ...afterAny(after),
    join(slurmFolder(plan.out), "array.sbatch"),
    String(offset),
  ];
}

const DEPENDENCY = "--dependency=";

function afterAny(ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`${DEPENDENCY}afterany:${ids.join(":")}`];
}

function runCount(count: number): string {
  return `${count} ${count === 1 ? "run" : "runs"}`;
}

/** Submits a script, or shows how that is done; gives the job's id, or what stands for it. */
type Submit = (args: readonly string[]) => Promise<string>;

const sbatch: Submit = async (args) => {
  const id = /^(\d+)(?:;|$)/m.exec((await printed("sbatch", ["--parsable", ...args])).trim())?.[1];
  if (id !== undefined) return id;
  throw new InputError("sbatch does not say which job it has submitted", {
    mend: "Look for it with squeue",
  });
};

/** Shows what `sbatch` would be told, as lines of a shell that keep the ids in variables. */
function showing(tell: Tell): Submit {
  let count = 0;
  return (args) => {
    const job = `job${count++}`;
    const words = ["sbatch", "--parsable", ...args].map((word) =>
      // Of ids alone, which the shell fills in.
      word.startsWith(DEPENDENCY) ? word : quoted(word)
    );
    tell(`${job}=$(${words.join(" ")})`);
    return Promise.resolve(`$${job}`);
  };
}

/** What of a results' folder is queued or made. */
interface Queue {
  jobs: SubmittedJobs;
  /** The folders of its runs. */
  active: ReadonlySet<string>;
  /** The ids of its arrays. */
  ids: readonly string[];
  /** Whether a job that collects waits. */
  collects: boolean;
}

/**
 * Looks what is queued. Ids that were not known are by now.
 *
 * @throws {InputError} If it is not known of which runs a job is.
 */
async function queueOf(out: string, name: string): Promise<Queue> {
  const queue = await queuedJobs([name, `${name}-collect`]);
  const { arrays, ...rest } = await readJobs(out);
  const making = queue.filter((job) => job.name === name);
  const idOf = ({ job }: QueuedJob) => job.split("_")[0]!;
  const unknown = making.find(({ comment }) => !arrays.some(({ token }) => token === comment));
  if (unknown !== undefined) {
    throw new InputError(
      `job ${idOf(unknown)} makes runs for this folder, but jobs.json does not say which`,
      { file: slurmFolder(out), mend: "Wait until it is done, or cancel it" },
    );
  }
  const known = arrays.flatMap((array) => {
    const found = making.find(({ comment }) => comment === array.token);
    if (found !== undefined) return { ...array, id: idOf(found) };
    // One without an id that is not there was refused.
    return array.id === null ? [] : array;
  });
  const jobs = { ...rest, arrays: known };
  return {
    jobs,
    active: new Set(activeRuns(jobs, making).keys()),
    ids: [...new Set(making.map(idOf))],
    collects: making.length < queue.length,
  };
}

/** Submits runs as arrays, which `jobs` and `jobs.json` learn of one by one; their ids. */
async function submitArrays(
  plan: LaunchPlan,
  { jobs, active, ids: before }: Queue,
  { size, submit, tell }: { size: number; submit: Submit; tell: Tell },
): Promise<string[]> {
  const left = plan.runs.filter(({ folder }) => !active.has(folder));
  /** Of the waves before, and of this one. */
  const lower = [...before], same: string[] = [];
  let wave = 0;
  for (const { wave: its, ...array } of arraysOf(left, size)) {
    if (its > wave) lower.push(...same.splice(0));
    wave = its;
    const submitted = { token: crypto.randomUUID(), id: null as string | null, ...array };
    jobs.arrays.push(submitted);
    // Known by its token, should this process end before it knows the id.
    await writeJobs(plan.out, jobs);
    const after = [
      ...(wave === 0 ? [] : lower),
      // So many at once are meant of all.
      ...(plan.atOnce === undefined ? [] : same.slice(-1)),
    ];
    const id = await submit(arrayArguments(plan, submitted, after));
    same.push(id);
    if (plan.told.isDry) continue;
    submitted.id = id;
    await writeJobs(plan.out, jobs);
    tell(`Submitted ${runCount(array.runs.length)} as job ${id}.`);
  }
  return [...lower, ...same].slice(before.length);
}

/** Has arrays that are queued already wait for what they read, where that was just submitted. */
async function holdReaders(
  { jobs: { arrays }, ids: before }: Queue,
  submitted: readonly string[],
  tell: Tell,
): Promise<void> {
  const waveOf = ({ runs: [first] }: SubmittedArray) => first!.wave;
  for (const reader of arrays.filter(({ id }) => before.includes(id!))) {
    const read = arrays.filter((array) => waveOf(array) < waveOf(reader)).map(({ id }) => id!);
    if (!read.some((id) => submitted.includes(id))) continue;
    const ids = read.filter((id) => before.includes(id) || submitted.includes(id));
    try {
      const dependency = `Dependency=afterany:${ids.join(":")}`;
      await printed("scontrol", ["update", `JobId=${reader.id}`, dependency]);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(`Job ${reader.id} does not wait for what it reads; submit again what of it fails.`);
    }
  }
}

async function submit(plan: LaunchPlan, tell: Tell) {
  const { out, told: { isDry = false } } = plan, name = jobName(out), folder = slurmFolder(out);
  const scripts = [
    ["array.sbatch", arrayScript(plan, name)],
    ["collect.sbatch", collectScript(plan, `${name}-collect`)],
  ] as const;
  // There need be no cluster to show what it would be told, were nothing queued.
  const size = isDry ? USUAL_ARRAY_SIZE : await maxArraySize();
  await makePath(join(folder, "logs"));
  // Looked at under the lock: another command may just have submitted.
  await using _ = await lockFolder(out, true);
  const queue = isDry
    ? { jobs: await readJobs(out), active: new Set<string>(), ids: [], collects: false }
    : await queueOf(out, name);
  if (queue.ids.length > 0) {
    const { active, ids } = queue;
    tell(`Left alone, as queued or running: ${runCount(active.size)} in job ${ids.join(", ")}.`);
  }
  for (const [file, text] of scripts) await replaceFile(join(folder, file), text);
  await writeJobs(out, queue.jobs);
  if (isDry) tell(`Written, and nothing submitted: ${folder}. To submit it:`);
  const way = { size, tell, submit: isDry ? showing(tell) : sbatch };
  const ids = await submitArrays(plan, queue, way);
  await holdReaders(queue, ids, tell);
  if (ids.length > 0 || !queue.collects) {
    const after = afterAny([...queue.ids, ...ids]).map((option) => `${option},singleton`);
    // Of several that collect one is at it.
    const dependency = after[0] ?? `${DEPENDENCY}singleton`;
    const id = await way.submit([dependency, join(folder, "collect.sbatch")]);
    if (!isDry) tell(`Job ${id} collects them afterwards.`);
  }
  if (!isDry) tell(`How far they are: ${plan.look}`);
  return false;
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
  async states(out, tell) {
    const jobs = await readJobs(out), states = submittedRuns(out, jobs);
    if ([...states.keys()].every((folder) => isRunFinished(out, folder))) return states;
    try {
      const active = activeRuns(jobs, await queuedJobs([jobName(out)]));
      return new Map([...states, ...active]);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(`What is queued is not known: ${error.problem}.`);
      return states;
    }
  },
};
